import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '../../src/kit/strict-json.ts';
import { times } from '../depth.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

describe('strict JSON', () => {
  test('means exactly what JSON.parse means, for every document that it accepts', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        const parsed = parse(spaced);
        if ('value' in parsed) expect(parsed.value).toStrictEqual(JSON.parse(spaced));
        else expect(parsed.problems.every(({ message }) => /twice|not accepted|lose digits|too large/.test(message))).toBe(true);
      }),
    );
  });

  test('refuses whatever JSON.parse refuses, also when one character of a document is changed', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '\\', '{', ']', ':', '0', '-', 'e', ' ', '\n', '\u0001', 'x'),
        (text, at, character) => {
          const position = at % (text.length + 1);
          const changed = text.slice(0, position) + character + text.slice(position + 1);
          let valid = true;
          try {
            JSON.parse(changed);
          } catch {
            valid = false;
          }
          if (!valid) expect(parse(changed)).toHaveProperty('problems');
          else if ('problems' in parse(changed))
            expect(parse(changed)).toHaveProperty('problems.0.message', expect.stringMatching(/twice|not accepted|lose digits|too large/));
        },
      ),
      { numRuns: times({ quick: 100, ci: 1_000, deep: 10_000 }) },
    );
  });

  test.each([
    ['{"a":1,"a":1}', 'a', 'twice'],
    ['{"a":{"\\u0062":1,"b":2}}', 'a.b', 'twice'],
    ['{"__proto__":{"admin":true}}', '__proto__', 'not accepted'],
    ['{"x":{"constructor":{"prototype":1}}}', 'x.constructor.prototype', 'not accepted'],
    ['{"a":[{"b c":12345678901234567890}]}', 'a[0]["b c"]', 'lose digits'],
    ['[-9007199254740993]', '[0]', 'lose digits'],
    ['{"a":1e999}', 'a', 'too large'],
    ['{"a":\n [1,,2]}', 'a[1]', 'line 2, column 5'],
    ['{"a":1} x', '', 'line 1, column 9'],
    ['', '', 'line 1, column 1'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, /^(\[0\]){64}$/, 'deeper than 64'],
    [`{${Array.from({ length: 10_001 }, (_, index) => `"k${index}":0`).join()}}`, 'k9999', 'more than 10000 keys'],
  ])('%s is refused with its path', (text, path, message) => {
    expect(parse(text)).toMatchObject({
      problems: [{ path: path instanceof RegExp ? expect.stringMatching(path) : path, message: expect.stringContaining(message) }],
    });
  });

  test('names every problem of a document at once', () => {
    expect(parse('{"a":1,"a":2,"b":99999999999999999999}')).toMatchObject({ problems: [{ path: 'a' }, { path: 'b' }] });
  });

  test('refuses bytes that are not UTF-8', () => {
    expect(parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ problems: [{ path: '' }] });
  });

  test('takes 64 levels, and half of a surrogate pair as the character that stands for it', () => {
    expect(parse(`${'['.repeat(64)}${']'.repeat(64)}`)).toHaveProperty('value');
    expect(parse('{"a":["\\ud800"]}')).toEqual({ value: { a: ['\ufffd'] } });
  });

  test('a megabyte of opening brackets neither overflows nor takes long', () => {
    // Processor time: others may be using the machine.
    const started = process.cpuUsage();
    expect(parse('['.repeat(1_048_576))).toHaveProperty('problems');
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(500);
  });

  test('takes long whole numbers as text with every digit, where a source asks for that, and refuses all else as before', () => {
    const asText = (text: string) => parseStrictJson(Buffer.from(text), 'as text');
    expect(asText('{"pid":12345678901234567890,"at":-9007199254740993,"n":7,"f":1.5,"big":1e20,"s":"12345678901234567890"}')).toEqual({
      value: { pid: '12345678901234567890', at: '-9007199254740993', n: 7, f: 1.5, big: 1e20, s: '12345678901234567890' },
    });
    expect(asText('{"a":1e999}')).toMatchObject({ problems: [{ path: 'a', message: expect.stringContaining('too large') }] });
    expect(asText('{"a":1,"a":12345678901234567890}')).toMatchObject({ problems: [{ path: 'a', message: expect.stringContaining('twice') }] });
  });
});
