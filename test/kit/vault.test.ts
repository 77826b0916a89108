import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vault } from '../../src/kit/vault.ts';

const ours = vault(() => 'a key of forty characters, for the tests.');

it('what was sealed comes back, and never reads as itself', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string(), (secret, about) => {
      const sealed = ours.seal(secret, about);
      expect(sealed).not.toContain(secret);
      expect(ours.seal(secret, about)).not.toBe(sealed);
      expect(ours.open(sealed, about)).toBe(secret);
    }),
  );
});

it('nothing comes out under another key, about somebody else, or after a bit was flipped', () => {
  const sealed = ours.seal('JBSWY3DPEHPK3PXP', 'codes of alex.kim');
  const refused = /another key, or changed/;
  expect(() => vault(() => 'another key of forty characters, as long.').open(sealed, 'codes of alex.kim')).toThrow(refused);
  expect(() => ours.open(sealed, 'codes of sam.ode')).toThrow(refused);
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => ours.open(`v1.${flipped.toString('base64url')}`, 'codes of alex.kim')).toThrow(refused);
  }
});
