import type { Benchmark } from './measure.ts';
import { settled } from './program.ts';
import { besideTakers, type Taker } from './stage.ts';

const alerts = 50_000;

/**
 * Processor time per alert of a storm, each delivery authenticated, kept and synced before its answer, and everything behind it done: placed, assessed, shown.
 * The peers keep nothing and ask nobody who they are.
 */
const benchmark: Benchmark = {
  title: `processor time per alert in a storm of ${alerts} GuardDuty findings, 90 % repeats, each 202 durable, until nothing is left to do`,
  measure: (rounds) =>
    besideTakers(rounds, { what: 'an alert', unit: 'µs', of: microsPerAlert, goals: { bare: { atMost: 3.5 }, alertmanager: { atMost: 1.5 } } }),
};
export default benchmark;

async function microsPerAlert({ program, storm }: Taker): Promise<number> {
  // What the first alerts cost is the compiler's; a server that has run for a day is past that.
  await storm({ alerts: 2000, seed: 1 });
  const before = await settled(program);
  await storm({ alerts });
  return ((await settled(program)) - before) * (1000 / alerts);
}
