import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Actor } from '../../core/actor.ts';
import { type Instant, instant } from '../../core/alert.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { StaleError, StoreError } from '../../core/errors.ts';
import type { Measures } from '../../core/measures.ts';
import type { Ceiling } from '../../core/store.ts';
import {
  chainStart,
  commitTo,
  eventPayloads,
  type LimitingType,
  limitingTypes,
  linkOf,
  type NewEvent,
  type PayloadOf,
  type RecordedEvent,
  type TimelineEvent,
} from '../../core/timeline.ts';
import { unfit } from './documents.ts';

/** An event as its two rows hold it. `salt` and `payload` are null where they are missing. */
export interface EventRow {
  readonly incident: string;
  readonly seq: number;
  readonly type: string;
  readonly happened_at: Instant;
  readonly recorded_at: Instant;
  readonly by_kind: Actor['kind'];
  readonly by_id: string;
  readonly by_name: string;
  readonly commitment: string;
  readonly previous: string;
  readonly hash: string;
  readonly salt: string | null;
  readonly payload: string | null;
  /** By which event, by whom and when it was redacted, with what that event says; null where it was not. */
  readonly redacted_in: number | null;
  readonly redacted_by: string | null;
  readonly redacted_at: Instant | null;
  readonly redacted_says: string | null;
}

/** The rows of the timeline with what they say. */
export const eventRows = `SELECT timeline.*, said.salt, said.payload, act.seq AS redacted_in, act.by_name AS redacted_by, act.recorded_at AS redacted_at,
  act_said.payload AS redacted_says FROM timeline
  LEFT JOIN timeline_payload AS said ON said.incident = timeline.incident AND said.seq = timeline.seq
  LEFT JOIN redaction ON redaction.incident = timeline.incident AND redaction.seq = timeline.seq
  LEFT JOIN timeline AS act ON act.incident = redaction.incident AND act.seq = redaction.event
  LEFT JOIN timeline_payload AS act_said ON act_said.incident = act.incident AND act_said.seq = act.seq`;

/** The one chain of this store. There is no update and no delete, on purpose. */
export interface StoredTimeline {
  /** Must run inside a transaction that holds the write lock: the head of the chain is read anew each time, because other processes write too. */
  append(events: readonly NewEvent[], recordedAt: Instant): readonly TimelineEvent[];
  of(incident: string, after: number): readonly TimelineEvent[];
  record(after: number, most: number): readonly RecordedEvent[];
  head(): { readonly seq: number; readonly hash: string };
  recorded(types: readonly LimitingType[], since: Instant): readonly TimelineEvent[];
  measured(incidents: readonly string[]): ReadonlyMap<string, Measures>;
  /** @throws StaleError when more containments would have begun than that, with so many more. */
  assertWithin(ceiling: Ceiling, more: number): void;
}

/** As the index over them is declared (migration 0002): SQLite uses it only for a query that says the same. */
const limiting = `timeline.type IN (${limitingTypes.map((type) => `'${type}'`).join(', ')})`;

export function timeline(db: Database): StoredTimeline {
  const freshSalt = salts();
  const redaction = redactions(db);
  const head = db.prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM timeline ORDER BY seq DESC LIMIT 1');
  const insertEvent = db.prepare<(string | number)[]>(
    `INSERT INTO timeline (incident, seq, type, happened_at, recorded_at, by_kind, by_id, by_name, commitment, previous, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertPayload = db.prepare<(string | number)[]>('INSERT INTO timeline_payload (incident, seq, salt, payload) VALUES (?, ?, ?, ?)');
  const ofIncident = db.prepare<[string, number], EventRow>(`${eventRows} WHERE timeline.incident = ? AND timeline.seq > ? ORDER BY timeline.seq`);
  const record = db.prepare<[number, number], EventRow>(`${eventRows} WHERE timeline.seq > ? ORDER BY timeline.seq LIMIT ?`);
  const recorded = db.prepare<[string, string], EventRow>(
    `${eventRows} WHERE ${limiting} AND timeline.recorded_at > ? AND timeline.type IN (SELECT value FROM json_each(?)) ORDER BY timeline.seq`,
  );
  // Named, because by itself SQLite would walk through everything that ever happened in these incidents.
  const measured = db.prepare<[string], { incident: string; payload: string }>(
    `SELECT timeline.incident, payload FROM timeline INDEXED BY timeline_measured CROSS JOIN timeline_payload USING (incident, seq)
     WHERE timeline.type = 'incident.measured' AND timeline.incident IN (SELECT value FROM json_each(?))`,
  );
  const begun = db
    .prepare<[string, string | null, string | null, string | null, string | null], number>(
      `SELECT count(*) FROM timeline JOIN timeline_payload USING (incident, seq)
       WHERE ${limiting} AND timeline.recorded_at > ? AND timeline.type = 'containment.intended'
         AND (? IS NULL OR payload ->> '$.action' = ?)
         AND (? IS NULL OR payload ->> '$.target.kind' IN (SELECT value FROM json_each(?)))`,
    )
    .pluck();

  return {
    append: (events, recordedAt) => {
      if (events.length === 0) return [];
      let last = head.get() ?? { seq: 0, hash: chainStart };
      return events.map((event) => {
        const { incident, type, happenedAt } = event;
        const by = wellFormed(event.by);
        const salt = freshSalt();
        const payload = canonicalJson(wellFormed(checkedPayload(event)));
        const seq = last.seq + 1;
        const previous = last.hash;
        const commitment = commitTo(salt, payload);
        const hash = linkOf({ seq, incident, type, happenedAt, recordedAt, by, commitment, previous });
        insertEvent.run(incident, seq, type, happenedAt, recordedAt, by.kind, by.id, by.name, commitment, previous, hash);
        insertPayload.run(incident, seq, salt, payload);
        if (event.type === 'event.redacted') redaction.make(incident, event.payload, seq);
        last = { seq, hash };
        return { ...event, seq, recordedAt, commitment, previous, hash };
      });
    },
    of: (incident, after) => ofIncident.all(incident, after).map(readEvent),
    record: (after, most) => record.all(after, most).map(recordedEvent),
    head: () => head.get() ?? { seq: 0, hash: chainStart },
    recorded: (types, since) => recorded.all(since, JSON.stringify(types)).map(readEvent),
    measured: (incidents) => new Map(measured.all(JSON.stringify(incidents)).map(({ incident, payload }) => [incident, measuresIn(payload)])),
    assertWithin: ({ since, most, action = null, kinds }, more) => {
      const list = kinds === undefined ? null : JSON.stringify(kinds);
      const count = begun.get(since, action, action, list, list) ?? 0;
      if (count + more <= most) return;
      throw new StaleError(`${count} containments have begun since ${since}; with ${more} more it would be more than ${most}.`);
    },
  };
}

/** Removes what an event said, with the salt of its commitment; the bytes are overwritten where they stood. */
function redactions(db: Database) {
  const target = db
    .prepare<[string, number], string>('SELECT type FROM timeline JOIN timeline_payload USING (incident, seq) WHERE incident = ? AND seq = ?')
    .pluck();
  const allow = db.prepare<[string, number, number]>('INSERT INTO redaction (incident, seq, event) VALUES (?, ?, ?)');
  const remove = db.prepare<[string, number]>('DELETE FROM timeline_payload WHERE incident = ? AND seq = ?');
  return {
    make: (incident: string, { seq, type }: PayloadOf<'event.redacted'>, event: number) => {
      const found = target.get(incident, seq);
      if (found !== type || found === 'event.redacted')
        throw new StaleError(`Event #${seq} of ${incident} has nothing that could be redacted any more.`);
      allow.run(incident, seq, event);
      db.pragma('secure_delete = ON');
      remove.run(incident, seq);
      db.pragma('secure_delete = FAST');
    },
  };
}

