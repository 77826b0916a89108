import { writeSync } from 'node:fs';
import { StaleError } from '../../src/core/errors.ts';
import type { Store } from '../../src/core/store.ts';
import { openStore } from '../../src/storage/open.ts';
import { sampleAlert, sampleIncident, sampleNote } from './samples.ts';

/**
 * A process that writes to a store until it has made so many commits, or is killed: `node writer.ts FILE NAME COMMITS AT-ONCE`.
 * Each commit adds an alert and an event, and raises the one incident that all writers share. It prints the alert's id when `commit` has resolved.
 */
const [file, name, commits, atOnce] = process.argv.slice(2);
const store = await openStore(`sqlite:${file}`, { now: () => new Date().toISOString() });
let next = 0;

async function write(): Promise<void> {
  while (next < Number(commits)) {
    next += 1;
    const id = `${name}-${next}`;
    await raise(store, id);
    writeSync(1, `${id}\n`);
  }
}

/** Decides again as long as others were faster. */
async function raise(store: Store, id: string): Promise<void> {
  for (;;) {
    const before = await store.get('incident', 'INC-1');
    const value = sampleIncident('INC-1', { alerts: [...(before?.alerts.slice(-5) ?? []), id], revision: (before?.revision ?? 0) + 1 });
    try {
      await store.commit({
        state: [
          { put: 'alert', value: sampleAlert(id) },
          { put: 'incident', value },
        ],
        events: [sampleNote(id)],
      });
      return;
    } catch (error) {
      if (!(error instanceof StaleError)) throw error;
    }
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, write));
await store.close();
