import { describe, expect, it } from 'vitest';
import { PassedOnError } from '../../src/core/errors.ts';
import type { NewJob } from '../../src/core/store.ts';
import { later, sampleDelivery, start, the } from '../storage/samples.ts';
import type { Fresh } from './store.ts';

const minute = 60_000;

export function workSentences(fresh: Fresh): void {
  describe('jobs', () => {
    it('are handed out once, with their attempt, and are gone when they are finished', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: [job('a')] });
      const [claimed] = await store.claimJobs(start, minute, 10);
      expect(claimed).toMatchObject({ flow: 'a', args: { incident: 'INC-1' }, attempt: 1 });
      expect(await store.claimJobs(start, minute, 10)).toEqual([]);
      await store.finishJob(the(claimed));
      expect(await store.claimJobs(later(3600), minute, 10)).toEqual([]);
      expect((await store.backlog()).jobs).toMatchObject({ waiting: 0, dead: 0 });
    });

    it('wait for their time; then the one that waits longest is first', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: [job('late', { runAt: later(60) }), job('later', { runAt: later(90) }), job('early', { runAt: later(30) })] });
      expect(flows(await store.claimJobs(later(29), minute, 10))).toEqual([]);
      expect(flows(await store.claimJobs(later(60), minute, 10))).toEqual(['early', 'late']);
    });

    it('are handed out no more than asked for', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: ['a', 'b', 'c'].map((flow) => job(flow)) });
      expect(flows(await store.claimJobs(start, minute, 2))).toEqual(['a', 'b']);
      expect(flows(await store.claimJobs(start, minute, 2))).toEqual(['c']);
    });

    it('of one lane run one after the other, in the order in which they were added', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: [job('one', { lane: 'INC-1' }), job('two', { lane: 'INC-1' }), job('other', { lane: 'INC-2' }), job('free')] });
      const [one] = await store.claimJobs(start, minute, 1);
      expect(flows(await store.claimJobs(start, minute, 10))).toEqual(['other', 'free']);
      await store.failJob(the(one), 'not yet', later(10));
      // Whoever waits for another attempt holds up nobody: one poisoned alert must not stop the rest.
      const [two] = await store.claimJobs(start, minute, 10);
      expect(two).toMatchObject({ flow: 'two' });
      expect(flows(await store.claimJobs(later(10), minute, 10))).toEqual([]);
      await store.finishJob(the(two));
      expect(await store.claimJobs(later(10), minute, 10)).toMatchObject([{ flow: 'one', attempt: 2 }]);
    });

    it('of a lower rank come first, also within a lane, and those of no rank before all', async () => {
      const store = await fresh(() => start);
      const ranked = (flow: string, rank: number, lane?: string) => job(flow, { rank, ...(lane !== undefined && { lane }) });
      await store.commit({ jobs: [ranked('last', 9, 'place'), ranked('sooner', 3, 'place'), ranked('free', 2), job('unranked')] });
      expect(flows(await store.claimJobs(start, minute, 1))).toEqual(['unranked']);
      const [free, sooner] = await store.claimJobs(start, minute, 10);
      expect([free, sooner]).toMatchObject([
        { flow: 'free', rank: 2 },
        { flow: 'sooner', rank: 3 },
      ]);
      await store.commit({ jobs: [ranked('grave', 0, 'place')] });
      expect(await store.claimJobs(start, minute, 10)).toEqual([]);
      await store.finishJob(the(sooner));
      expect(flows(await store.claimJobs(start, minute, 10))).toEqual(['grave']);
    });

    it('that have passed on hold no longer, and nothing is written in their name', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: [job('a')] });
      const first = the((await store.claimJobs(start, minute, 1))[0]);
      await store.commit({ inNameOf: first, jobs: [job('b', { key: 'written' })] });
      expect(await store.holds('job', first)).toBe(true);
      const second = the((await store.claimJobs(later(60), minute, 1))[0]);
      expect([await store.holds('job', first), await store.holds('job', second)]).toEqual([false, true]);
      await expect(store.commit({ inNameOf: first, jobs: [job('c')] })).rejects.toThrow(PassedOnError);
      await store.finishJob(second);
      await expect(store.commit({ inNameOf: second, jobs: [job('d')] })).rejects.toThrow(PassedOnError);
      expect(flows(await store.claimJobs(later(60), minute, 10))).toEqual(['b']);
    });

    it('with a key are not added while one with it waits', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: [job('a', { key: 'k' }), job('b', { key: 'k' })] });
      await store.commit({ jobs: [job('c', { key: 'k' }), job('d', { key: 'other' })] });
      expect(flows(await store.claimJobs(start, minute, 10))).toEqual(['a', 'd']);
      await store.commit({ jobs: [job('e', { key: 'k' })] });
      expect(flows(await store.claimJobs(start, minute, 10))).toEqual(['e']);
    });

    it('of a process that died are handed out again when the lease has run out', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: [job('a')] });
      await store.claimJobs(start, minute, 10);
      expect(flows(await store.claimJobs(later(59), minute, 10))).toEqual([]);
      expect(await store.claimJobs(later(60), minute, 10)).toMatchObject([{ flow: 'a', attempt: 2 }]);
    });

    it('that were claimed anew are not ended by whoever had them before', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: [job('a')] });
      const [slept] = await store.claimJobs(start, minute, 10);
      const [anew] = await store.claimJobs(later(60), minute, 10);
      await store.finishJob(the(slept));
      await store.failJob(the(slept), 'too late', null);
      expect((await store.backlog()).jobs).toMatchObject({ waiting: 1, dead: 0 });
      expect(await store.claimJobs(later(61), minute, 10)).toEqual([]);
      await store.finishJob(the(anew));
      expect((await store.backlog()).jobs).toMatchObject({ waiting: 0, dead: 0 });
    });

    it('that are given up are counted, free their lane and are not handed out', async () => {
      const store = await fresh(() => start);
      await store.commit({ jobs: [job('poison', { lane: 'INC-1' }), job('next', { lane: 'INC-1' })] });
      const [poison] = await store.claimJobs(start, minute, 1);
      await store.failJob(the(poison), 'it kills whoever runs it', null);
      expect(flows(await store.claimJobs(later(3600), minute, 10))).toEqual(['next']);
      expect((await store.backlog()).jobs).toMatchObject({ waiting: 1, dead: 1 });
    });
  });

  describe('the lead', () => {
    it('is one process’s until its lease ends; only that one renews it', async () => {
      const store = await fresh();
      expect(await store.lead('first', minute, start)).toBe(true);
      expect(await store.lead('second', minute, later(30))).toBe(false);
      expect(await store.lead('first', minute, later(30))).toBe(true);
      expect(await store.lead('second', minute, later(89))).toBe(false);
      expect(await store.lead('second', minute, later(90))).toBe(true);
      expect(await store.lead('first', minute, later(91))).toBe(false);
    });

    it('frees what the former leader had claimed when it passes on: jobs at once, deliveries as ambiguous', async () => {
      const store = await fresh(() => start);
      await store.lead('first', 3000, start);
      await store.commit({ jobs: [job('a', { lane: 'INC-1' }), job('b', { lane: 'INC-1' })], outbox: [sampleDelivery('card:INC-1')] });
      await store.claimJobs(start, minute, 1);
      await store.claimDeliveries(start, minute, 1);
      expect(await store.lead('second', 3000, later(3))).toBe(true);
      expect(await store.claimJobs(later(3), minute, 10)).toMatchObject([{ flow: 'a', attempt: 2 }]);
      expect(await store.claimDeliveries(later(3), minute, 10)).toMatchObject([{ subject: 'card:INC-1', attempt: 2, ambiguous: true }]);
    });

    it('leaves the claims of a leader that renews it, in time or late', async () => {
      const store = await fresh(() => start);
      await store.lead('only', 3000, start);
      await store.commit({ jobs: [job('a')], outbox: [sampleDelivery('card:INC-1')] });
      await store.claimJobs(start, minute, 1);
      await store.claimDeliveries(start, minute, 1);
      for (const seconds of [2, 30]) expect(await store.lead('only', 3000, later(seconds))).toBe(true);
      expect(await store.claimJobs(later(30), minute, 10)).toEqual([]);
      expect(await store.claimDeliveries(later(30), minute, 10)).toEqual([]);
    });
  });
}

function job(flow: string, changes: Partial<NewJob> = {}): NewJob {
  return { flow, args: { incident: 'INC-1' }, ...changes };
}

function flows(jobs: readonly NewJob[]): readonly string[] {
  return jobs.map(({ flow }) => flow);
}
