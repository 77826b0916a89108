import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/**
 * Signed notes, https://c2sp.org/signed-note: text, a blank line, and lines of signatures, each `— name base64(key id ‖ signature)`. Ed25519 only.
 * A verifier key is `name+key id+base64(0x01 ‖ public key)`; the key id is the beginning of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
 */

const ed25519 = Uint8Array.of(1);
/** What stands before the 32 bytes of a public key in its DER form (RFC 8410). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** The verifier key of this private or public key under this name, which holds neither a plus nor white space. */
export function verifierKeyOf(name: string, key: KeyObject): string {
  const bytes = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' }).subarray(-32);
  return `${name}+${keyId(name, bytes).toString('hex')}+${Buffer.concat([ed25519, bytes]).toString('base64')}`;
}

function keyId(name: string, publicKey: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(ed25519).update(publicKey).digest().subarray(0, 4);
}

/** Signs a text that ends in a line break. */
export function signNote(text: string, name: string, key: KeyObject): string {
  const id = Buffer.from(verifierKeyOf(name, key).split('+')[1] ?? '', 'hex');
  return `${text}\n— ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString('base64')}\n`;
}

/** The text of a note; undefined when it carries no good signature by this verifier key. Signatures of others are passed over. */
export function openNote(note: string, verifierKey: string): string | undefined {
  const end = note.lastIndexOf('\n\n');
  const [, name = '', id = '', encoded = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(verifierKey) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (end < 0 || !note.endsWith('\n') || bytes.length !== 33 || keyId(name, bytes.subarray(1)).toString('hex') !== id) return undefined;
  const text = note.slice(0, end + 1);
  const publicKey = createPublicKey({ key: Buffer.concat([spkiPrefix, bytes.subarray(1)]), type: 'spki', format: 'der' });
  const ours = note
    .slice(end + 2, -1)
    .split('\n')
    .map((line) => /^— (\S+) (\S+)$/.exec(line))
    .map((line) => ({ by: line?.[1], signed: Buffer.from(line?.[2] ?? '', 'base64') }))
    .find(({ by, signed }) => by === name && signed.subarray(0, 4).toString('hex') === id);
  return ours !== undefined && verify(null, Buffer.from(text), publicKey, ours.signed.subarray(4)) ? text : undefined;
}
