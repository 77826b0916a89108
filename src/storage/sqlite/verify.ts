import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { chainWalk, redactionsIn } from '../../core/chain.ts';
import { readCheckpoint } from '../../core/checkpoint.ts';
import { rootOf } from '../../core/merkle.ts';
import type { Collection, Trust, Verification } from '../../core/store.ts';
import type { RecordedEvent } from '../../core/timeline.ts';
import type { CheckpointRow } from './checkpoints.ts';
import { keysOf, shapes } from './collections.ts';
import { type Cell, type DocumentRow, digestOf, type Shape } from './documents.ts';
import { mirrorDigest, type QuarantineRow, quarantineDigest } from './ledger.ts';
import { type EventRow, eventRows, recordedEvent } from './timeline.ts';

/** Rows checked before others get a turn on the event loop. */
const atOnce = 200;

/**
 * Walks the whole chain with its checkpoints, then every row that carries a digest. SQLite's own integrity check does not notice a changed byte inside a row;
 * this does. What came after the newest checkpoint that is known elsewhere can be cut off unseen.
 */
export async function verify(db: Database, trust: Trust | undefined): Promise<Verification> {
  const chain = await walkChain(db, trust);
  if (chain.firstBreak !== null) return chain;
  const why = await firstWrongRow(db, trust);
  return why === undefined ? chain : { ...chain, firstBreak: { seq: null, why } };
}

async function walkChain(db: Database, trust: Trust | undefined): Promise<Verification> {
  const next = db.prepare<[number, number], EventRow>(`${eventRows} WHERE timeline.seq > ? ORDER BY timeline.seq LIMIT ?`);
  const signed = db.prepare<[], string>('SELECT note FROM checkpoint ORDER BY size').pluck();
  const notes = trust === undefined ? [] : [...signed.all(), ...(trust.anchors ?? [])];
  const acts = db.prepare<[], Pick<RecordedEvent, 'seq' | 'incident' | 'payload'>>(
    `SELECT seq, incident, payload FROM timeline JOIN timeline_payload USING (incident, seq) WHERE type = 'event.redacted' ORDER BY seq`,
  );
  const walk = chainWalk(trust?.key ?? '', notes, redactionsIn(acts.all()));
  for (let last = 0; ; ) {
    const rows = next.all(last, atOnce);
    for (const row of rows) {
      const firstBreak = walk.step(recordedEvent(row));
      if (firstBreak !== undefined) return { ...walk.seen(), firstBreak };
    }
    if (rows.length < atOnce) return { ...walk.seen(), firstBreak: walk.end() ?? null };
    last = rows.at(-1)?.seq ?? 0;
    await turn();
  }
}

/** What is wrong with the first row that does not hold, apart from the events themselves. */
async function firstWrongRow(db: Database, trust: Trust | undefined): Promise<string | undefined> {
  for (const name of Object.keys(shapes) as Collection[]) {
    const why = await wrongDocument(db, shapes[name] as Shape<unknown>);
    if (why !== undefined) return why;
  }
  return (
    (await wrongLookup(db)) ??
    (await strayPayload(db)) ??
    (await wrongRedaction(db)) ??
    (trust && (await wrongCheckpoint(db, trust))) ??
    (await wrongQuarantine(db)) ??
    (await wrongMirror(db))
  );
}

/** A document must be what its digest says, and its columns what the document says. */
function wrongDocument(db: Database, { table, schema, columns }: Shape<unknown>): Promise<string | undefined> {
  return walk<DocumentRow & Readonly<Record<string, unknown>>>(db, table, ['id'], (row) => {
    const name = `${table} ${row.id}`;
    if (digestOf(row.doc) !== row.digest) return `${name}: its content does not fit its digest`;
    const stored = JSON.parse(row.doc);
    if (stored.id !== row.id || stored.revision !== row.revision) return `${name}: its id or revision was changed`;
    const read = schema.safeParse(stored);
    if (!read.success) return `${name}: it does not have the shape that this version knows`;
    const wrong = Object.entries(columns).find(([column, cell]) => cell(read.data) !== row[column]);
    return wrong === undefined ? undefined : `${name}: its column ${wrong[0]} does not fit its content`;
  });
}

