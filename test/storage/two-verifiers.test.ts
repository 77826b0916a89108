import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChainBreak } from '../../src/core/chain.ts';
import { linkOf, type RecordedEvent } from '../../src/core/timeline.ts';
import { makeCheckpoint } from '../../src/flows/make-checkpoint.ts';
import { notary } from '../../src/kit/notary.ts';
import { openStore } from '../../src/storage/open.ts';
import { times } from '../depth.ts';
import { dana, sampleNote, start } from './samples.ts';

/** It stands alone, so nothing here knows its types. */
const verifier = path.resolve(import.meta.dirname, '../../runtime/verify.mjs');
const { verifyWhole } = (await import(verifier)) as {
  verifyWhole(events: readonly RecordedEvent[], notes: readonly string[], key: string): ChainBreak | undefined;
};
const { privateKey } = generateKeyPairSync('ed25519');
const signer = notary('i-test', () => privateKey);
const key = signer.verifierKey();
/** Events that are signed for, after how many of them, which of them was redacted, and by which. */
const signedFor = [3, 9, 16, 17, 30];
const last = 30;
const redacted = 5;
const redacting = 11;

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-two-'));
afterAll(() => rmSync(folder, { recursive: true }));
let base: string;
let older: string;
let newest = '';
beforeAll(async () => {
  base = path.join(folder, 'base.db');
  older = path.join(folder, 'older.db');
  const store = await openStore(`sqlite:${base}`, { now: () => start });
  for (let seq = 1; seq <= last + 3; seq += 1) {
    const incident = `INC-${1 + (seq % 3)}`;
    const redaction = { incident, type: 'event.redacted', happenedAt: start, by: dana } as const;
    await store.commit({
      events: [
        seq === redacting
          ? { ...redaction, payload: { seq: redacted, type: 'note.added', reason: 'a password' } }
          : sampleNote(`note ${seq}`, incident),
      ],
    });
    if (signedFor.includes(seq)) newest = (await makeCheckpoint({ store, notary: signer }))?.note ?? '';
    if (seq === 20) new BetterSqlite3(base).exec(`VACUUM INTO '${older}'`).close();
  }
  await store.close();
});

interface Tampering {
  readonly how: string;
  /** Does it, and returns the number of the first event that does not hold. */
  readonly does: (raw: Database, nth: number) => number;
  readonly from?: () => string;
}

const anEvent = (nth: number) => 1 + (nth % last);
/** One that still says something. */
const saying = (nth: number) => (anEvent(nth) === redacted ? redacted + 1 : anEvent(nth));
/** The first number of events, from this one on, that was signed for. */
const signedFrom = (seq: number) => signedFor.find((size) => size >= seq) ?? last;
const columns = ['incident', 'type', 'happened_at', 'recorded_at', 'by_kind', 'by_id', 'by_name', 'commitment', 'previous', 'hash'];

const tamperings: readonly Tampering[] = [
  {
    how: 'a field of an event is edited',
    does: (raw, nth) => {
      const seq = anEvent(nth);
      const column = columns[Math.floor(nth / last) % columns.length] ?? '';
      raw.prepare(`UPDATE timeline SET ${column} = ${column} || 'x' WHERE seq = ?`).run(seq);
      return seq === redacting && ['incident', 'type'].includes(column) ? redacted : seq;
    },
  },
  {
    how: 'what an event says is edited',
    does: (raw, nth) => {
      const seq = saying(nth);
      const change = Math.floor(nth / last) % 2 === 0 ? `payload = payload || ' '` : `salt = salt || '00'`;
      raw.prepare(`UPDATE timeline_payload SET ${change} WHERE seq = ?`).run(seq);
      return seq;
    },
  },
  {
    how: 'what an event says is removed',
    does: (raw, nth) => {
      const seq = saying(nth);
      raw.prepare('DELETE FROM timeline_payload WHERE seq = ?').run(seq);
      // Without the event that says so, what it redacted is only missing.
      return seq === redacting ? redacted : seq;
    },
  },
  {
    how: 'an event is deleted',
    does: (raw, nth) => {
      const seq = anEvent(nth);
      raw.prepare('DELETE FROM timeline WHERE seq = ?').run(seq);
      raw.prepare('DELETE FROM timeline_payload WHERE seq = ?').run(seq);
      return seq === redacting ? redacted : seq + 1;
    },
  },
  {
    how: 'two events change places',
    does: (raw, nth) => {
      const seq = 1 + (nth % (last - 1));
      for (const table of ['timeline', 'timeline_payload']) {
        raw.exec(`UPDATE ${table} SET seq = -1 WHERE seq = ${seq}`);
        raw.exec(`UPDATE ${table} SET seq = ${seq} WHERE seq = ${seq + 1}`);
        raw.exec(`UPDATE ${table} SET seq = ${seq + 1} WHERE seq = -1`);
      }
      return seq;
    },
  },
  {
    how: 'an event is put in a second time, and what follows moved',
    does: (raw, nth) => {
      const seq = anEvent(nth);
      doubled(raw, seq);
      return seq + 1;
    },
  },
  {
    how: 'an event is put in a second time, and what follows moved and hashed anew',
    does: (raw, nth) => {
      const seq = 1 + (nth % (last - 1));
      doubled(raw, seq);
      rehash(raw, seq);
      // The first of the two is what stood there. Moved by one, what was redacted is no longer the event that the redaction names.
      return seq <= redacted ? Math.min(redacted + 1, signedFrom(seq + 1)) : signedFrom(seq + 1);
    },
  },
  {
    how: 'an event is rewritten, and everything after it hashed anew',
    does: (raw, nth) => {
      const seq = anEvent(nth);
      raw.prepare(`UPDATE timeline SET by_name = 'Nobody' WHERE seq = ?`).run(seq);
      rehash(raw, seq);
      return signedFrom(seq);
    },
  },
  {
    how: 'the newest events are cut off',
    does: (raw, nth) => {
      const seq = anEvent(nth);
      for (const table of ['timeline', 'timeline_payload']) raw.exec(`DELETE FROM ${table} WHERE seq >= ${seq}`);
      return seq <= redacting && seq > redacted ? redacted : seq;
    },
  },
  { how: 'the file is rolled back, with its checkpoints', from: () => older, does: () => 21 },
];

