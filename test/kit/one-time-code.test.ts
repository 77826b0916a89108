import { Secret, TOTP } from 'otpauth';
import { expect, it } from 'vitest';
import { freshSecret, keyUri, stepOfCode } from '../../src/kit/one-time-code.ts';

/** The secret of RFC 6238, appendix B, for SHA-1; its codes there have eight digits, of which an app shows the last six. */
const rfcSecret = Secret.fromLatin1('12345678901234567890').base32;
const atSecond = (seconds: number) => new Date(seconds * 1000).toISOString();

it.each([
  [59, '287082', 1],
  [1_111_111_109, '081804', 37_037_036],
  [1_111_111_111, '050471', 37_037_037],
  [1_234_567_890, '005924', 41_152_263],
  [2_000_000_000, '279037', 66_666_666],
  [20_000_000_000, '353130', 666_666_666],
])('second %s: %s is the code of step %s (RFC 6238, appendix B)', (second, code, step) => {
  expect(stepOfCode(rfcSecret, code, atSecond(second))).toBe(step);
});

it('a code counts one step early and one step late, and says to which step it belongs', () => {
  const secret = freshSecret();
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: 3_000_000 });
  expect([2_969_999, 2_970_000, 3_000_000, 3_059_999, 3_060_000].map((ms) => stepOfCode(secret, code, new Date(ms).toISOString()))).toEqual([
    null,
    100,
    100,
    100,
    null,
  ]);
});

it.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])('“%s” is no code', (code) => {
  expect(stepOfCode(rfcSecret, code, atSecond(59))).toBeNull();
});

it('apps are told the issuer, the person, and 160 bits of secret', () => {
  const secret = freshSecret();
  expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
  expect(keyUri(secret, 'alex.kim')).toBe(`otpauth://totp/Firebreak:alex.kim?issuer=Firebreak&secret=${secret}&algorithm=SHA1&digits=6&period=30`);
});
