import { type Benchmark, beside } from './measure.ts';
import { replay } from './replay/run.ts';

/** @throws Error when an attack was lost or the funnel does not add up: then there is nothing to compare. */
const benchmark: Benchmark = {
  title: 'cards that nobody needed, of 10,000 labelled alerts sent to the whole bot, with no attack lost and the funnel exact',
  measure: async () => {
    const { falseCards, falseBaseline, lost, lostAlerts, funnelProblems } = await replay(Math.floor(Math.random() * 2 ** 31), 10_000);
    const wrong = [...lost, ...lostAlerts, ...funnelProblems];
    if (wrong.length > 0) throw new Error(`The replay does not hold: ${wrong.join('; ')}`);
    return [beside('false cards', 'cards', falseCards, 'one for each harmless alert of medium severity or more', falseBaseline, { atMost: 0.2 })];
  },
};
export default benchmark;
