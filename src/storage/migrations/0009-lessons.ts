import { type Kysely, sql } from 'kysely';

/** What verdicts taught about rules, one row for each rule. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql
    .raw(
      `CREATE TABLE lesson (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
    )
    .execute(db);
}
