import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks. */
const everyMs = 50;

/** Waits until it holds, for at most `forMs` milliseconds. Whether it held in the end is for the caller to look at. */
export async function until(holds: () => Promise<boolean>, forMs: number): Promise<void> {
  const end = performance.now() + forMs;
  while (!(await holds()) && performance.now() < end) await sleep(everyMs);
}
