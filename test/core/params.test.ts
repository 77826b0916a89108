import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paramsArg, spelledParams } from '../../src/core/params.ts';

test.each([
  ['mode=managed_challenge', { mode: 'managed_challenge' }],
  [' hours = 4 ,\n open=false', { hours: 4, open: false }],
  ['note=a = b', { note: 'a = b' }],
  ['ports=[22]', { ports: [22] }],
])('%j is read as parameters', (typed, params) => {
  expect(paramsArg.parse(typed)).toEqual(params);
});

test.each(['', 'challenge', 'a=1, b', '=4', '__proto__'])('%j is no parameters', (typed) => {
  expect(paramsArg.safeParse(typed).success).toBe(false);
});

test('what is spelled reads as what it was', () => {
  const value = fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.stringMatching(/^[a-z_]{1,12}$/).filter((word) => !['true', 'false', 'null'].includes(word)),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]\w{0,8}$/), value, { minKeys: 1 }), (params) => {
      expect(paramsArg.parse(spelledParams(params))).toEqual({ ...params });
      expect(paramsArg.parse(spelledParams(params, '\n'))).toEqual({ ...params });
    }),
  );
});
