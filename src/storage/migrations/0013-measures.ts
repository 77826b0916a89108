import { type Kysely, sql } from 'kysely';

/** Ways to the incidents that were closed within a time, and to what each was measured as. */
const statements = [
  `CREATE INDEX incident_closed ON incident (doc ->> '$.closedAt') WHERE open = 0`,
  `CREATE INDEX timeline_measured ON timeline (incident) WHERE type = 'incident.measured'`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
