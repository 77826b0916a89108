import { describe, expect, it } from 'vitest';
import { StaleError, StoreError } from '../../src/core/errors.ts';
import type { Changes } from '../../src/core/store.ts';
import { chainStart, type NewEvent } from '../../src/core/timeline.ts';
import { later, sampleAlert, sampleIncident, sampleNote, sampleProposal, start } from '../storage/samples.ts';
import type { Fresh } from './store.ts';

export function commitSentences(fresh: Fresh): void {
  describe('commit', () => {
    it('applies everything of a unit of work', async () => {
      const store = await fresh(() => later(5));
      const { events } = await store.commit({
        state: [
          { put: 'alert', value: sampleAlert('A-1') },
          { put: 'incident', value: sampleIncident('INC-1') },
        ],
        events: [sampleNote('one'), sampleNote('two')],
        jobs: [{ flow: 'enrich', args: { incident: 'INC-1' } }],
        outbox: [{ outlet: 'slack', subject: 'card:INC-1', incident: 'INC-1', lane: 'C1', priority: 1 }],
        receipts: [{ id: 'R-1', source: 'okta', delivery: 'd-1', receivedAt: start, alerts: 1, duplicates: 0 }],
        quarantine: [{ id: 'Q-1', source: 'okta', delivery: 'd-2', receivedAt: start, body: '{', problems: [{ path: '', message: 'ends early' }] }],
        mirrors: [{ subject: 'card:INC-1', ref: { channel: 'C1', ts: '1.2' } }],
      });

      expect(events.map(({ seq, recordedAt, previous }) => ({ seq, recordedAt, previous }))).toEqual([
        { seq: 1, recordedAt: later(5), previous: chainStart },
        { seq: 2, recordedAt: later(5), previous: events[0]?.hash },
      ]);
      expect(await store.get('alert', 'A-1')).toEqual(sampleAlert('A-1'));
      expect(await store.get('incident', 'INC-1')).toEqual(sampleIncident('INC-1'));
      expect(await store.timeline('INC-1')).toEqual(events);
      expect(await store.backlog()).toEqual({
        jobs: { waiting: 1, due: 1, dead: 0 },
        outbox: { waiting: 1, ambiguous: 0, dead: 0 },
        quarantined: 1,
        unkept: 0,
      });
      expect(await store.receipt('okta', 'd-1')).toMatchObject({ id: 'R-1', alerts: 1, receivedAt: start });
      expect(await store.mirror('card:INC-1')).toEqual({ subject: 'card:INC-1', ref: { channel: 'C1', ts: '1.2' } });
    });

    it('gives attackers’ words back as untrusted, in documents and in events', async () => {
      const store = await fresh();
      await store.commit({ state: [{ put: 'alert', value: sampleAlert('A-1') }], events: [sampleNote('<!here> \u202e \u0000 it')] });
      expect((await store.get('alert', 'A-1'))?.title.raw()).toBe('Sign-in from a new country <!channel>');
      const [event] = await store.timeline('INC-1');
      expect(event?.type === 'note.added' && event.payload.text.raw()).toBe('<!here> \u202e \u0000 it');
    });

    it('takes words that are not even well-formed text', async () => {
      const store = await fresh();
      await store.commit({ events: [sampleNote('half \ud83d a pair')] });
      const [event] = await store.timeline('INC-1');
      expect(event?.type === 'note.added' && event.payload.text.raw()).toBe('half \ufffd a pair');
      expect((await store.verify()).firstBreak).toBeNull();
    });

    it('refuses a document that was written in the meantime, and writes nothing of that unit', async () => {
      const store = await fresh();
      await store.commit({ state: [{ put: 'incident', value: sampleIncident('INC-1') }] });
      const both = [2, 2].map((revision) =>
        store.commit({ state: [{ put: 'incident', value: sampleIncident('INC-1', { revision }) }], events: [sampleNote('mine')] }),
      );
      const [first, second] = await Promise.allSettled(both);
      expect(first?.status).toBe('fulfilled');
      expect(second).toMatchObject({ status: 'rejected', reason: expect.any(StaleError) });
      expect(await store.timeline('INC-1')).toHaveLength(1);
    });

    it.each([
      ['a number that is taken', { state: [{ put: 'incident' as const, value: sampleIncident('INC-1') }] }],
      ['a document that is not there', { state: [{ put: 'incident' as const, value: sampleIncident('INC-2', { revision: 2 }) }] }],
      ['a revision that leaves one out', { state: [{ put: 'incident' as const, value: sampleIncident('INC-1', { revision: 3 }) }] }],
      ['an expectation of an older revision', { expects: [{ collection: 'proposal' as const, id: 'P-1', revision: 2 }] }],
      ['an expectation that something is absent', { expects: [{ collection: 'incident' as const, id: 'INC-1', revision: 0 }] }],
      [
        'a second receipt for a delivery',
        { receipts: [{ id: 'R-2', source: 'okta', delivery: 'd-1', receivedAt: start, alerts: 0, duplicates: 0 }] },
      ],
      ['a key that is spent', { spend: [{ key: 'v0=abc', until: later(600) }] }],
    ])('refuses %s', async (_what, changes) => {
      const store = await fresh(() => start);
      await store.commit({
        state: [
          { put: 'incident', value: sampleIncident('INC-1') },
          { put: 'proposal', value: sampleProposal('P-1') },
        ],
        receipts: [{ id: 'R-1', source: 'okta', delivery: 'd-1', receivedAt: start, alerts: 1, duplicates: 0 }],
        spend: [{ key: 'v0=abc', until: later(600) }],
      });
      await expect(store.commit({ ...changes, events: [sampleNote('never')] })).rejects.toThrow(StaleError);
      expect(await store.timeline('INC-1')).toEqual([]);
    });

    it.each<[string, Changes]>([
      ['a document', { state: [{ put: 'incident' as const, value: sampleIncident('INC-1', { openedAt: 'yesterday' }) }] }],
      ['an event', { events: [{ ...sampleNote('when?'), happenedAt: 'yesterday' }] }],
      ['what an event says', { events: [{ ...sampleNote('what?'), payload: { text: 'plain' as never } } as NewEvent] }],
    ])('refuses %s that could never be read again', async (_what, changes) => {
      const store = await fresh();
      await expect(store.commit({ ...changes, jobs: [{ flow: 'never', args: {} }] })).rejects.toThrow(StoreError);
      expect((await store.backlog()).jobs.waiting).toBe(0);
      expect(await store.verify()).toMatchObject({ events: 0, firstBreak: null });
    });

    it('takes expectations that hold, and writes what they guard', async () => {
      const store = await fresh();
      await store.commit({ state: [{ put: 'proposal', value: sampleProposal('P-1') }] });
      await store.commit({
        expects: [
          { collection: 'proposal', id: 'P-1', revision: 1 },
          { collection: 'incident', id: 'INC-1', revision: 0 },
        ],
        state: [{ put: 'proposal', value: sampleProposal('P-1', { state: 'approved', revision: 2 }) }],
      });
      expect(await store.get('proposal', 'P-1')).toMatchObject({ state: 'approved', revision: 2 });
    });

    it('takes a spent key again once it has ended', async () => {
      let now = start;
      const store = await fresh(() => now);
      await store.commit({ spend: [{ key: 'v0=abc', until: later(600) }] });
      now = later(601);
      await store.commit({ spend: [{ key: 'v0=abc', until: later(1200) }] });
      await expect(store.commit({ spend: [{ key: 'v0=abc', until: later(1200) }] })).rejects.toThrow(StaleError);
    });

    it('takes many units at once: each sees those before it, and a refused one spoils no other', async () => {
      const store = await fresh();
      const units = Array.from({ length: 250 }, (_, index) =>
        store.commit({
          state: [{ put: 'incident', value: sampleIncident(`INC-${index === 7 ? 1 : index + 1}`) }],
          events: [sampleNote(`${index}`, `INC-${index + 1}`)],
        }),
      );
      const outcomes = await Promise.allSettled(units);
      expect(outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([7]);
      expect(await store.verify()).toMatchObject({ events: 249, firstBreak: null });
      expect(await store.nextNumber('incident')).toBe(251);
    });
  });

  describe('verify', () => {
    it('knows the head of the chain', async () => {
      const store = await fresh();
      expect(await store.verify()).toMatchObject({ events: 0, head: chainStart, firstBreak: null });
      const { events } = await store.commit({ events: [sampleNote('one'), sampleNote('two', 'INC-2')] });
      expect(await store.verify()).toMatchObject({ events: 2, head: events[1]?.hash, firstBreak: null });
    });
  });

  describe('onCommit', () => {
    it('tells of a commit until the listener leaves', async () => {
      const store = await fresh();
      let told = 0;
      const leave = store.onCommit(() => {
        told += 1;
      });
      await store.commit({ events: [sampleNote('one')] });
      await expect.poll(() => told).toBe(1);
      leave();
      await store.commit({ events: [sampleNote('two')] });
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(told).toBe(1);
    });
  });
}
