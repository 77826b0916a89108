import type { Benchmark } from './measure.ts';
import { besideTakers, type Taker } from './stage.ts';

const perSecond = 500;
const seconds = 10;

/** How long a sender waits for its 202 when alerts come steadily; from the instant at which each was meant to be sent, so that a stall counts for all it held up. */
const benchmark: Benchmark = {
  title: `p99 of the answer at ${perSecond} alerts a second for ${seconds} s`,
  measure: (rounds) => besideTakers(rounds, { what: 'p99', unit: 'ms', of: p99, goals: { bare: { atMost: 2.5 }, alertmanager: { atMost: 2 } } }),
};
export default benchmark;

async function p99({ storm }: Taker): Promise<number> {
  await storm({ alerts: 2000, rate: perSecond, seed: 1 });
  return (await storm({ alerts: perSecond * seconds, rate: perSecond })).p99;
}
