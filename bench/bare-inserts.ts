import BetterSqlite3 from 'better-sqlite3';
import type { Changes } from '../src/core/store.ts';

/** 64 hex digits, where our side computes a digest. */
const digest = 'd'.repeat(64);
const salt = '5'.repeat(32);

/** better-sqlite3 and nothing else: the inserts of one alert's unit of work, many units in one transaction. */
export function bareInserts(file: string): { insertAll(group: readonly Changes[], before: number): void; close(): void } {
  const db = new BetterSqlite3(file);
  for (const setting of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'trusted_schema = OFF', 'cell_size_check = ON'])
    db.pragma(setting);
  const receipt = insertInto(db, 'receipt', 'id, source, delivery, received_at, alerts, duplicates');
  const alert = insertInto(db, 'alert', 'id, revision, incident, fingerprint, happened_at, received_at, doc, digest');
  const observable = insertInto(db, 'alert_observable', 'key, happened_at, alert');
  const event = insertInto(db, 'timeline', 'incident, seq, type, happened_at, recorded_at, by_kind, by_id, by_name, commitment, previous, hash');
  const payload = insertInto(db, 'timeline_payload', 'incident, seq, salt, payload');
  const job = insertInto(db, 'job', 'flow, args, run_at, key, lane, state, attempt');

  function insert(changes: Changes, seq: number): void {
    for (const { id, source, delivery, receivedAt, alerts, duplicates } of changes.receipts ?? []) {
      receipt.run(id, source, delivery, receivedAt, alerts, duplicates);
    }
    for (const { put, value } of changes.state ?? []) {
      if (put !== 'alert') continue;
      const { id, revision, incident, fingerprint, happenedAt, receivedAt, observables } = value;
      alert.run(id, revision, incident, fingerprint, happenedAt, receivedAt, JSON.stringify(value), digest);
      for (const { kind, value } of observables) observable.run(`${kind}:${value}`, happenedAt, id);
    }
    for (const { incident, type, happenedAt, by, payload: said } of changes.events ?? []) {
      event.run(incident, seq, type, happenedAt, happenedAt, by.kind, by.id, by.name, digest, digest, digest);
      payload.run(incident, seq, salt, JSON.stringify(said));
    }
    for (const { flow, args, runAt } of changes.jobs ?? []) {
      job.run(flow, JSON.stringify(args), runAt ?? '2026-03-14T02:11:09.000Z', null, null, 'waiting', 0);
    }
  }

  return {
    insertAll: db.transaction((group: readonly Changes[], before: number) => {
      for (const [index, changes] of group.entries()) insert(changes, before + index + 1);
    }).immediate,
    close: () => db.close(),
  };
}

function insertInto(db: BetterSqlite3.Database, table: string, columns: string): BetterSqlite3.Statement {
  return db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`);
}
