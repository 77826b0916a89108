import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Collection, Verification } from '../../core/store.ts';
import { chainStart, commitTo, linkOf } from '../../core/timeline.ts';
import { keysOf, shapes } from './collections.ts';
import { type Cell, type DocumentRow, digestOf, type Shape } from './documents.ts';
import { mirrorDigest, type QuarantineRow, quarantineDigest } from './ledger.ts';
import { type EventRow, eventRows } from './timeline.ts';

/** Rows checked before others get a turn on the event loop. */
const atOnce = 200;

/**
 * Walks the whole chain, then every row that carries a digest. SQLite's own integrity check does not notice a changed byte inside a row; this does.
 * It sees neither that the newest events were cut off with all they say (anchors outside do), nor a forger who computes everything anew.
 */
export async function verify(db: Database): Promise<Verification> {
  const chain = await walkChain(db);
  if (chain.firstBreak !== null) return chain;
  const why = await firstWrongRow(db);
  return why === undefined ? chain : { ...chain, firstBreak: { seq: null, why } };
}

async function walkChain(db: Database): Promise<Verification> {
  const next = db.prepare<[number, number], EventRow>(`${eventRows} WHERE timeline.seq > ? ORDER BY timeline.seq LIMIT ?`);
  let last = { seq: 0, hash: chainStart };
  for (;;) {
    const rows = next.all(last.seq, atOnce);
    for (const row of rows) {
      const why = whyBroken(row, last);
      if (why !== undefined) return { events: last.seq, head: last.hash, firstBreak: { seq: row.seq, why } };
      last = row;
    }
    if (rows.length < atOnce) return { events: last.seq, head: last.hash, firstBreak: null };
    await turn();
  }
}

function whyBroken(row: EventRow, last: { readonly seq: number; readonly hash: string }): string | undefined {
  const { incident, seq, type, commitment, previous, salt, payload } = row;
  if (seq !== last.seq + 1) return `events #${last.seq + 1} to #${seq - 1} are missing before it`;
  if (previous !== last.hash) return 'it does not follow the event before it';
  const by = { kind: row.by_kind, id: row.by_id, name: row.by_name };
  const link = linkOf({ seq, incident, type, happenedAt: row.happened_at, recordedAt: row.recorded_at, by, commitment, previous });
  if (link !== row.hash) return 'its hash does not fit its fields: it was changed after it was recorded';
  if (salt === null || payload === null) return 'what it says is missing';
  // Reading hex forgives what is not hex, and a salt of another length could swap bytes with the payload: so its form is part of what has to hold.
  if (!/^[0-9a-f]{32}$/.test(salt)) return 'its salt was changed after it was recorded';
  if (commitTo(salt, payload) !== commitment) return 'what it says was changed after it was recorded';
  return undefined;
}

/** What is wrong with the first row that does not hold, apart from the events themselves. */
async function firstWrongRow(db: Database): Promise<string | undefined> {
  for (const name of Object.keys(shapes) as Collection[]) {
    const why = await wrongDocument(db, shapes[name] as Shape<unknown>);
    if (why !== undefined) return why;
  }
  return (await wrongLookup(db)) ?? (await strayPayload(db)) ?? (await wrongQuarantine(db)) ?? (await wrongMirror(db));
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
): Promise<string | undefined> {
  const columns = key.join(', ');
  const next = db.prepare<Cell[], Row>(
    `SELECT * FROM ${table} WHERE (${columns}) > (${key.map(() => '?').join(', ')}) ORDER BY ${columns} LIMIT ${atOnce}`,
  );
  let last: Cell[] = key.map(() => '');
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
