import type { Database } from 'better-sqlite3';
import { FirebreakError, StoreError } from '../../core/errors.ts';
import { assertDurable } from './connect.ts';

/** Most units in one transaction: more would hold the event loop for tens of milliseconds at a time. */
const mostPerTransaction = 100;
/** For how long a unit waits while another process writes, in milliseconds. */
const patience = 5000;
/** For how long the event loop is held while waiting for another process, in milliseconds; then others get a turn. */
const holdLoopFor = 20;

/** Runs units of work durably, those that wait together in one transaction. */
export interface GroupWriter {
  /**
   * Runs `work` inside the next transaction and resolves with what it returned once that is synced to disk. What `work` throws undoes that unit
   * alone. `work` must be synchronous and may run only once.
   * @throws StoreError when the transaction as a whole failed: nothing of it was written.
   */
  write<Result>(work: () => Result): Promise<Result>;
}

interface Unit {
  readonly work: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** Group commit: one sync to disk is shared by all who wait for one, so that durable is also fast. */
export function groupWriter(db: Database): GroupWriter {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT unit');
  const release = db.prepare('RELEASE unit');
  const rollbackUnit = db.prepare('ROLLBACK TO unit');
  const waiting: Unit[] = [];
  let scheduled = false;
  let blockedSince: number | undefined;
  let durable = false;
  db.pragma(`busy_timeout = ${holdLoopFor}`);

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(runGroup);
  }

  function runGroup(): void {
    scheduled = false;
    if (!begun()) return;
    const group = waiting.splice(0, mostPerTransaction);
    if (waiting.length > 0) schedule();
    try {
      const outcomes = group.map(runUnit);
      commit.run();
      if (!durable) {
        assertDurable(db);
        durable = true;
      }
      for (const tell of outcomes) tell();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      refuse(group, error);
    }
  }

  /** Takes the write lock. While another process has it, comes back later, until patience ends. */
  function begun(): boolean {
    try {
      begin.run();
      blockedSince = undefined;
      return true;
    } catch (error) {
      blockedSince ??= performance.now();
      if (isBusy(error) && performance.now() - blockedSince < patience) {
        scheduled = true;
        setTimeout(runGroup, holdLoopFor);
        return false;
      }
      blockedSince = undefined;
      refuse(waiting.splice(0), error);
      return false;
    }
  }

  /** Runs one unit in its savepoint; returns how to tell whoever waits for it, once the group is durable. */
  function runUnit({ work, resolve, reject }: Unit): () => void {
    savepoint.run();
    try {
      const result = work();
      release.run();
      return () => resolve(result as never);
    } catch (error) {
      // A full or failing disk ends the whole transaction, not only this savepoint.
      if (!db.inTransaction) throw error;
      rollbackUnit.run();
      release.run();
      return () => reject(error);
    }
  }

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, resolve, reject });
        schedule();
      }),
  };
}

function refuse(group: readonly Unit[], cause: unknown): void {
  const error =
    cause instanceof FirebreakError
      ? cause
      : new StoreError(`The database refused to write (${cause instanceof Error ? cause.message : cause}). Nothing of this was stored.`, {
          next: 'Look at free space and health of the disk under the database, and at other programs that hold it open; then try again.',
          cause,
        });
  for (const { reject } of group) reject(error);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY');
}
