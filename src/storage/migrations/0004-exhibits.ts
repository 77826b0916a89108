import { type Kysely, sql } from 'kysely';

/** What actions would destroy, captured before. The database itself refuses to change or to remove any of it. */
const statements = [
  `CREATE TABLE exhibit (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    incident TEXT NOT NULL,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX exhibit_by_incident ON exhibit (incident, id)',
  ...['UPDATE', 'DELETE'].map(
    (verb) => `CREATE TRIGGER exhibit_no_${verb.toLowerCase()} BEFORE ${verb} ON exhibit BEGIN
      SELECT RAISE(ABORT, 'evidence is never changed');
    END`,
  ),
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
