import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import BetterSqlite3, { type Database } from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StaleError } from '../../src/core/errors.ts';
import type { Changes, Store } from '../../src/core/store.ts';
import { makeCheckpoint } from '../../src/flows/make-checkpoint.ts';
import { notary } from '../../src/kit/notary.ts';
import { openStore } from '../../src/storage/open.ts';
import { times } from '../depth.ts';
import { temporaryFolder } from './folder.ts';
import { dana, later, sampleAlert, sampleFinding, sampleIncident, sampleNote, sampleProposal, start } from './samples.ts';

/** Every column that says something, by table. Whatever stands there, a change of it must be found. */
const guarded = {
  timeline: ['incident', 'seq', 'type', 'happened_at', 'recorded_at', 'by_kind', 'by_id', 'by_name', 'commitment', 'previous', 'hash'],
  timeline_payload: ['incident', 'seq', 'salt', 'payload'],
  alert: ['id', 'revision', 'incident', 'fingerprint', 'happened_at', 'received_at', 'doc', 'digest'],
  alert_observable: ['key', 'happened_at', 'alert'],
  incident: ['id', 'revision', 'number', 'open', 'score', 'opened_at', 'doc', 'digest'],
  proposal: ['id', 'revision', 'number', 'incident', 'state', 'doc', 'digest'],
  finding: ['id', 'revision', 'incident', 'at', 'doc', 'digest'],
  quarantine: ['id', 'source', 'delivery', 'received_at', 'body', 'problems', 'digest'],
  mirror: ['subject', 'ref', 'digest'],
  checkpoint: ['size', 'note', 'frontier'],
  redaction: ['incident', 'seq', 'event'],
} as const;
const cells = Object.entries(guarded).flatMap(([table, columns]) => columns.map((column) => ({ table, column })));
const table = fc.constantFrom<'timeline' | 'timeline_payload' | 'alert_observable'>('timeline', 'timeline_payload', 'alert_observable');

const signer = notary('i-test', () => signingKey);
const { privateKey: signingKey } = generateKeyPairSync('ed25519');

const words = fc.string({ unit: 'binary', maxLength: 40 });
const fingerprint = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const number = fc.integer({ min: 1, max: 4 });
const incident = number.map((number) => `INC-${number}`);
const revision = fc.integer({ min: 1, max: 3 });

/** A unit of work as anybody might try it; many are stale, and must leave nothing behind. */
const changes: fc.Arbitrary<Changes> = fc.record({
  events: fc.array(
    fc.tuple(words, incident).map(([text, incident]) => sampleNote(text, incident)),
    { maxLength: 3 },
  ),
  state: fc.array(
    fc.oneof(
      fc.record({
        put: fc.constant('alert' as const),
        value: fc
          .record({ id: number, revision, fingerprint, ip: fc.ipV4(), seconds: number })
          .map(({ id, revision, fingerprint, ip, seconds }) =>
            sampleAlert(`A-${id}`, { revision, fingerprint, happenedAt: later(seconds), observables: [{ kind: 'ip', value: ip, role: 'source' }] }),
          ),
      }),
      fc.record({
        put: fc.constant('incident' as const),
        value: fc.tuple(incident, revision).map(([id, revision]) => sampleIncident(id, { revision })),
      }),
      fc.record({
        put: fc.constant('proposal' as const),
        value: fc.tuple(number, revision).map(([id, revision]) => sampleProposal(`P-${id}`, { revision })),
      }),
      fc.record({
        put: fc.constant('finding' as const),
        value: fc.tuple(incident, revision).map(([id, revision]) => sampleFinding(id, { revision })),
      }),
    ),
    { maxLength: 3 },
  ),
  mirrors: fc.array(fc.record({ subject: incident, ref: fc.record({ channel: words, ts: words }) }), { maxLength: 1 }),
});

/** One row at least in every guarded table, so that there is always something to tamper with. */
const seed: Changes = {
  events: [
    sampleNote('first', 'INC-9'),
    sampleNote('second', 'INC-9'),
    sampleNote('a password', 'INC-9'),
    { incident: 'INC-9', type: 'event.redacted', happenedAt: start, by: dana, payload: { seq: 3, type: 'note.added', reason: 'a password' } },
  ],
  state: [
    { put: 'alert', value: sampleAlert('A-9') },
    { put: 'incident', value: sampleIncident('INC-9') },
    { put: 'proposal', value: sampleProposal('P-9') },
    { put: 'finding', value: sampleFinding('INC-9/a') },
  ],
  mirrors: [{ subject: 'card:INC-9', ref: { channel: 'C1', ts: '1.2' } }],
  quarantine: [{ id: 'Q-9', source: 'okta', delivery: 'd', receivedAt: start, body: '{', problems: [] }],
};

