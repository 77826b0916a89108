import { type Kysely, sql } from 'kysely';

/**
 * The first schema. Instants are ISO text in UTC with milliseconds, so they compare as text; hashes and digests are hex.
 *
 * `timeline` is clustered by incident, because it is read incident by incident, while `seq` is one chain for the whole store. What an event says
 * (`timeline_payload`) stands apart from the event: removing it one day leaves the chain whole, because an event only holds a commitment to it.
 */
const statements = [
  `CREATE TABLE timeline (
    incident TEXT NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    by_kind TEXT NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    commitment TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (incident, seq)
  ) STRICT, WITHOUT ROWID`,
  'CREATE UNIQUE INDEX timeline_chain ON timeline (seq)',
  ...appendOnly('timeline'),

  `CREATE TABLE timeline_payload (
    incident TEXT NOT NULL,
    seq INTEGER NOT NULL,
    salt TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (incident, seq)
  ) STRICT, WITHOUT ROWID`,
  ...appendOnly('timeline_payload'),

  `CREATE TABLE alert (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    incident TEXT,
    fingerprint TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX alert_by_fingerprint ON alert (fingerprint, received_at)',
  'CREATE INDEX alert_by_incident ON alert (incident, happened_at) WHERE incident IS NOT NULL',
  `CREATE TABLE alert_observable (
    key TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    alert TEXT NOT NULL,
    PRIMARY KEY (key, happened_at, alert)
  ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE incident (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    number INTEGER NOT NULL UNIQUE,
    open INTEGER NOT NULL,
    score INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX incident_by_score ON incident (score DESC, opened_at DESC, number DESC)',
  'CREATE INDEX incident_open_by_score ON incident (score DESC, opened_at DESC, number DESC) WHERE open = 1',

  `CREATE TABLE proposal (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    number INTEGER NOT NULL UNIQUE,
    incident TEXT NOT NULL,
    state TEXT NOT NULL,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX proposal_by_incident ON proposal (incident, number)',
  'CREATE INDEX proposal_by_state ON proposal (state, number)',

  `CREATE TABLE finding (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    incident TEXT NOT NULL,
    at TEXT NOT NULL,
    doc TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX finding_by_incident ON finding (incident, at)',

  `CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    flow TEXT NOT NULL,
    args TEXT NOT NULL,
    run_at TEXT NOT NULL,
    key TEXT,
    lane TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
    attempt INTEGER NOT NULL,
    lease_until TEXT,
    why TEXT
  ) STRICT`,
  `CREATE INDEX job_live ON job (run_at, id) WHERE state <> 'dead'`,
  `CREATE INDEX job_by_lane ON job (lane, id) WHERE lane IS NOT NULL AND state <> 'dead'`,
  `CREATE INDEX job_by_key ON job (key) WHERE key IS NOT NULL AND state = 'waiting'`,

  `CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet TEXT NOT NULL,
    subject TEXT NOT NULL,
    incident TEXT NOT NULL,
    lane TEXT NOT NULL,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'dead')),
    due_at TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    ambiguous INTEGER NOT NULL,
    lease_until TEXT,
    why TEXT
  ) STRICT`,
  `CREATE INDEX delivery_live ON delivery (priority, id) WHERE state IN ('waiting', 'sending')`,
  `CREATE INDEX delivery_by_lane ON delivery (lane, id) WHERE state IN ('waiting', 'sending')`,
  `CREATE INDEX delivery_by_subject ON delivery (subject, outlet, id) WHERE state IN ('waiting', 'sending')`,

  `CREATE TABLE mirror (
    subject TEXT NOT NULL PRIMARY KEY,
    ref TEXT NOT NULL,
    digest TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX mirror_by_ref ON mirror (ref)',

  `CREATE TABLE receipt (
    source TEXT NOT NULL,
    delivery TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    received_at TEXT NOT NULL,
    alerts INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    PRIMARY KEY (source, delivery)
  ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE quarantine (
    id TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    delivery TEXT NOT NULL,
    received_at TEXT NOT NULL,
    body TEXT NOT NULL,
    problems TEXT NOT NULL,
    digest TEXT NOT NULL,
    replayed_at TEXT
  ) STRICT`,

  `CREATE TABLE spent (
    key TEXT NOT NULL PRIMARY KEY,
    until TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX spent_by_end ON spent (until)',

  `CREATE TABLE fact (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    until TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

/** The database itself refuses to change or to remove what was appended, whoever asks. */
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
