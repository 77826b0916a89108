import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { FirebreakError, StoreError } from '../../core/errors.ts';
import { assertDurable } from './connect.ts';
import { beginWriting } from './lock.ts';

/** Most units in one transaction: more would hold the event loop for tens of milliseconds at a time. */
const mostPerTransaction = 100;
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

/**
 * Group commit: one sync to disk is shared by all who wait for one, so that durable is also fast. `onBroken` is told when the disk failed under a write: what of it
 * is on the disk is then unknown, also to SQLite, and this process must not go on.
 */
export function groupWriter(db: Database, onBroken: (error: Error) => void = () => undefined): GroupWriter {
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT unit');
  const release = db.prepare('RELEASE unit');
  const rollbackUnit = db.prepare('ROLLBACK TO unit');
  const waiting: Unit[] = [];
  let running = false;
  let durable = false;

  /** Runs group after group until nothing waits; between two groups others get a turn. */
  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await turn();
      try {
        await beginWriting(db);
        runGroup(waiting.splice(0, mostPerTransaction));
      } catch (error) {
        refuse(waiting.splice(0), error);
      }
    }
    running = false;
  }

  function runGroup(group: readonly Unit[]): void {
    try {
      const outcomes = group.map(runUnit);
      commit.run();
      if (!durable) assertDurable(db);
      durable = true;
      for (const tell of outcomes) tell();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      refuse(group, error);
      if (isBroken(error)) onBroken(error);
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
        if (!running) void run();
        running = true;
      }),
  };
}

/** A full disk fails a write before it begins; whoever has room again goes on. What else goes wrong with it may have failed halfway. */
function isBroken(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_IOERR');
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