/** The lookup by observable must hold exactly what the alerts name. */
async function wrongLookup(db: Database): Promise<string | undefined> {
  const entry = db.prepare<[string, string, string]>('SELECT 1 FROM alert_observable WHERE key = ? AND happened_at = ? AND alert = ?');
  const docOf = db.prepare<[string], string>('SELECT doc FROM alert WHERE id = ?').pluck();
  const missing = await walk<DocumentRow>(db, 'alert', ['id'], ({ id, doc }) => {
    const alert = shapes.alert.schema.parse(JSON.parse(doc));
    const key = keysOf(alert).find((key) => entry.get(key, alert.happenedAt, id) === undefined);
    return key === undefined ? undefined : `alert ${id}: it is not found by ${key}`;
  });
  return (
    missing ??
    (await walk<{ key: string; happened_at: string; alert: string }>(db, 'alert_observable', ['key', 'happened_at', 'alert'], (row) => {
      const doc = docOf.get(row.alert);
      const named = doc === undefined ? undefined : shapes.alert.schema.parse(JSON.parse(doc));
      const holds = named !== undefined && named.happenedAt === row.happened_at && keysOf(named).some((key) => key === row.key);
      return holds ? undefined : `alert ${row.alert}: it is found by ${row.key}, which it does not name`;
    }))
  );
}

function strayPayload(db: Database): Promise<string | undefined> {
  const event = db.prepare<[string, number]>('SELECT 1 FROM timeline WHERE incident = ? AND seq = ?');
  return walk<{ incident: string; seq: number }>(db, 'timeline_payload', ['incident', 'seq'], ({ incident, seq }) =>
    event.get(incident, seq) === undefined ? `event #${seq} of ${incident} is gone; what it said is still there` : undefined,
  );
}

/** What is noted as redacted must be what an event says. */
function wrongRedaction(db: Database): Promise<string | undefined> {
  const act = db
    .prepare<[number, string], number>(
      `SELECT payload ->> '$.seq' FROM timeline JOIN timeline_payload USING (incident, seq) WHERE seq = ? AND incident = ? AND type = 'event.redacted'`,
    )
    .pluck();
  return walk<{ incident: string; seq: number; event: number }>(db, 'redaction', ['incident', 'seq'], ({ incident, seq, event }) =>
    act.get(event, incident) === seq ? undefined : `event #${seq} of ${incident} is noted as redacted, and no event says so`,
  );
}

/** The next checkpoint is made from the frontier of the newest, so it must be that of what was signed. */
function wrongCheckpoint(db: Database, { key }: Trust): Promise<string | undefined> {
  const why = ({ size, note, frontier }: CheckpointRow) => {
    const head = readCheckpoint(note, key);
    const fits = head?.size === size && head.root === rootIn(frontier);
    return fits ? undefined : `checkpoint ${size}: its row does not fit what was signed`;
  };
  return walk(db, 'checkpoint', ['size'], why, [0]);
}

function rootIn(frontier: string): string | undefined {
  try {
    return rootOf(JSON.parse(frontier));
  } catch {
    return undefined;
  }
}

function wrongQuarantine(db: Database): Promise<string | undefined> {
  return walk<QuarantineRow>(db, 'quarantine', ['id'], (row) =>
    quarantineDigest(row) === row.digest ? undefined : `quarantine ${row.id}: it is not what was received`,
  );
}

function wrongMirror(db: Database): Promise<string | undefined> {
  return walk<{ subject: string; ref: string; digest: string }>(db, 'mirror', ['subject'], ({ subject, ref, digest }) =>
    mirrorDigest(subject, ref) === digest ? undefined : `mirror ${subject}: the place where it stands was changed`,
  );
}

/** Reads a table in the order of its key, some rows at a time, until `why` finds something. */
async function walk<Row extends object>(
  db: Database,
  table: string,
  key: readonly (keyof Row & string)[],
  why: (row: Row) => string | undefined,
  /** Comes before every key. */
  start: readonly Cell[] = key.map(() => ''),
): Promise<string | undefined> {
  const columns = key.join(', ');
  const next = db.prepare<Cell[], Row>(
    `SELECT * FROM ${table} WHERE (${columns}) > (${key.map(() => '?').join(', ')}) ORDER BY ${columns} LIMIT ${atOnce}`,
  );
  let last = [...start];
  for (;;) {
    const rows = next.all(...last);
    for (const row of rows) {
      const found = why(row);
      if (found !== undefined) return found;
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < atOnce) return undefined;
    last = key.map((column) => end[column] as Cell);
    await turn();
  }
}
