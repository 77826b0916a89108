import { randomBytes } from 'node:crypto';
import { ConfigurationError } from '../core/errors.ts';
import { keyInFile } from './key-file.ts';
import type { Settings } from './settings.ts';

/** The file with the key, where FIREBREAK_KEY does not give it: beside the SQLite file. Undefined: the database stands elsewhere. */
export function keyFileOf(databaseUrl: string): string | undefined {
  return databaseUrl.startsWith('sqlite:') ? `${databaseUrl.slice('sqlite:'.length)}.key` : undefined;
}

/**
 * The key under which secrets at rest are sealed: FIREBREAK_KEY, otherwise the file beside the database, made with fresh chance when it is first needed.
 * @throws ConfigurationError when there is neither, or others on this machine can read the file.
 */
export function keyOf({ FIREBREAK_KEY }: Settings, databaseUrl: string): string {
  if (FIREBREAK_KEY !== undefined) return FIREBREAK_KEY;
  const file = keyFileOf(databaseUrl);
  if (file === undefined) {
    throw new ConfigurationError('FIREBREAK_KEY is missing: without it no secret can be kept in this database.', {
      next: 'Set it, or FIREBREAK_KEY_FILE, to 32 or more random characters: openssl rand -hex 32',
    });
  }
  return keyInFile(file, () => `${randomBytes(32).toString('base64url')}\n`);
}