describe('verify', () => {
  it('finds nothing wrong after any sequence of commits, and finds any cell that is changed afterwards', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { maxLength: 8 }), fc.constantFrom(...cells), fc.nat(), async (sequence, { table, column }, nth) => {
        await inStore(sequence, async (store, raw) => {
          expect((await store.verify({ key: signer.verifierKey() })).firstBreak).toBeNull();
          tamper(raw, table, column, nth);
          expect((await store.verify({ key: signer.verifierKey() })).firstBreak).not.toBeNull();
        });
      }),
      { numRuns: times({ quick: 30, ci: 250, deep: 5000 }) },
    );
  });

  it.each(cells)('finds a changed $column of $table', async ({ table, column }) => {
    await inStore([], async (store, raw) => {
      tamper(raw, table, column, 0);
      expect((await store.verify({ key: signer.verifierKey() })).firstBreak).not.toBeNull();
    });
  });

  it('finds a row that was taken away from the timeline, from what it says, and from the lookup', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(changes, { maxLength: 4 }), table, fc.nat(), async (sequence, table, nth) => {
        await inStore(sequence, async (store, raw) => {
          const rows = raw.prepare<[], Readonly<Record<string, unknown>>>(`SELECT * FROM ${table}`).all();
          const row = rows[nth % rows.length] ?? {};
          raw.prepare(`DELETE FROM ${table} WHERE ${matching(row)}`).run(row);
          expect((await store.verify({ key: signer.verifierKey() })).firstBreak).not.toBeNull();
        });
      }),
      { numRuns: times({ quick: 10, ci: 100, deep: 2000 }) },
    );
  });

  it('names the first event that does not hold, and how', async () => {
    await inStore([{ events: [sampleNote('third')] }], async (store, raw) => {
      raw.exec(`UPDATE timeline_payload SET payload = replace(payload, 'second', 'other') WHERE seq = 2`);
      expect((await store.verify({ key: signer.verifierKey() })).firstBreak).toEqual({
        seq: 2,
        why: 'what it says was changed after it was recorded',
      });
      raw.exec('DELETE FROM timeline WHERE seq = 1');
      expect((await store.verify({ key: signer.verifierKey() })).firstBreak).toEqual({ seq: 2, why: 'events #1 to #1 are missing before it' });
    });
  });
});

describe('the database itself', () => {
  it.each([
    { table: 'timeline', column: 'incident' },
    { table: 'timeline_payload', column: 'incident' },
    { table: 'checkpoint', column: 'note' },
    { table: 'redaction', column: 'incident' },
  ])('refuses to change or to remove a row of $table', async ({ table, column }) => {
    const file = path.join(temporaryFolder(), 'store.db');
    const store = await openStore(`sqlite:${file}`, { now: () => start });
    await store.commit(seed);
    await makeCheckpoint({ store, notary: signer });
    await store.close();
    const raw = new BetterSqlite3(file);
    expect(() => raw.exec(`UPDATE ${table} SET ${column} = 'INC-8'`)).toThrow('append-only');
    expect(() => raw.exec(`DELETE FROM ${table}`)).toThrow('append-only');
    raw.close();
  });
});

/** Runs `look` on a store that has taken `seed` and then `sequence`, with a connection on which nothing stops a tamperer. */
async function inStore(sequence: readonly Changes[], look: (store: Store, raw: Database) => Promise<void>): Promise<void> {
  const file = path.join(temporaryFolder(), 'store.db');
  const store = await openStore(`sqlite:${file}`, { now: () => start });
  for (const result of await Promise.allSettled([seed, ...sequence].map((changes) => store.commit(changes)))) {
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StaleError);
  }
  await makeCheckpoint({ store, notary: signer });
  const raw = new BetterSqlite3(file);
  const triggers = raw.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).pluck().all();
  for (const trigger of triggers) raw.exec(`DROP TRIGGER ${trigger}`);
  await look(store, raw);
  raw.close();
  await store.close();
}

/** Changes one cell of the n-th row: a number by a thousand, a text by one character. */
function tamper(raw: Database, table: string, column: string, nth: number): void {
  const rows = raw.prepare<[], Readonly<Record<string, unknown>>>(`SELECT * FROM ${table}`).all();
  const row = rows[nth % rows.length] ?? {};
  const value = row[column];
  const changed = typeof value === 'number' ? value + 1000 : `${value ?? ''}x`;
  const { changes } = raw.prepare(`UPDATE ${table} SET ${column} = @changed WHERE ${matching(row)}`).run({ ...row, changed });
  expect(changes).toBe(1);
}

function matching(row: Readonly<Record<string, unknown>>): string {
  return Object.keys(row)
    .map((column) => `${column} IS @${column}`)
    .join(' AND ');
}
