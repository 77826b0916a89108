import { closeSync, openSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { InputError } from '../../core/errors.ts';

/**
 * Copies the database as it stands, while others write to it, into a new file for its owner alone. What changes meanwhile makes SQLite begin again, so after a
 * first step everything is copied in one; writers wait for nothing.
 * @throws InputError when the file is there already or cannot be made.
 */
export async function backUp(db: Database, file: string): Promise<void> {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (cause) {
    throw new InputError(`${file} cannot be written, or is there already.`, { next: 'Name another file.', cause });
  }
  await db.backup(file, { progress: ({ totalPages }) => totalPages });
}
