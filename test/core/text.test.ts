import { expect, it } from 'vitest';
import { span } from '../../src/core/text.ts';

it.each([
  [0, '0 s'],
  [119, '119 s'],
  [120, '2 min'],
  [21 * 60 + 59, '21 min'],
  [3 * 3600, '3 h'],
  [47 * 3600, '47 h'],
  [48 * 3600, '2 days'],
  [-5, '0 s'],
])('%i seconds are said as %s', (seconds, said) => {
  const from = '2026-03-14T02:11:09.000Z';
  expect(span(from, new Date(Date.parse(from) + seconds * 1000).toISOString())).toBe(said);
});
