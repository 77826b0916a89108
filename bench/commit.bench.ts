import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { firebreak } from '../src/core/actor.ts';
import type { Alert } from '../src/core/alert.ts';
import type { Changes } from '../src/core/store.ts';
import { Untrusted } from '../src/core/untrusted.ts';
import { openStore } from '../src/storage/open.ts';
import { bareInserts } from './bare-inserts.ts';
import { type Benchmark, compare } from './measure.ts';

const units = 5000;
/** As many as a storm keeps waiting at the webhook at once. */
const atOnce = 100;
const happenedAt = '2026-03-14T02:11:09.000Z';

/**
 * The same units of work on both sides, each a receipt, an alert of about 1.8 KB with its lookup by three observables, an event and a job.
 * Both write the same columns with as many bytes into the same tables, indexes and triggers, with the same pragmas, turn the same values into the
 * same JSON, and put 100 units into a transaction. Only our side checks that nothing changed in the meantime, reads the head of the chain, draws a
 * salt, computes digests, commitment and hash, and keeps each unit in a savepoint with a promise of its own; the bare side writes fixed text there.
 */
const benchmark: Benchmark = {
  title: 'store.commit of an alert, against bare better-sqlite3 doing the same inserts',
  goal: '≥ 0.5 ×',
  measure: () => compare('commits/s', 5, ours, bare),
};
export default benchmark;

async function ours(): Promise<number> {
  return inFolder(async (file) => {
    const store = await openStore(`sqlite:${file}`, { now: () => happenedAt });
    const work = unitsOfWork();
    const began = performance.now();
    for (let first = 0; first < units; first += atOnce) {
      await Promise.all(work.slice(first, first + atOnce).map((changes) => store.commit(changes)));
    }
    const seconds = (performance.now() - began) / 1000;
    await store.close();
    return units / seconds;
  });
}

async function bare(): Promise<number> {
  return inFolder(async (file) => {
    const store = await openStore(`sqlite:${file}`, { now: () => happenedAt });
    await store.close();
    const { insertAll, close } = bareInserts(file);
    const work = unitsOfWork();
    const began = performance.now();
    for (let first = 0; first < units; first += atOnce) insertAll(work.slice(first, first + atOnce), first);
    const seconds = (performance.now() - began) / 1000;
    close();
    return units / seconds;
  });
}

async function inFolder(measure: (file: string) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'));
  try {
    return await measure(path.join(folder, 'store.db'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function unitsOfWork(): readonly Changes[] {
  return Array.from({ length: units }, (_, index) => {
    const alert = alertOf(index);
    const { id, source, rule, title, severity, observables, because } = alert;
    return {
      receipts: [{ id: `R-${index}`, source, delivery: `delivery-${index}`, receivedAt: happenedAt, alerts: 1, duplicates: 0 }],
      state: [{ put: 'alert', value: alert }],
      events: [
        {
          incident: `INC-${1 + (index % 500)}`,
          type: 'alert.joined',
          happenedAt,
          by: firebreak,
          payload: { alert: id, source, rule, title, severity, observables: [...observables], because: [...because] },
        },
      ],
      jobs: [{ flow: 'enrich-incident', args: { incident: `INC-${1 + (index % 500)}`, alert: id } }],
    };
  });
}

function alertOf(index: number): Alert {
  return {
    id: `A-${String(index).padStart(26, '0')}`,
    source: 'okta',
    nature: 'alert',
    externalId: `event-${index}`,
    rule: 'user.session.start',
    title: Untrusted.of('Sign-in from a country that this person has never been seen in'),
    description: Untrusted.of('A description as long as vendors like to write them. '.repeat(18)),
    severity: 50,
    status: 'firing',
    happenedAt,
    activity: 'login',
    outcome: 'success',
    observables: [
      { kind: 'ip', value: `203.0.${index % 113}.${index % 251}`, role: 'source' },
      { kind: 'user', value: `person-${index % 997}@acme.example`, role: 'actor' },
      { kind: 'host', value: `laptop-${index % 499}`, role: 'target' },
    ],
    attacks: ['T1078'],
    place: { country: 'BR', city: Untrusted.of('Recife') },
    userAgent: Untrusted.of('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'),
    link: 'https://acme.okta.example/admin/reports/system-log',
    distinguish: [],
    fingerprint: `fingerprint-${index % 4000}`.padEnd(64, '0'),
    receivedAt: happenedAt,
    lastSeenAt: happenedAt,
    count: 1,
    incident: `INC-${1 + (index % 500)}`,
    because: ['it names the same person as two alerts of the last hour'],
    revision: 1,
  };
}
