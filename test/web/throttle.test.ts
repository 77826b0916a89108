import { expect, test } from 'vitest';
import { throttle } from '../../src/web/throttle.ts';

function guessing() {
  let now = 1_000_000;
  const { wait, waitAtLogin, wrong } = throttle(() => now);
  return {
    wait,
    waitAtLogin,
    wrong: (address: string, times: number) => Array.from({ length: times }, () => wrong(address)),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test.each([
  ['the same address', '203.0.113.7', '203.0.113.7', true],
  ['the same address, mapped into IPv6', '203.0.113.7', '::ffff:203.0.113.7', true],
  ['another address of the same IPv6 network', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
  ['another address', '203.0.113.7', '203.0.113.8', false],
  ['another IPv6 network', '2001:db8:1:2::1', '2001:db8:1:3::1', false],
])('ten wrong tokens hold up %s: %s, then %s', (_who, first, then, held) => {
  const { wait, wrong } = guessing();
  wrong(first, 9);
  expect(wait(first)).toBeUndefined();
  wrong(first, 1);
  expect(wait(then)).toBe(held ? 60 : undefined);
});

test('after a minute everybody may try again', () => {
  const { wait, wrong, pass } = guessing();
  wrong('203.0.113.7', 10);
  pass(59_001);
  expect(wait('203.0.113.7')).toBe(1);
  pass(999);
  expect(wait('203.0.113.7')).toBeUndefined();
});

test('a hundred wrong tokens from a hundred addresses close the login for the rest of the minute, and nothing else', () => {
  const { wait, waitAtLogin, wrong } = guessing();
  for (let host = 1; host <= 100; host++) wrong(`198.51.100.${host}`, 1);
  expect(waitAtLogin('203.0.113.7')).toBe(60);
  expect(wait('203.0.113.7')).toBeUndefined();
});
