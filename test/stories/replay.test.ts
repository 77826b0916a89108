import { expect, it } from 'vitest';
import { replay } from '../../bench/replay/run.ts';
import { depth } from '../depth.ts';

const amount = { quick: 0, ci: 300, deep: 10_000 }[depth];

it.skipIf(amount === 0)(
  'labelled alerts sent to the whole bot become few cards, none of an attack is lost, and the funnel is exact',
  async () => {
    const { lost, lostAlerts, funnelProblems, ratio, hardShare } = await replay(Math.floor(Math.random() * 2 ** 31), amount);
    expect({ lost, lostAlerts, funnelProblems }).toEqual({ lost: [], lostAlerts: [], funnelProblems: [] });
    expect(hardShare).toBeGreaterThanOrEqual(0.3);
    // Of few alerts hardly two are of one kind, so there is less to put together.
    expect(ratio).toBeLessThanOrEqual(amount < 1000 ? 0.35 : 0.2);
  },
  1_800_000,
);
