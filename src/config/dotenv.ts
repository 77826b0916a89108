import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Puts what `.env` of a folder says into the environment, where there is one. What is set already wins. */
export function loadDotEnv(folder: string): void {
  const path = join(folder, '.env');
  if (existsSync(path)) process.loadEnvFile(path);
}
