import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { times } from '../depth.ts';
import type { Point } from './executor.ts';
import { type Executor, eventually, type Ground, openGround } from './executors.ts';

/** One yes is enough for a suspension, so that there is one click to follow. */
const oneYes = (yaml: string) => yaml.replace(/(actions: \[okta-suspend-user\][^-]*verdict: )two-people/, '$1one-person');

async function ground(policy?: (yaml: string) => string): Promise<Ground> {
  const opened = await openGround(policy);
  onTestFinished(() => opened.close());
  return opened;
}

async function leaderOf(executors: readonly Executor[]): Promise<Executor> {
  for (;;) {
    for (const executor of executors) if (!executor.hasEnded() && !executor.isStopped() && (await executor.leads())) return executor;
    await sleep(20);
  }
}

/** Whom it has met: the first of them that came to the point. */
async function metAt(
  point: Point | 'any moment',
  executors: readonly Executor[],
): Promise<{ readonly met: Executor; readonly others: readonly Executor[] }> {
  const isMet = (executor: Executor) => executor.hasEnded() || executor.isStopped();
  await eventually(() => executors.some(isMet), `nobody came to “${point}”`);
  const met = executors.find(isMet) as Executor;
  return { met, others: executors.filter((executor) => executor !== met) };
}

const ended: readonly Proposal['state'][] = ['done', 'unknown', 'failed', 'stale', 'expired'];

describe('many people who click at the same time, in two processes on one store', () => {
  const proposals = times({ quick: 4, ci: 20, deep: 2000 });
  it(`run each of ${proposals} containments exactly once, and every click is answered truthfully`, { timeout: 2_400_000 }, async () => {
    const { propose, start, people, stateOf, executionsOf, range } = await ground();
    const executors = [await start(), await start()];
    const made = await propose(proposals);
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    const clickers = fc.sample(fc.shuffledSubarray([...people], { minLength: 3, maxLength: 3 }), { numRuns: proposals, seed });
    const answers = await Promise.all(
      made.map(async ({ id }, index) => {
        const [one = '', two = '', three = ''] = clickers[index] ?? [];
        const clicks = [one, one, two, two, three].map((person, number) => ({ person, executor: executors[(index + number) % 2] as Executor }));
        return Promise.all(clicks.map(async ({ person, executor }) => ({ person, said: await executor.click(id, person) })));
      }),
    );
    await eventually(
      async () => (await Promise.all(made.map(({ id }) => stateOf(id)))).every((state) => state === 'done'),
      'not all are done',
      2_000_000,
    );

    for (const [index, said] of answers.entries()) {
      const counted = said.filter(({ said: words }) => words.startsWith('counted'));
      expect(counted.map(({ said: words }) => words).toSorted(), `P ${made[index]?.id}, seed ${seed}`).toEqual(['counted 1 of 2', 'counted 2 of 2']);
      expect(new Set(counted.map(({ person }) => person)).size).toBe(2);
      for (const { said: words } of said) expect(words).toMatch(/^counted|^refused: .*(counted already|a further yes changes nothing)/);
    }
    expect(made.map(executionsOf)).toEqual(made.map(() => 1));
    expect([...range.executions.values()].reduce((sum, count) => sum + count, 0)).toBe(proposals);
  });
});

describe('a process that is killed', () => {
  const all = ['approved', 'claiming', 'claimed', 'started', 'last check passed', 'half sent', 'sent', 'answered', 'recorded'] as const;
  const points: readonly Point[] = times({ quick: 1, ci: 9, deep: 9 }) === 1 ? ['answered'] : all;
  const kills = times({ quick: 1, ci: 1, deep: 50 });
  const onceDone: readonly Point[] = ['approved', 'claiming', 'claimed', 'answered', 'recorded'];

  it.each(points)(
    `when it is “%s” leaves nothing done twice, and nobody in doubt for a minute (${kills} times)`,
    { timeout: 1_200_000 },
    async (point) => {
      const { propose, start, arm, people, store, executionsOf, stateOf } = await ground(oneYes);
      let executors: readonly Executor[] = [await start(), await start()];
      for (const proposal of await propose(kills)) {
        const leader = await leaderOf(executors);
        arm(point, 'SIGKILL');
        await leader.click(proposal.id, people[0] ?? '').catch(() => 'died');
        const { others } = await metAt(point, executors);
        const died = Date.now();
        executors = [...others, await start()];
        await eventually(async () => ended.includes(await stateOf(proposal.id)), `${proposal.id} is still ${await stateOf(proposal.id)}`, 60_000);
        expect(Date.now() - died).toBeLessThan(60_000);
        const { state, outcome } = (await store.get('proposal', proposal.id)) ?? proposal;
        const executions = executionsOf(proposal);
        expect(executions).toBeLessThanOrEqual(1);
        if (onceDone.includes(point)) expect([state, executions]).toEqual(['done', 1]);
        else
          expect([state, executions === 1 ? 'once' : outcome]).toEqual(
            executions === 1 ? ['done', 'once'] : ['unknown', expect.stringContaining('press “Check again”')],
          );
      }
      expect((await store.verify()).firstBreak).toBeNull();
    },
  );
});

describe('a process that is suspended past its lease and wakes', () => {
  const all = ['claimed', 'last check passed', 'half sent', 'any moment'] as const;
  const trials = times({ quick: 1, ci: 2, deep: 50 });
  const points = times({ quick: 1, ci: 4, deep: 4 }) === 1 ? (['claimed'] as const) : all;

  it.each(points)(
    `when it was “%s” does nothing a second time, after another has taken over (${trials} times)`,
    { timeout: 1_800_000 },
    async (point) => {
      const { propose, start, arm, people, store, executionsOf, stateOf } = await ground(oneYes);
      const executors = [await start(), await start()];
      const made = await propose(trials);
      for (const proposal of made) {
        const leader = await leaderOf(executors);
        if (point !== 'any moment') arm(point, 'SIGSTOP');
        const answer = executors.find((executor) => executor !== leader)?.click(proposal.id, people[0] ?? '');
        if (point === 'any moment') {
          await answer;
          await sleep(Math.random() * 60);
          leader.signal('SIGSTOP');
        }
        const { met: sleeper, others } = await metAt(point, executors);
        await eventually(() => others[0]?.leads() ?? false, 'nobody took over');
        await eventually(async () => ended.includes(await stateOf(proposal.id)), `${proposal.id} is still ${await stateOf(proposal.id)}`);
        sleeper.signal('SIGCONT');
        expect(await answer).toBe('counted 1 of 1');
        await sleeper.leads();
        await sleep(300);
        expect(executionsOf(proposal), `${proposal.id} is ${await stateOf(proposal.id)}`).toBeLessThanOrEqual(1);
      }
      // What the sleeper still finished is found out by the second look; what nobody did is in somebody's hands.
      await eventually(
        async () => (await Promise.all(made.map(async (one) => executionsOf(one) === 0 || (await stateOf(one.id)) === 'done'))).every(Boolean),
        'something was done, and the bot does not know it',
        60_000,
      );
      for (const one of made.filter((proposal) => executionsOf(proposal) === 0)) {
        expect(await store.get('proposal', one.id)).toMatchObject({ state: 'unknown', outcome: expect.stringContaining('press “Check again”') });
      }
      expect((await store.verify()).firstBreak).toBeNull();
    },
  );
});
