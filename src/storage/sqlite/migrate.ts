import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Database } from 'better-sqlite3';
import type { Migrator } from 'kysely/migration';
import { ConfigurationError } from '../../core/errors.ts';
import { beginWriting } from './lock.ts';

const folder = path.join(import.meta.dirname, '..', 'migrations');

/**
 * Brings the file to the newest schema, or leaves it exactly as it was: all steps run in one transaction of ours, because Kysely by itself runs
 * each statement on its own on SQLite, and a kill between two of them would leave half a schema. The write lock also makes a second process wait.
 * @throws ConfigurationError when the file was written by a newer version of the program, or a step fails.
 */
export async function migrate(db: Database): Promise<void> {
  if (await upToDate(db)) return;
  const migrator = await migratorOf(db);
  await beginWriting(db);
  try {
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw new ConfigurationError(`The database ${db.name} could not be brought to this version's schema. It was left as it was.`, {
      next: 'If a newer version of the program has used this file, run that version; otherwise read the cause below and restore a backup if need be.',
      cause: error,
    });
  }
}

/** Whether exactly the steps that this version knows were taken: then opening needs no lock, and no library that takes them. */
async function upToDate(db: Database): Promise<boolean> {
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'kysely_migration'").get() === undefined) return false;
  const taken = db.prepare('SELECT name FROM kysely_migration ORDER BY name').pluck().all();
  return isDeepStrictEqual(taken, await known());
}

/** Names of the steps, in order: those of their files, as Kysely finds them. */
async function known(): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => /\.[jt]s$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => path.parse(file).name)
    .sort();
}

async function migratorOf(db: Database): Promise<Migrator> {
  const { Kysely, SqliteDialect } = await import('kysely');
  const { FileMigrationProvider, Migrator } = await import('kysely/migration');
  return new Migrator({
    db: new Kysely({ dialect: new SqliteDialect({ database: db }) }),
    provider: new FileMigrationProvider({ fs: { readdir }, path, migrationFolder: folder, import: (file) => import(pathToFileURL(file).href) }),
    disableTransactions: true,
    // Steps that were written side by side stand by themselves: the one with the lower number may come later.
    allowUnorderedMigrations: true,
  });
}