/** Computes every link from this event on anew, as a forger would who knows how. */
function rehash(raw: Database, from: number): void {
  const rows = raw.prepare<[number], Record<string, string>>('SELECT * FROM timeline WHERE seq >= ? ORDER BY seq').all(from);
  let previous =
    raw
      .prepare<[number], string>('SELECT hash FROM timeline WHERE seq = ?')
      .pluck()
      .get(from - 1) ?? '0'.repeat(64);
  for (const row of rows) {
    const { seq, incident = '', type = '', happened_at: happenedAt = '', recorded_at: recordedAt = '', commitment = '' } = row;
    const by = { kind: row.by_kind as 'human', id: row.by_id ?? '', name: row.by_name ?? '' };
    const hash = linkOf({ seq: Number(seq), incident, type, happenedAt, recordedAt, by, commitment, previous });
    raw.prepare('UPDATE timeline SET previous = ?, hash = ? WHERE seq = ?').run(previous, hash, seq);
    previous = hash;
  }
}

function doubled(raw: Database, seq: number): void {
  for (const table of ['timeline', 'timeline_payload']) {
    raw.exec(`UPDATE ${table} SET seq = -1 - seq WHERE seq >= ${seq}`);
    raw.exec(`UPDATE ${table} SET seq = -seq WHERE seq < 0`);
    const columns = raw.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
    raw.exec(`INSERT INTO ${table} SELECT ${columns.map((name) => (name === 'seq' ? seq : name)).join(', ')} FROM ${table} WHERE seq = ${seq + 1}`);
  }
}

describe('the two verifiers', () => {
  it('find nothing wrong with what nobody touched', async () => {
    expect(await bothVerdicts(base, () => 0)).toEqual({ ours: null, theirs: null, expected: 0 });
  });

  it('find every tampering up to the last anchor, and name the same first break', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tamperings), fc.nat(), async ({ does, from }, nth) => {
        const { ours, theirs, expected } = await bothVerdicts(from?.() ?? base, (raw) => does(raw, nth));
        expect(ours?.seq).toBe(expected);
        expect(theirs).toEqual(ours);
      }),
      { numRuns: times({ quick: 30, ci: 250, deep: 5000 }) },
    );
  });
});

async function bothVerdicts(
  from: string,
  tamper: (raw: Database) => number,
): Promise<{ readonly ours: ChainBreak | null; readonly theirs: ChainBreak | null; readonly expected: number }> {
  const file = path.join(folder, 'tampered.db');
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  copyFileSync(from, file);
  const raw = new BetterSqlite3(file);
  raw.pragma('synchronous = OFF');
  for (const trigger of raw.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).pluck().all())
    raw.exec(`DROP TRIGGER ${trigger}`);
  const expected = tamper(raw);
  raw.close();
  const store = await openStore(`sqlite:${file}`, { now: () => start });
  const ours = (await store.verify({ key, anchors: [newest] })).firstBreak;
  const record: readonly RecordedEvent[] = await store.record(0, 1000);
  const notes = [...(await store.checkpoints(0)).map(({ note }) => note), newest];
  await store.close();
  const exported: readonly RecordedEvent[] = record.map((event) => JSON.parse(JSON.stringify(event)));
  return { ours, theirs: verifyWhole(exported, notes, key) ?? null, expected };
}
