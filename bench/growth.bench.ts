import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { firebreak } from '../src/core/actor.ts';
import type { Store } from '../src/core/store.ts';
import { Untrusted } from '../src/core/untrusted.ts';
import { openStore } from '../src/storage/open.ts';
import { happenedAt, unitsOfWork } from './alerts.ts';
import { type Benchmark, beside, inTurns, type Side } from './measure.ts';

const few = 10_000;
const many = 1_000_000;
const atOnce = 1000;
/** How often each question is asked in a round. */
const asked = 500;
const text = Untrusted.of('Looked at the sign-ins of the last hour: all from the office.');

/** Whether what people wait for gets slower as the store fills: the same questions to a store of ten thousand alerts and to one of a million. */
const benchmark: Benchmark = {
  title: `what people read, at ${many} alerts and events stored beside ${few}`,
  measure: async (rounds) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'));
    const [small, large, events] = [await storeOf(folder, few), await storeOf(folder, many), await eventsOf(folder, 200_000)];
    const took = await inTurns(rounds, {
      smallTail: () => tail(small),
      largeTail: () => tail(large),
      smallLookUp: lookUp(small),
      largeLookUp: lookUp(large),
    });
    await Promise.all([small.close(), large.close()]);
    rmSync(folder, { recursive: true });
    return [
      beside('last 50 events of an incident', 'µs', took.largeTail, `at ${few}`, took.smallTail, { atMost: 1.5 }),
      beside('correlation look-up by address and person', 'µs', took.largeLookUp, `at ${few}`, took.smallLookUp, { atMost: 3 }),
      beside('an event on disk', 'bytes', events, 'the limit', 250, { atMost: 1 }),
    ];
  },
};
export default benchmark;

async function storeOf(folder: string, alerts: number): Promise<Store> {
  const store = await openStore(`sqlite:${path.join(folder, `${alerts}.db`)}`, { now: () => happenedAt });
  for (let first = 0; first < alerts; first += atOnce) {
    await Promise.all(unitsOfWork(atOnce, `${first}-`, first).map((changes) => store.commit(changes)));
  }
  return store;
}

/** @returns bytes that an event takes, payload, indexes and chain included */
async function eventsOf(folder: string, count: number): Promise<number> {
  const file = path.join(folder, 'events.db');
  const store = await openStore(`sqlite:${file}`, { now: () => happenedAt });
  const empty = statSync(file).size;
  for (let first = 0; first < count; first += atOnce) {
    const notes = Array.from({ length: atOnce }, (_, index) => ({
      incident: `INC-${1 + ((first + index) % 500)}`,
      type: 'note.added' as const,
      happenedAt,
      by: firebreak,
      payload: { text },
    }));
    await store.commit({ events: notes });
  }
  await store.close();
  return (statSync(file).size - empty) / count;
}

/** An incident holds about 20 events in the small store and 2,000 in the large one; 50 of them are read. */
async function tail(store: Store): Promise<number> {
  const incidents = Array.from({ length: asked }, (_, index) => `INC-${1 + index}`);
  const starts = new Map<string, number>();
  for (const incident of incidents) starts.set(incident, (await store.timeline(incident)).at(-51)?.seq ?? 0);
  return microsEach(async (index) => {
    const incident = incidents[index % incidents.length] ?? '';
    await store.timeline(incident, starts.get(incident));
  });
}

function lookUp(store: Store): Side {
  return () =>
    microsEach(async (index) => {
      await store.latestNaming(
        [`ip:203.0.${index % 113}.${index % 251}`, `user:person-${index % 997}@acme.example`],
        '2026-03-14T00:00:00.000Z',
        '2026-03-15T00:00:00.000Z',
        20,
      );
    });
}

async function microsEach(ask: (index: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  for (let index = 0; index < asked; index += 1) await ask(index);
  return ((performance.now() - began) * 1000) / asked;
}
