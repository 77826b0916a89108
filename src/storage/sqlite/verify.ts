import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Collection, Verification } from '../../core/store.ts';
import { chainStart, commitTo, linkOf } from '../../core/timeline.ts';
import { keysOf, shapes } from './collections.ts';
import { type DocumentRow, digestOf, type Shape } from './documents.ts';
import { mirrorDigest, type QuarantineRow, quarantineDigest } from './ledger.ts';
import { type EventRow, eventRows } from './timeline.ts';

/** Rows checked before others get a turn on the event loop. */
const atOnce = 200;

type Break = NonNullable<Verification['firstBreak']>;

/**
 * Walks the whole chain, then every row that carries a digest. SQLite's own integrity check does not notice a changed byte inside a row; this does.
 * It sees neither a truncation of the newest events (anchors outside do) nor a forger who computes everything anew.
 */
export async function verify(db: Database): Promise<Verification> {
  const chain = await walkChain(db);
  if (chain.firstBreak !== null) return chain;
  return { ...chain, firstBreak: (await payloadsWithoutEvent(db)) ?? (await brokenRow(db)) };
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
  if (commitTo(salt, payload) !== commitment) return 'what it says was changed after it was recorded';
  return undefined;
}

async function payloadsWithoutEvent(db: Database): Promise<Break | null> {
  const stray = db
    .prepare<[], { seq: number }>(
      'SELECT seq FROM timeline_payload AS said WHERE NOT EXISTS (SELECT 1 FROM timeline WHERE incident = said.incident AND seq = said.seq) LIMIT 1',
    )
    .get();
  return stray === undefined ? null : { seq: stray.seq, why: 'there is a payload and no event that it belongs to' };
}

async function brokenRow(db: Database): Promise<Break | null> {
  for (const name of Object.keys(shapes) as Collection[]) {
    const why = await brokenDocument(db, shapes[name] as Shape<unknown>);
    if (why !== undefined) return { seq: null, why };
  }
  const why =
    (await brokenLookup(db)) ??
    (await walk<QuarantineRow>(db, 'quarantine', (row) =>
      quarantineDigest(row) === row.digest ? undefined : `quarantine ${row.id}: it is not what was received`,
    )) ??
    (await walk<{ subject: string; ref: string; digest: string }>(
      db,
      'mirror',
      (row) => (mirrorDigest(row.subject, row.ref) === row.digest ? undefined : `mirror ${row.subject}: its place was changed`),
      'subject',
    ));
  return why === undefined ? null : { seq: null, why };
}

/** A document must be what its digest says, and its columns what the document says. */
async function brokenDocument(db: Database, { table, schema, columns }: Shape<unknown>): Promise<string | undefined> {
  return walk<DocumentRow & Readonly<Record<string, unknown>>>(db, table, (row) => {
    if (digestOf(row.doc) !== row.digest) return `${table} ${row.id}: its content does not fit its digest`;
    const read = schema.safeParse(JSON.parse(row.doc));
    if (!read.success) return `${table} ${row.id}: it does not have the shape that it was written with`;
    const { id, revision } = JSON.parse(row.doc);
    if (id !== row.id || revision !== row.revision) return `${table} ${row.id}: its id or revision was changed`;
    const wrong = Object.entries(columns).find(([column, cell]) => cell(read.data) !== row[column]);
    return wrong === undefined ? undefined : `${table} ${row.id}: its column ${wrong[0]} does not fit its content`;
  });
}

/** The lookup by observable must hold exactly what the alerts name. */
async function brokenLookup(db: Database): Promise<string | undefined> {
  const entries = db.prepare<[string], { key: string; happened_at: string }>(
    'SELECT key, happened_at FROM alert_observable WHERE alert = ? ORDER BY key',
  );
  return (
    (await walk<DocumentRow>(db, 'alert', ({ id, doc }) => {
      const alert = shapes.alert.schema.parse(JSON.parse(doc));
      const expected = [...keysOf(alert)].sort().map((key) => `${key} ${alert.happenedAt}`);
      const found = entries.all(id).map(({ key, happened_at }) => `${key} ${happened_at}`);
      return expected.join('\n') === found.join('\n') ? undefined : `alert ${id}: the lookup by observable does not fit it`;
    })) ?? undefined
  );
}

/** Reads a table in the order of its key, some rows at a time, until `why` finds something. */
async function walk<Row extends object>(db: Database, table: string, why: (row: Row) => string | undefined, key = 'id'): Promise<string | undefined> {
  const next = db.prepare<[string, number], Row>(`SELECT * FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`);
  let last = '';
  for (;;) {
    const rows = next.all(last, atOnce);
    for (const row of rows) {
      const found = why(row);
      if (found !== undefined) return found;
    }
    if (rows.length < atOnce) return undefined;
    last = String((rows.at(-1) as Readonly<Record<string, unknown>>)[key]);
    await turn();
  }
}
