import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../src/storage/open.ts';
import { happenedAt, unitsOfWork } from './alerts.ts';
import { bareInserts } from './bare-inserts.ts';
import { type Benchmark, beside, inTurns } from './measure.ts';

const units = 5000;
/** As many as a storm keeps waiting at the webhook at once. */
const atOnce = 100;

/**
 * The same units of work on both sides. Both write the same columns with as many bytes into the same tables, indexes and triggers, with the same pragmas, turn the same values into the
 * same JSON, and put 100 units into a transaction. Only our side checks that nothing changed in the meantime, reads the head of the chain, draws a
 * salt, computes digests, commitment and hash, and keeps each unit in a savepoint with a promise of its own; the bare side writes fixed text there.
 */
const benchmark: Benchmark = {
  title: 'store.commit of an alert, against bare better-sqlite3 doing the same inserts',
  measure: async (rounds) => {
    const perSecond = await inTurns(rounds, { ours, bare });
    return [beside('store.commit', 'commits/s', perSecond.ours, 'the same rows by hand', perSecond.bare, { atLeast: 0.5 })];
  },
};
export default benchmark;

async function ours(): Promise<number> {
  return inFolder(async (file) => {
    const store = await openStore(`sqlite:${file}`, { now: () => happenedAt });
    const work = unitsOfWork(units);
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
    const work = unitsOfWork(units);
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
