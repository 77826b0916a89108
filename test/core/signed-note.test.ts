import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../src/core/checkpoint.ts';
import { openNote, signNote, verifierKeyOf } from '../../src/core/signed-note.ts';
import { notary } from '../../src/kit/notary.ts';

/** From the reference implementation, golang.org/x/mod/sumdb/note. */
const published = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').privateKey;

describe('a signed note', () => {
  it('of the reference implementation opens', () => {
    expect(openNote(`${published.text}\n${published.line}`, published.key)).toBe(published.text);
    expect(openNote(`${published.text.replace('answer', 'cause')}\n${published.line}`, published.key)).toBeUndefined();
  });

  it('of ours opens with our key and no other, and not when one character of it is different', () => {
    const key = verifierKeyOf('firebreak/i-1', publicKey);
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom('x', '\n', ' '), (at, put) => {
        const note = signNote('firebreak/i-1\n7\nabc\n', 'firebreak/i-1', privateKey);
        expect(openNote(note, key)).toBe('firebreak/i-1\n7\nabc\n');
        expect(openNote(note, verifierKeyOf('firebreak/i-1', other))).toBeUndefined();
        expect(openNote(note, verifierKeyOf('firebreak/i-2', publicKey))).toBeUndefined();
        const place = at % note.length;
        const changed = `${note.slice(0, place)}${put}${note.slice(place + 1)}`;
        // Base64 pads with bits that mean nothing: what opens all the same says exactly what was signed.
        if (changed !== note) expect([undefined, 'firebreak/i-1\n7\nabc\n']).toContain(openNote(changed, key));
      }),
    );
  });

  it('is a checkpoint only when it says so for the log that its key is named after', () => {
    const ours = notary('i-1', () => privateKey);
    const { note } = ours.sign(3, ['a'.repeat(64), 'b'.repeat(64)]);
    expect(readCheckpoint(note, ours.verifierKey())).toMatchObject({ size: 3 });
    const elsewhere = signNote(note.split('\n\n')[0]?.replace('i-1', 'i-2').concat('\n') ?? '', 'firebreak/i-1', privateKey);
    expect(readCheckpoint(elsewhere, ours.verifierKey())).toBeUndefined();
  });
});
