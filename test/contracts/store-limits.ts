import { describe, expect, it } from 'vitest';
import { firebreak } from '../../src/core/actor.ts';
import { StaleError } from '../../src/core/errors.ts';
import type { ObservableKind } from '../../src/core/observable.ts';
import type { NewEvent } from '../../src/core/timeline.ts';
import { later, sampleNote, start } from '../storage/samples.ts';
import type { Fresh } from './store.ts';

function begun(proposal: string, action = 'block-ip', kind: ObservableKind = 'ip', incident = 'INC-1'): NewEvent {
  const about = { proposal, action, target: { kind, value: proposal, role: 'source' as const }, label: proposal, digest: 'd' };
  return { incident, type: 'containment.intended', happenedAt: start, by: firebreak, payload: { ...about, token: 't', approvers: [] } };
}

/** What keeps several processes together within the caps of the policy. */
export function limitSentences(fresh: Fresh): void {
  describe('limits', () => {
    it('let so many containments begin and not one more, however many try at once', async () => {
      const store = await fresh(() => later(5));
      const tries = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) => store.commit({ within: [{ since: start, most: 3 }], events: [begun(`P-${index + 1}`)] })),
      );
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      for (const tried of tries) if (tried.status === 'rejected') expect(tried.reason).toBeInstanceOf(StaleError);
      expect(await store.recorded(['containment.intended'], start)).toHaveLength(3);
    });

    it('count only what has begun after an instant, of this action, on these kinds, in whichever incident', async () => {
      let now = start;
      const store = await fresh(() => now);
      await store.commit({
        events: [begun('P-1'), begun('P-2', 'block-ip', 'ip', 'INC-2'), begun('P-3', 'okta-suspend-user', 'user'), sampleNote('x')],
      });
      now = later(60);
      const may = (ceiling: object, most: number) =>
        store.commit({ within: [{ since: later(-1), most, ...ceiling }], events: [sampleNote('it may')] }).then(
          () => true,
          () => false,
        );
      expect([await may({}, 3), await may({}, 2)]).toEqual([true, false]);
      expect([await may({ action: 'block-ip' }, 2), await may({ action: 'block-ip' }, 1)]).toEqual([true, false]);
      expect([await may({ kinds: ['user', 'email'] }, 1), await may({ kinds: ['user', 'email'] }, 0)]).toEqual([true, false]);
      expect(await may({ since: start }, 0)).toBe(true);
    });

    it('write nothing of what they refuse', async () => {
      const store = await fresh(() => later(5));
      await expect(store.commit({ within: [{ since: start, most: 0 }], events: [begun('P-1')], jobs: [{ flow: 'x', args: {} }] })).rejects.toThrow(
        StaleError,
      );
      expect(await store.timeline('INC-1')).toEqual([]);
      expect((await store.backlog()).jobs.waiting).toBe(0);
    });

    it('find what they count by over all incidents, oldest first, and nothing else', async () => {
      const store = await fresh(() => later(5));
      await store.commit({ events: [begun('P-1'), sampleNote('between'), begun('P-2', 'block-ip', 'ip', 'INC-2')] });
      const found = await store.recorded(['containment.intended'], start);
      expect(found.map(({ payload }) => payload.proposal)).toEqual(['P-1', 'P-2']);
      expect(await store.recorded(['containment.held', 'containment.failed'], start)).toEqual([]);
      expect(await store.recorded(['containment.intended'], later(5))).toEqual([]);
    });
  });
}