/** Draws 16 random bytes at a time, hex. Many are fetched at once: asking for chance costs more than what it brings. */
function salts(): () => string {
  const bytes = 16;
  let drawn = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === drawn.length) {
      drawn = randomBytes(bytes * 128);
      used = 0;
    }
    used += bytes;
    return drawn.toString('hex', used - bytes, used);
  };
}

/** What the event says, by the schema by which it will be read: the timeline is for ever, and so would be an event that nobody can read. */
function checkedPayload({ type, payload, happenedAt }: NewEvent): unknown {
  if (type === 'redacted') throw new StoreError('An event cannot be recorded as redacted already. Nothing was stored.');
  const time = instant.safeParse(happenedAt);
  if (!time.success) throw unfit(`The time of an event ${type}`, time.error);
  const said = eventPayloads[type].safeParse(payload);
  if (!said.success) throw unfit(`An event ${type}`, said.error);
  return said.data;
}

/** An event as it was recorded, from its rows. */
export function recordedEvent(row: EventRow): RecordedEvent {
  const { seq, incident, type, happened_at, recorded_at, commitment, previous, hash, salt, payload } = row;
  const by = { kind: row.by_kind, id: row.by_id, name: row.by_name };
  return { seq, incident, type, happenedAt: happened_at, recordedAt: recorded_at, by, commitment, previous, hash, salt, payload };
}

function readEvent(row: EventRow): TimelineEvent {
  const { incident, seq, type, commitment, previous, hash } = row;
  if (row.payload === null && row.redacted_says !== null) return redactedEvent(row);
  if (row.payload === null || !isEventType(type)) {
    throw new StoreError(`Event #${seq} cannot be read: ${row.payload === null ? 'what it says is missing' : `nobody knows the type ${type}`}.`, {
      next: 'Run `npm run firebreak -- verify`; it names the first event that does not hold.',
    });
  }
  return {
    incident,
    seq,
    type,
    happenedAt: row.happened_at,
    recordedAt: row.recorded_at,
    by: { kind: row.by_kind, id: row.by_id, name: row.by_name },
    payload: eventPayloads[type].parse(JSON.parse(row.payload)),
    commitment,
    previous,
    hash,
    // Type and payload belong together by construction: the payload was read with the schema of this very type.
  } as TimelineEvent;
}

function measuresIn(payload: string): Measures {
  return eventPayloads['incident.measured'].parse(JSON.parse(payload)).measures;
}

/** What is read where an event was redacted: who removed what it said, when and why. */
function redactedEvent(row: EventRow): TimelineEvent {
  const { reason } = eventPayloads['event.redacted'].parse(JSON.parse(row.redacted_says ?? ''));
  const { by, happenedAt, ...recorded } = recordedEvent(row);
  return {
    ...recorded,
    by,
    happenedAt,
    type: 'redacted',
    payload: { type: row.type, by: row.redacted_by ?? '', at: row.redacted_at ?? '', reason, in: row.redacted_in ?? 0 },
  };
}

function isEventType(type: string): type is keyof typeof eventPayloads {
  return Object.hasOwn(eventPayloads, type);
}

const loneSurrogate = /\\ud[89a-f]/;

/**
 * The same value with every half of a surrogate pair replaced: attackers can send such strings, canonical JSON knows none, and an event that cannot
 * be written would be an alert that cannot be received.
 */
function wellFormed<Value>(value: Value): Value {
  const json = JSON.stringify(value);
  if (!loneSurrogate.test(json)) return value;
  return JSON.parse(json, (_name, part) => (typeof part === 'string' ? part.toWellFormed() : part));
}
