import { openStore } from '../src/storage/open.ts';
import { unitsOfWork } from './alerts.ts';

/** `commit-for.ts FILE COUNT AT-ONCE`: commits so many alerts, so many of them waiting together, and prints how many it did a second. */
const [file = '', count = '', atOnce = ''] = process.argv.slice(2);
const store = await openStore(`sqlite:${file}`, { now: () => new Date().toISOString() });
const run = Date.now().toString(36);
const work = unitsOfWork(Number(count), run);
const began = performance.now();
for (let first = 0; first < work.length; first += Number(atOnce)) {
  await Promise.all(work.slice(first, first + Number(atOnce)).map((changes) => store.commit(changes)));
}
console.log(work.length / ((performance.now() - began) / 1000));
await store.close();
