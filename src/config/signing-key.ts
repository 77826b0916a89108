import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { ConfigurationError } from '../core/errors.ts';
import { keyInFile } from './key-file.ts';
import type { Settings } from './settings.ts';

/** The file with the key, where FIREBREAK_SIGNING_KEY does not give it: beside the SQLite file, never in it. Undefined: the database stands elsewhere. */
export function signingKeyFileOf(databaseUrl: string): string | undefined {
  return databaseUrl.startsWith('sqlite:') ? `${path.resolve(databaseUrl.slice('sqlite:'.length))}.signing-key` : undefined;
}

/**
 * The key that signs checkpoints: FIREBREAK_SIGNING_KEY, otherwise the file beside the database, made when it is first needed.
 * @throws ConfigurationError when there is neither, it is no Ed25519 key, or others on this machine can read the file.
 */
export function signingKeyOf({ FIREBREAK_SIGNING_KEY }: Pick<Settings, 'FIREBREAK_SIGNING_KEY'>, databaseUrl: string): KeyObject {
  if (FIREBREAK_SIGNING_KEY !== undefined) return parsed(FIREBREAK_SIGNING_KEY, 'FIREBREAK_SIGNING_KEY');
  const file = signingKeyFileOf(databaseUrl);
  if (file === undefined) {
    throw new ConfigurationError('FIREBREAK_SIGNING_KEY is missing: without it no checkpoint of the timeline can be signed.', {
      next: 'Set it, or FIREBREAK_SIGNING_KEY_FILE, to what this prints: openssl genpkey -algorithm ed25519',
    });
  }
  return parsed(keyInFile(file, freshKey), file);
}

/** PKCS #8 as openssl writes it: PEM, or the base64 inside it on one line. */
function parsed(text: string, from: string): KeyObject {
  try {
    const key = text.includes('-----')
      ? createPrivateKey(text)
      : createPrivateKey({ key: Buffer.from(text, 'base64'), type: 'pkcs8', format: 'der' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Whatever it is, it is not shown: it may be a key all the same.
  }
  throw new ConfigurationError(`${from} holds no Ed25519 private key.`, { next: 'Write what this prints: openssl genpkey -algorithm ed25519' });
}

function freshKey(): string | Buffer {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
}
