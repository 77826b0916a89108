import { type Kysely, sql } from 'kysely';

/** Whose one-time codes count (`enrolment`). The secrets in it are sealed with a key that is not in this file. */
const statement = `CREATE TABLE enrolment (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`;

export async function up(db: Kysely<never>): Promise<void> {
  await sql.raw(statement).execute(db);
}
