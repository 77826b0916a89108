import { writeSync } from 'node:fs';
import { openStore } from '../../src/storage/open.ts';

/** A process that brings a store to the newest schema and closes it: `node migrator.ts FILE`. It says when it begins. */
const [file] = process.argv.slice(2);
writeSync(1, 'begins\n');
const store = await openStore(`sqlite:${file}`, { now: () => new Date().toISOString() });
await store.close();
