import { type Kysely, sql } from 'kysely';

/**
 * What became of everything that was received. One index of alerts and one of receipts answer the funnel of any window without reading a document. What
 * quarantine had no room for is counted by the hour from now on; what was counted before falls into the hour of the last of it.
 */
const statements = [
  `ALTER TABLE alert ADD COLUMN source TEXT NOT NULL DEFAULT ''`,
  `ALTER TABLE alert ADD COLUMN rule TEXT NOT NULL DEFAULT ''`,
  `ALTER TABLE alert ADD COLUMN fate TEXT NOT NULL DEFAULT ''`,
  `UPDATE alert SET source = json_extract(doc, '$.source'), rule = json_extract(doc, '$.rule'),
     fate = CASE WHEN incident IS NULL THEN 'silent' ELSE 'merged' END`,
  'CREATE INDEX alert_by_arrival ON alert (source, received_at, rule, fate)',
  'ALTER TABLE incident ADD COLUMN rule TEXT',
  `UPDATE incident SET rule = json_extract(doc, '$.rule')`,
  'CREATE INDEX incident_by_rule ON incident (rule) WHERE rule IS NOT NULL',
  'CREATE INDEX receipt_by_arrival ON receipt (source, received_at, alerts, duplicates)',
  'CREATE INDEX quarantine_by_arrival ON quarantine (source, received_at) WHERE replayed_at IS NULL',
  `CREATE TABLE unkept (
    source TEXT NOT NULL,
    hour TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source, hour)
  ) STRICT, WITHOUT ROWID`,
  `INSERT INTO unkept SELECT value ->> '$.source', substr(value ->> '$.last.receivedAt', 1, 13) || ':00:00.000Z', value ->> '$.count'
   FROM fact WHERE name LIKE 'quarantine-unkept:%'`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
