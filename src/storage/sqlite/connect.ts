import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { ConfigurationError, StoreError } from '../../core/errors.ts';
import { holdLoopFor } from './lock.ts';

/** SQLite before this version can lose commits when two processes write and checkpoint at once (the WAL-reset bug). */
const oldestSqlite = [3, 51, 3] as const;

/**
 * Opens the file with everything that durability and integrity rest on. A file that is not there is made, readable by its owner alone.
 * @throws ConfigurationError when it cannot be opened, or this Node.js or this SQLite cannot be trusted with it.
 */
export async function connect(file: string): Promise<Database> {
  // better-sqlite3 crashes the process at the first open on an older Node-API, so this has to be asked before it is even imported.
  if (Number(process.versions.napi) < 10) {
    throw new ConfigurationError(
      `Node.js ${process.versions.node} cannot open the database: it has Node-API ${process.versions.napi}, and 10 is needed.`,
      {
        next: 'Start the program with `npm start`, which brings its own Node.js, or install Node.js 22.18 or newer.',
      },
    );
  }
  const { default: BetterSqlite3 } = await import('better-sqlite3');

  const db = opened(file, () => {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    return new BetterSqlite3(file);
  });
  opened(file, () => configure(db));
  assertVersion(db);
  db.pragma(`busy_timeout = ${holdLoopFor}`);
  return db;
}

function configure(db: Database): void {
  for (const setting of [
    // Only while it is being opened; from then on nobody may hold the event loop for so long (see lock.ts).
    'busy_timeout = 5000',
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'trusted_schema = OFF',
    'cell_size_check = ON',
    // What a savepoint needs for its undo stays in memory: in a file it costs more than the commit itself.
    'temp_store = MEMORY',
  ]) {
    db.pragma(setting);
  }
}

const remedies: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'It is no SQLite database, or it is damaged. Restore a backup, or name another file in DATABASE_URL.',
  SQLITE_BUSY: 'Another program holds it. Look for a backup, a shell or a second program that has it open, end it, and start again.',
};

/** @throws ConfigurationError saying which file cannot be opened, why, and what to do. */
function opened<Result>(file: string, open: () => Result): Result {
  try {
    return open();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new ConfigurationError(`The database ${file} cannot be opened (${code}).`, {
      next:
        remedies[code] ??
        'Give the user that Firebreak runs as leave to write the file and its folder, or name another place: DATABASE_URL=sqlite:PATH.',
      cause,
    });
  }
}

/**
 * Says whether commits really are synced. Asked after the first write: before it, SQLite reports FULL in WAL mode also where it is about to use NORMAL.
 * @throws StoreError when they are not.
 */
export function assertDurable(db: Database): void {
  const synchronous = db.pragma('synchronous', { simple: true });
  const journal = db.pragma('journal_mode', { simple: true });
  if (synchronous === 2 && journal === 'wal') return;
  throw new StoreError(`The database does not sync its commits to disk (synchronous is ${synchronous}, journal mode ${journal}).`, {
    next: 'Put the database on a local file system that supports write-ahead logging.',
  });
}

function assertVersion(db: Database): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  const difference = oldestSqlite.map((least, index) => (parts[index] ?? 0) - least).find((difference) => difference !== 0) ?? 0;
  if (difference >= 0) return;
  db.close();
  throw new ConfigurationError(`SQLite ${version} can lose commits when two processes use one file; ${oldestSqlite.join('.')} or newer is needed.`, {
    next: 'Install the better-sqlite3 that package-lock.json names: `npm ci`.',
  });
}
