import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../core/errors.ts';

/**
 * Puts what `.env` of a folder says into the environment, where there is one. What is set already wins.
 * @throws ConfigurationError when it is there and cannot be read: to go on without it could mean to practise where nobody wanted to.
 */
export function loadDotEnv(folder: string): void {
  const path = join(folder, '.env');
  if (!existsSync(path)) return;
  try {
    process.loadEnvFile(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new ConfigurationError(`The settings in ${path} cannot be read (${code}).`, {
      next: 'Let the user that Firebreak runs as own it, for that user alone: chmod 600 .env',
      cause,
    });
  }
}
