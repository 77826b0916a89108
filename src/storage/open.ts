import path from 'node:path';
import { ConfigurationError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import { connect } from './sqlite/connect.ts';
import { migrate } from './sqlite/migrate.ts';
import { type StoreOptions, sqliteStore } from './sqlite/store.ts';

/**
 * Opens the store that `DATABASE_URL` names, at this version's schema; makes it when there is none.
 * @param url `sqlite:PATH`, relative to the working directory or absolute
 * @throws ConfigurationError when the URL, this Node.js or the file's schema cannot be used
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  if (/^postgres(ql)?:/.test(url)) {
    throw new ConfigurationError('DATABASE_URL names a Postgres database, and this version keeps its state in SQLite only.', {
      next: 'Set DATABASE_URL to sqlite:PATH, or leave it out: the store is then a file in data/var.',
    });
  }
  const file = /^sqlite:(.+)$/.exec(url)?.[1];
  if (file === undefined || file === ':memory:') {
    throw new ConfigurationError('DATABASE_URL does not name a store.', { next: 'Write sqlite:PATH, such as sqlite:data/var/firebreak.db.' });
  }
  const db = await connect(path.resolve(file));
  try {
    await migrate(db);
    return sqliteStore(db, options);
  } catch (error) {
    db.close();
    throw error;
  }
}
