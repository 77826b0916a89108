import type { Database } from 'better-sqlite3';
import type { Instant } from '../../core/alert.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { StaleError } from '../../core/errors.ts';
import { type Mirror, type NewQuarantined, type NewReceipt, type Quarantined, quarantineLimits, type Unkept } from '../../core/store.ts';
import { digestOf } from './documents.ts';

/** What was received, what is spent, what is set aside, and where our things stand outside. */
export interface Ledger {
  /** @throws StaleError when this delivery has a receipt already. */
  addReceipt(receipt: NewReceipt): void;
  receipt(source: string, delivery: string): NewReceipt | undefined;
  /** @throws StaleError when the key was spent and is not yet forgotten. */
  spend(key: string, until: Instant, now: Instant): void;
  /** Keeps it as far as there is room: whole, without its body, or as one more that was counted. @throws StaleError when there is one with this id. */
  quarantine(quarantined: NewQuarantined): void;
  quarantined(): readonly Quarantined[];
  unkept(): readonly Unkept[];
  markReplayed(id: string, at: Instant): void;
  countQuarantined(): number;
  setMirror(mirror: Mirror): void;
  mirror(subject: string): Mirror | undefined;
  mirrorAt(ref: Mirror['ref']): Mirror | undefined;
  fact(name: string): string | undefined;
  setFact(name: string, value: string): void;
  /** Who took the lead last and has not resigned; perhaps their lease has ended. */
  leader(): string | undefined;
  /** Whether somebody's lease to lead holds. */
  isLed(now: Instant): boolean;
  /** Takes or renews a lease by one conditional write. */
  lead(owner: string, until: Instant, now: Instant): boolean;
  /** Ends the lease of this owner, if it has it. */
  resign(owner: string): void;
}

export interface QuarantineRow {
  readonly id: string;
  readonly source: string;
  readonly delivery: string;
  readonly received_at: Instant;
  readonly body: string;
  readonly problems: string;
  readonly digest: string;
  readonly replayed_at: Instant | null;
}

/** What stands beside the problems of a delivery for whose body there was no room. */
const withoutBody = { path: '', message: 'its bytes are not kept, because the quarantine was full: once it is mended, have it sent again' };

