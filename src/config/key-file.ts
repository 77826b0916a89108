import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { ConfigurationError } from '../core/errors.ts';

/**
 * The key in a file for its owner alone; made by `fresh` when there is none.
 * @throws ConfigurationError when others on this machine can read it.
 */
export function keyInFile(file: string, fresh: () => string | Buffer): string {
  return readKey(file) ?? makeKey(file, fresh);
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
function makeKey(file: string, fresh: () => string | Buffer): string {
  const unnamed = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(unnamed, fresh(), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(unnamed, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(unnamed);
  }
  return keyInFile(file, fresh);
}
