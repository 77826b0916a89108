import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../core/errors.ts';
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
  return readKey(file) ?? makeKey(file);
}

function readKey(file: string): string | undefined {
  const { mode } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (mode === undefined) return undefined;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new ConfigurationError(`Others on this machine can read the key in ${file}.`, { next: `Run chmod 600 ${file}` });
  }
  return readFileSync(file, 'utf8').trim();
}

/** Written whole and then named, so that another process never reads half a key; whoever is second takes the first one's. */
function makeKey(file: string): string {
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(fresh, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(fresh);
  }
  return readKey(file) ?? makeKey(file);
}