export function ledger(db: Database): Ledger {
  const insertReceipt = db.prepare<(string | number)[]>(
    'INSERT INTO receipt (id, source, delivery, received_at, alerts, duplicates) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const receipt = db.prepare<[string, string], NewReceipt>(
    'SELECT id, source, delivery, received_at AS receivedAt, alerts, duplicates FROM receipt WHERE source = ? AND delivery = ?',
  );
  // Every spending also sweeps away a few keys that have ended, so that the table stays as small as its window.
  const forget = db.prepare<[Instant]>('DELETE FROM spent WHERE key IN (SELECT key FROM spent WHERE until < ? ORDER BY until LIMIT 4)');
  const spend = db.prepare<[string, Instant, Instant]>(
    'INSERT INTO spent (key, until) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE until < ?',
  );
  const setAside = db.prepare<string[]>(
    'INSERT INTO quarantine (id, source, delivery, received_at, body, problems, digest) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const quarantined = db.prepare<[], QuarantineRow>('SELECT * FROM quarantine ORDER BY received_at, id');
  const known = db.prepare<[string], number>('SELECT 1 FROM quarantine WHERE id = ?').pluck();
  // The length in bytes stands in the head of a row: no body is read for it.
  const room = db.prepare<{ source: string }, Record<'rows' | 'bytes' | 'allRows' | 'allBytes', number>>(
    `SELECT count(*) FILTER (WHERE source = @source) AS rows, total(octet_length(body)) FILTER (WHERE source = @source) AS bytes,
       count(*) AS allRows, total(octet_length(body)) AS allBytes FROM quarantine WHERE replayed_at IS NULL`,
  );
  const overflow = db.prepare<[], string>(`SELECT value FROM fact WHERE name LIKE 'quarantine-unkept:%' ORDER BY name`).pluck();
  const countUnkept = db.prepare<[string, Instant]>(
    'INSERT INTO unkept (source, hour, count) VALUES (?, ?, 1) ON CONFLICT (source, hour) DO UPDATE SET count = count + 1',
  );
  const markReplayed = db.prepare<[Instant, string]>('UPDATE quarantine SET replayed_at = ? WHERE id = ?');
  const countQuarantined = db.prepare<[], number>('SELECT count(*) FROM quarantine WHERE replayed_at IS NULL').pluck();
  const setMirror = db.prepare<[string, string, string]>(
    'INSERT INTO mirror (subject, ref, digest) VALUES (?, ?, ?) ON CONFLICT (subject) DO UPDATE SET ref = excluded.ref, digest = excluded.digest',
  );
  const mirror = db.prepare<[string], { subject: string; ref: string }>('SELECT subject, ref FROM mirror WHERE subject = ?');
  const mirrorAt = db.prepare<[string], { subject: string; ref: string }>('SELECT subject, ref FROM mirror WHERE ref = ? ORDER BY subject LIMIT 1');
  const fact = db.prepare<[string], string>('SELECT value FROM fact WHERE name = ?').pluck();
  const setFact = db.prepare<[string, string]>(
    'INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const lead = db.prepare<[string, Instant, Instant]>(
    `INSERT INTO lease (name, owner, until) VALUES ('leader', ?, ?)
     ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE owner = excluded.owner OR until <= ?`,
  );
  const leader = db.prepare<[], string>(`SELECT owner FROM lease WHERE name = 'leader'`).pluck();
  const led = db.prepare<[Instant], number>(`SELECT count(*) FROM lease WHERE name = 'leader' AND until > ?`).pluck();
  const resign = db.prepare<[string]>('DELETE FROM lease WHERE owner = ?');

  return {
    addReceipt: ({ id, source, delivery, receivedAt, alerts, duplicates }) => {
      if (insertReceipt.run(id, source, delivery, receivedAt, alerts, duplicates).changes === 1) return;
      throw new StaleError(`The delivery ${delivery} from ${source} has a receipt already.`);
    },
    receipt: (source, delivery) => receipt.get(source, delivery),
    spend: (key, until, now) => {
      forget.run(now);
      if (spend.run(key, until, now).changes === 1) return;
      throw new StaleError('This very request has been taken already.');
    },
    quarantine: (quarantined) => {
      const { id, source, delivery, receivedAt } = quarantined;
      if (known.get(id) !== undefined) throw new StaleError(`There is a delivery ${id} in quarantine already.`);
      const held = room.get({ source }) ?? { rows: 0, bytes: 0, allRows: 0, allBytes: 0 };
      const { ofOneSource, ofAll } = quarantineLimits;
      if (held.rows >= ofOneSource.rows || held.allRows >= ofAll.rows) {
        const name = `quarantine-unkept:${source}`;
        const before: Unkept | undefined = JSON.parse(fact.get(name) ?? 'null') ?? undefined;
        const last = { delivery, receivedAt, problems: quarantined.problems };
        setFact.run(name, JSON.stringify({ source, count: (before?.count ?? 0) + 1, last } satisfies Unkept));
        countUnkept.run(source, `${receivedAt.slice(0, 13)}:00:00.000Z`);
        return;
      }
      const size = Buffer.byteLength(quarantined.body);
      const fits = held.bytes + size <= ofOneSource.bytes && held.allBytes + size <= ofAll.bytes;
      const body = fits ? quarantined.body : '';
      const problems = JSON.stringify(fits ? quarantined.problems : [...quarantined.problems, withoutBody]);
      if (
        setAside.run(
          id,
          source,
          delivery,
          receivedAt,
          body,
          problems,
          quarantineDigest({ id, source, delivery, received_at: receivedAt, body, problems }),
        ).changes === 1
      )
        return;
      throw new StaleError(`There is a delivery ${id} in quarantine already.`);
    },
    unkept: () => overflow.all().map((value): Unkept => JSON.parse(value)),
    quarantined: () =>
      quarantined.all().map(({ id, source, delivery, received_at, body, problems, replayed_at }) => ({
        id,
        source,
        delivery,
        receivedAt: received_at,
        body,
        problems: JSON.parse(problems),
        replayedAt: replayed_at,
      })),
    markReplayed: (id, at) => {
      markReplayed.run(at, id);
    },
    countQuarantined: () => countQuarantined.get() ?? 0,
    setMirror: ({ subject, ref }) => {
      const json = canonicalJson(ref);
      setMirror.run(subject, json, mirrorDigest(subject, json));
    },
    mirror: (subject) => readMirror(mirror.get(subject)),
    mirrorAt: (ref) => readMirror(mirrorAt.get(canonicalJson(ref))),
    fact: (name) => fact.get(name),
    setFact: (name, value) => {
      setFact.run(name, value);
    },
    leader: () => leader.get(),
    isLed: (now) => led.get(now) === 1,
    lead: (owner, until, now) => lead.run(owner, until, now).changes === 1,
    resign: (owner) => {
      resign.run(owner);
    },
  };
}

function readMirror(row: { subject: string; ref: string } | undefined): Mirror | undefined {
  return row === undefined ? undefined : { subject: row.subject, ref: JSON.parse(row.ref) };
}

/** Digest of what is in quarantine: it may be replayed one day, and must then be what was received. */
export function quarantineDigest(row: Pick<QuarantineRow, 'id' | 'source' | 'delivery' | 'received_at' | 'body' | 'problems'>): string {
  return digestOf(JSON.stringify([row.id, row.source, row.delivery, row.received_at, row.body, row.problems]));
}

/** Digest of a mirror: a click counts only when it comes from where our message stands. */
export function mirrorDigest(subject: string, ref: string): string {
  return digestOf(JSON.stringify([subject, ref]));
}
