import { describe, expect, it } from 'vitest';
import type { ClaimedDelivery, NewDelivery, Store } from '../../src/core/store.ts';
import { sampleDelivery as delivery, later, start, the } from '../storage/samples.ts';
import type { Fresh } from './store.ts';

const minute = 60_000;

export function outboxSentences(fresh: Fresh): void {
  describe('the outbox', () => {
    it('hands a delivery out once, and remembers where it went', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('card:INC-1', { priority: 0 })] });
      const [claimed] = await claim(store, 0);
      expect(claimed).toEqual({ id: expect.any(Number), ...delivery('card:INC-1', { priority: 0 }), attempt: 1, ambiguous: false });
      expect(await claim(store, 0)).toEqual([]);
      await store.delivered(the(claimed), { subject: 'card:INC-1', ref: { channel: 'C1', ts: '1.2' } });
      expect(await claim(store, 3600)).toEqual([]);
      expect(await store.mirror('card:INC-1')).toEqual({ subject: 'card:INC-1', ref: { channel: 'C1', ts: '1.2' } });
      expect((await store.backlog()).outbox).toEqual({ waiting: 0, ambiguous: 0, dead: 0 });
    });

    it('forgets what was sent long ago, in batches, and nothing that waits, was given up or tells a repeat', async () => {
      const store = await fresh(() => start);
      const subjects = ['card:INC-1', 'card:INC-2', 'card:INC-3', 'card:INC-4', 'card:INC-5'];
      const receipt = { id: 'R-1', source: 'okta', delivery: 'd-1', receivedAt: start, alerts: 1, duplicates: 0 };
      await store.commit({ outbox: subjects.map((subject) => delivery(subject, { lane: subject })), receipts: [receipt] });
      const claimed = await claim(store, 0);
      for (const sent of claimed.slice(0, 3)) await store.delivered(sent, { subject: sent.subject, ref: { ts: sent.subject } });
      await store.undelivered(the(claimed[3]), { why: 'refused', ambiguous: false, retryAt: null });
      await store.undelivered(the(claimed[4]), { why: 'not now', ambiguous: false, retryAt: later(60) });
      expect(await store.pruneOutbox(start, 10)).toBe(0);
      expect(await store.pruneOutbox(later(1), 2)).toBe(2);
      expect(await store.pruneOutbox(later(3600), 2)).toBe(1);
      expect(await store.pruneOutbox(later(3600), 2)).toBe(0);
      expect((await store.backlog()).outbox).toEqual({ waiting: 1, ambiguous: 0, dead: 1 });
      expect(await store.receipt('okta', 'd-1')).toEqual(receipt);
      expect(await store.mirror('card:INC-1')).toBeDefined();
    });

    it('keeps the order within a lane and sends lanes side by side', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('channel:INC-1'), delivery('case:INC-1'), delivery('card:INC-2', { lane: 'C2' })] });
      const [channel, ...others] = await claim(store, 0);
      expect([channel?.subject, ...subjects(others)]).toEqual(['channel:INC-1', 'card:INC-2']);
      expect(await claim(store, 0)).toEqual([]);
      await store.undelivered(the(channel), { why: 'rate limited', ambiguous: false, retryAt: later(30) });
      expect(await claim(store, 29)).toEqual([]);
      const [again] = await claim(store, 30);
      expect(again).toMatchObject({ subject: 'channel:INC-1', attempt: 2, ambiguous: false });
      await store.delivered(the(again), null);
      expect(subjects(await claim(store, 30))).toEqual(['case:INC-1']);
    });

    it('sends the critical first, across lanes and past what waits in its lane', async () => {
      const store = await fresh(() => start);
      await store.commit({
        outbox: [
          delivery('card:INC-1'),
          delivery('card:INC-2', { lane: 'C2', priority: 2 }),
          delivery('card:INC-3', { priority: 0 }),
          delivery('card:INC-4', { lane: 'C4' }),
        ],
      });
      const first = await claim(store, 0);
      expect(subjects(first)).toEqual(['card:INC-3', 'card:INC-4', 'card:INC-2']);
      await store.delivered(the(first[0]), null);
      expect(subjects(await claim(store, 0))).toEqual(['card:INC-1']);
    });

    it('lets what waits go on while a critical one of the lane has to wait for its next attempt', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('channel:INC-1'), delivery('proposal:P-1', { priority: 0 })] });
      const [critical] = await claim(store, 0);
      await store.undelivered(the(critical), { why: 'there is no channel yet', ambiguous: false, retryAt: later(10) });
      expect(subjects(await claim(store, 0))).toEqual(['channel:INC-1']);
    });

    it('replaces a wish that waits by a newer one for the same subject', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('card:INC-1'), delivery('card:INC-2')] });
      await store.commit({ outbox: [delivery('card:INC-1', { priority: 0 }), delivery('card:INC-2', { outlet: 'jira', lane: 'jira' })] });
      expect((await store.backlog()).outbox.waiting).toBe(3);
      expect((await claim(store, 0)).map(({ subject, outlet, priority }) => [subject, outlet, priority])).toEqual([
        ['card:INC-1', 'slack', 0],
        ['card:INC-2', 'jira', 1],
      ]);
    });

    it('keeps a newer wish for a subject that is being sent, and sends it after', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('card:INC-1')] });
      const [first] = await claim(store, 0);
      await store.commit({ outbox: [delivery('card:INC-1', { lane: 'C9', priority: 0 })] });
      await store.commit({ outbox: [delivery('card:INC-1', { lane: 'C9', priority: 0 })] });
      expect(await claim(store, 0)).toEqual([]);
      await store.delivered(the(first), null);
      expect(subjects(await claim(store, 0))).toEqual(['card:INC-1']);
      expect((await store.backlog()).outbox.waiting).toBe(1);
    });

    it('does not shorten the wait of a delivery when a newer wish replaces it', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('card:INC-1')] });
      const [claimed] = await claim(store, 0);
      await store.undelivered(the(claimed), { why: 'rate limited', ambiguous: false, retryAt: later(30) });
      await store.commit({ outbox: [delivery('card:INC-1')] });
      expect(await claim(store, 29)).toEqual([]);
      expect(await claim(store, 30)).toMatchObject([{ attempt: 2 }]);
    });

    it('says that a delivery is ambiguous when no answer came, and does not forget it', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('card:INC-1')] });
      const [first] = await claim(store, 0);
      await store.undelivered(the(first), { why: 'no answer', ambiguous: true, retryAt: later(1) });
      expect((await store.backlog()).outbox).toEqual({ waiting: 0, ambiguous: 1, dead: 0 });
      const [second] = await claim(store, 1);
      expect(second).toMatchObject({ attempt: 2, ambiguous: true });
      await store.undelivered(the(second), { why: 'the search was refused', ambiguous: false, retryAt: later(2) });
      expect(await claim(store, 2)).toMatchObject([{ attempt: 3, ambiguous: true }]);
    });

    it('says that a delivery of a process that died is ambiguous, and lets nothing of its subject pass it', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('card:INC-1')] });
      await claim(store, 0);
      await store.commit({ outbox: [delivery('card:INC-1', { priority: 0 })] });
      expect(await claim(store, 59)).toEqual([]);
      expect(await claim(store, 60)).toMatchObject([{ priority: 1, attempt: 2, ambiguous: true }]);
    });

    it('lets nobody end a delivery that was claimed anew by somebody else', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('card:INC-1')] });
      const [slept] = await claim(store, 0);
      await claim(store, 60);
      await store.undelivered(the(slept), { why: 'too late', ambiguous: false, retryAt: null });
      await store.delivered(the(slept), { subject: 'card:INC-1', ref: { channel: 'C1', ts: '1.2' } });
      expect((await store.backlog()).outbox).toEqual({ waiting: 0, ambiguous: 1, dead: 0 });
      expect(await store.mirror('card:INC-1')).toBeUndefined();
    });

    it('counts what was given up, and goes on with the lane', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [delivery('channel:INC-1'), delivery('case:INC-1')] });
      const [claimed] = await claim(store, 0);
      await store.undelivered(the(claimed), { why: 'the name is taken', ambiguous: false, retryAt: null });
      expect((await store.backlog()).outbox).toEqual({ waiting: 1, ambiguous: 0, dead: 1 });
      expect(subjects(await claim(store, 0))).toEqual(['case:INC-1']);
    });

    it('hands out no more than asked for', async () => {
      const store = await fresh(() => start);
      await store.commit({ outbox: [1, 2, 3].map((number) => delivery(`card:INC-${number}`, { lane: `C${number}` })) });
      expect(subjects(await store.claimDeliveries(start, minute, 2))).toEqual(['card:INC-1', 'card:INC-2']);
    });
  });
}

function claim(store: Store, seconds: number): Promise<readonly ClaimedDelivery[]> {
  return store.claimDeliveries(later(seconds), minute, 10);
}

function subjects(deliveries: readonly NewDelivery[]): readonly string[] {
  return deliveries.map(({ subject }) => subject);
}
