import type { Benchmark } from './measure.ts';
import { replay } from './replay/run.ts';

export default {
  title:
    'Cards that nobody needed, of 10,000 labelled alerts sent to the whole bot, against one escalation for each harmless alert of medium severity or more',
  goal: '≤ 0.2, with no attack lost and the funnel exact',
  measure: async () => {
    const { falseCards, falseBaseline, ratio, lost, lostAlerts, funnelProblems } = await replay(Math.floor(Math.random() * 2 ** 31), 10_000);
    const wrong = [...lost, ...lostAlerts, ...funnelProblems];
    if (wrong.length > 0) throw new Error(`The replay does not hold: ${wrong.join('; ')}`);
    return { value: falseCards, unit: 'false cards', peer: falseBaseline, ratio };
  },
} satisfies Benchmark;
