import { type Kysely, sql } from 'kysely';

/** Jobs have a rank: what matters most is done first, also within a lane, so that a flood cannot bury it. What waits already was ranked by nobody. */
const statements = [
  'ALTER TABLE job ADD COLUMN rank INTEGER NOT NULL DEFAULT 0',
  'DROP INDEX job_by_lane',
  `CREATE INDEX job_by_rank ON job (rank, run_at, id) WHERE lane IS NULL AND state <> 'dead'`,
  `CREATE INDEX job_by_lane ON job (lane, rank, id) WHERE lane IS NOT NULL AND state <> 'dead'`,
  `CREATE INDEX job_running ON job (lane) WHERE state = 'running'`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
