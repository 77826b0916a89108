import { type Kysely, sql } from 'kysely';

/**
 * Signed checkpoints of the timeline (`checkpoint`), and what was removed from it (`redaction`): only what an event there says to be removed may be.
 * `size` is the number of events that a checkpoint is over; `event` is the number of the event by which another was redacted.
 */
const statements = [
  `CREATE TABLE checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note TEXT NOT NULL,
    frontier TEXT NOT NULL
  ) STRICT`,
  ...appendOnly('checkpoint'),
  `CREATE TABLE redaction (
    incident TEXT NOT NULL,
    seq INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (incident, seq)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('redaction'),
  'DROP TRIGGER timeline_payload_no_delete',
  `CREATE TRIGGER timeline_payload_no_delete BEFORE DELETE ON timeline_payload
   WHEN NOT EXISTS (SELECT 1 FROM redaction WHERE incident = OLD.incident AND seq = OLD.seq) BEGIN
     SELECT RAISE(ABORT, 'the timeline is append-only');
   END`,
];

function appendOnly(table: string): readonly string[] {
  return ['UPDATE', 'DELETE'].map(
    (verb) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table} BEGIN
      SELECT RAISE(ABORT, 'the timeline is append-only');
    END`,
  );
}

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
