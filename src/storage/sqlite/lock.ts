import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { StoreError } from '../../core/errors.ts';

/** For how long SQLite itself may wait for a lock, in milliseconds: it holds the event loop meanwhile. */
export const holdLoopFor = 20;
/** For how long we wait for another process to finish writing, in milliseconds. */
const patience = 5000;

/**
 * Begins a transaction that may write. While another process writes, others get their turns on the event loop.
 * @throws StoreError when the other one does not finish.
 */
export async function beginWriting(db: Database): Promise<void> {
  const since = performance.now();
  while (!begun(db)) {
    if (performance.now() - since > patience) {
      throw new StoreError(`Another process has held the database ${db.name} for more than ${patience / 1000} seconds. Nothing was written.`, {
        next: 'Look for a backup, a shell or a second program that has the file open, end it, and try again.',
      });
    }
    await sleep(holdLoopFor);
  }
}

function begun(db: Database): boolean {
  try {
    db.exec('BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}
