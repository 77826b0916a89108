import { type Kysely, sql } from 'kysely';

/**
 * What holds containments up (`brake`), and a way to find, over all incidents, what caps and the breaker are counted by. The index stays small: it holds
 * nothing of what alerts and incidents leave in the timeline.
 */
const statements = [
  `CREATE TABLE brake (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX timeline_limiting ON timeline (recorded_at)
   WHERE type IN ('containment.intended', 'containment.held', 'containment.failed', 'containment.unknown')`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
