import { type Kysely, sql } from 'kysely';

/** Snoozes, found by when they end. One that was not confirmed has no end yet. */
const statements = [
  `CREATE TABLE snooze (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    number INTEGER NOT NULL UNIQUE,
    until TEXT,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX snooze_by_end ON snooze (until) WHERE until IS NOT NULL',
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
