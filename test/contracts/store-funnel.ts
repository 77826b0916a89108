import { describe, expect, it } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import type { AlertFate } from '../../src/core/funnel.ts';
import { type NewQuarantined, type NewReceipt, type Put, quarantineLimits, type Store } from '../../src/core/store.ts';
import { dana, later, sampleAlert, sampleIncident, start } from '../storage/samples.ts';
import type { Fresh } from './store.ts';

const all = { since: start, until: later(100_000) };
const none = { received: 0, quarantined: 0, duplicate: 0, snoozed: 0, silent: 0, merged: 0, opened: 0 };

/** What was received, and what became of it. */
export function funnelSentences(fresh: Fresh): void {
  describe('the funnel', () => {
    it('is empty where nothing was received', async () => {
      const store = await fresh();
      expect(await store.funnel(all)).toEqual([]);
      expect(await store.heard()).toEqual({ sources: [], rules: [] });
    });

    it('counts everything received once, by source, with the fate that it has', async () => {
      const store = await fresh();
      await store.commit({
        receipts: [receipt('R-1', 3, 1), receipt('R-2', 1, 1), { ...receipt('R-3', 2, 0), source: 'falco' }],
        state: [
          alert('A-1', 'opened'),
          alert('A-2', 'silent'),
          alert('A-3', 'snoozed', { source: 'falco' }),
          alert('A-4', 'merged', { source: 'falco' }),
        ],
        quarantine: [aside('Q-1', 0), { ...aside('Q-2', 0), source: 'wazuh' }],
      });
      expect(await store.funnel(all)).toEqual([
        { ...none, source: 'falco', received: 2, snoozed: 1, merged: 1 },
        { ...none, source: 'okta', received: 5, quarantined: 1, duplicate: 2, silent: 1, opened: 1 },
        { ...none, source: 'wazuh', received: 1, quarantined: 1 },
      ]);
      expect(await store.funnel({ ...all, source: 'falco' })).toMatchObject([{ source: 'falco', received: 2 }]);
    });

    it('moves what was silent when it joins an incident, and stays the same sum', async () => {
      const store = await fresh();
      const kept = sampleAlert('A-1', { fate: 'silent', receivedAt: start });
      await store.commit({ receipts: [receipt('R-1', 1, 0)], state: [{ put: 'alert', value: kept }] });
      expect(await store.funnel(all)).toEqual([{ ...none, source: 'okta', received: 1, silent: 1 }]);
      await store.commit({ state: [{ put: 'alert', value: { ...kept, incident: 'INC-1', fate: 'merged', revision: 2 } }] });
      expect(await store.funnel(all)).toEqual([{ ...none, source: 'okta', received: 1, merged: 1 }]);
    });

    it('takes what was received from the first instant of a window up to its end, so that windows that meet add up', async () => {
      const store = await fresh();
      for (const seconds of [0, 10, 20]) {
        await store.commit({
          receipts: [receipt(`R-${seconds}`, 1, 0, seconds)],
          state: [alert(`A-${seconds}`, 'silent', { receivedAt: later(seconds) })],
          quarantine: [aside(`Q-${seconds}`, seconds)],
        });
      }
      const received = async (from: number, to: number) => (await store.funnel({ since: later(from), until: later(to) }))[0]?.received ?? 0;
      expect([await received(0, 10), await received(10, 20), await received(0, 20), await received(0, 21)]).toEqual([2, 2, 4, 6]);
    });

    it('counts what is in quarantine until it is replayed', async () => {
      const store = await fresh();
      await store.commit({ quarantine: [aside('Q-1', 0)] });
      await store.markReplayed('Q-1', later(60));
      expect(await store.funnel(all)).toEqual([]);
      expect((await store.heard()).sources).toEqual(['okta']);
    });

    it('counts what quarantine had no room for, in the window in which its hour begins', async () => {
      const store = await fresh();
      const many = Array.from({ length: quarantineLimits.ofOneSource.rows + 4 }, (_, index) => aside(`Q-${index}`, index < 502 ? 0 : 3600));
      for (const quarantined of many) await store.commit({ quarantine: [quarantined] });
      const hour = Date.parse(start) - (Date.parse(start) % 3_600_000);
      const within = async (since: number, until: number) =>
        (await store.funnel({ since: new Date(since).toISOString(), until: new Date(until).toISOString() }))[0]?.quarantined ?? 0;
      expect(await within(hour, hour + 3_600_000)).toBe(502);
      expect(await within(hour + 3_600_000, hour + 7_200_000)).toBe(2);
      expect(await within(hour, hour + 7_200_000)).toBe(504);
    });

    it('names the newest of each fate, of one source or of all', async () => {
      const store = await fresh();
      await store.commit({
        state: [
          alert('A-1', 'silent', { receivedAt: later(1) }),
          alert('A-2', 'silent', { receivedAt: later(2), source: 'falco' }),
          alert('A-3', 'silent', { receivedAt: later(3) }),
          alert('A-4', 'merged'),
        ],
      });
      const named = async (most: number, source?: string) => names(await store.arrivals({ ...all, ...(source && { source }) }, 'silent', most));
      expect([await named(2), await named(9), await named(9, 'okta')]).toEqual([
        ['A-3', 'A-2'],
        ['A-3', 'A-2', 'A-1'],
        ['A-3', 'A-1'],
      ]);
      expect(names(await store.arrivals({ since: later(2), until: later(3) }, 'silent', 9))).toEqual(['A-2']);
    });

    it('knows who has ever sent anything, and which rules have tied an incident together', async () => {
      const store = await fresh();
      await store.commit({
        receipts: [receipt('R-1', 0, 0), { ...receipt('R-2', 1, 0), source: 'falco' }],
        quarantine: [{ ...aside('Q-1', 0), source: 'wazuh' }],
        state: [
          { put: 'incident', value: sampleIncident('INC-1', { rule: 'account-takeover' }) },
          { put: 'incident', value: sampleIncident('INC-2', { rule: 'account-takeover', phase: 'closed' }) },
          { put: 'incident', value: sampleIncident('INC-3', { rule: null }) },
        ],
      });
      expect(await store.heard()).toEqual({ sources: ['falco', 'okta', 'wazuh'], rules: ['account-takeover'] });
    });

    it('hands out the snoozes that quiet at an instant, in the order of their numbers', async () => {
      const store = await fresh();
      expect(await store.nextNumber('snooze')).toBe(1);
      await store.commit({ state: [snoozed('S-10', 0, 60), snoozed('S-9', 10, 20), waiting('S-11')] });
      expect(await store.nextNumber('snooze')).toBe(12);
      const at = async (seconds: number) => (await store.snoozes(later(seconds))).map(({ id }) => id);
      expect([await at(-1), await at(0), await at(10), await at(20), await at(60)]).toEqual([[], ['S-10'], ['S-9', 'S-10'], ['S-10'], []]);
    });

    it('counts the alerts of a scope and their repeats by the incident that they are in', async () => {
      const store = await fresh();
      const scope = { source: 'okta', rule: 'user.session.start', observable: null };
      await store.commit({
        state: [
          alert('A-1', 'opened', { incident: 'INC-1', count: 4 }),
          alert('A-2', 'silent', { count: 2, observables: [{ kind: 'ip', value: '192.0.2.1', role: 'source' }] }),
          alert('A-3', 'silent', { receivedAt: later(-1) }),
          alert('A-4', 'silent', { rule: 'other' }),
          alert('A-5', 'silent', { source: 'falco' }),
        ],
      });
      expect(await store.inScope(scope, start)).toEqual([
        { incident: null, alerts: 1, times: 2 },
        { incident: 'INC-1', alerts: 1, times: 4 },
      ]);
      const named = { ...scope, observable: { kind: 'ip' as const, value: '192.0.2.1' } };
      expect(await store.inScope(named, start)).toEqual([{ incident: null, alerts: 1, times: 2 }]);
    });

    it('reads alerts of before fates were kept: in an incident they count as merged, otherwise as silent', async () => {
      const store = await fresh();
      await store.commit({ receipts: [receipt('R-1', 2, 0)], state: [old('A-1', null), old('A-2', 'INC-1')] });
      expect(await store.funnel(all)).toEqual([{ ...none, source: 'okta', received: 2, silent: 1, merged: 1 }]);
    });
  });
}

function receipt(id: string, alerts: number, duplicates: number, seconds = 0): NewReceipt {
  return { id, source: 'okta', delivery: `of ${id}`, receivedAt: later(seconds), alerts, duplicates };
}

function alert(id: string, fate: AlertFate, changes: Partial<Alert> = {}): Put {
  return { put: 'alert', value: sampleAlert(id, { fate, receivedAt: start, ...changes }) };
}

function old(id: string, incident: string | null): Put {
  return { put: 'alert', value: sampleAlert(id, { incident, receivedAt: start }) };
}

function aside(id: string, seconds: number): NewQuarantined {
  return { id, source: 'okta', delivery: `of ${id}`, receivedAt: later(seconds), body: '{', problems: [] };
}

function names(alerts: Awaited<ReturnType<Store['arrivals']>>): readonly string[] {
  return alerts.map(({ id }) => id);
}

function waiting(id: string): Extract<Put, { put: 'snooze' }> {
  const scope = { source: 'okta', rule: 'a-rule', observable: null };
  const value = { id, scope, reason: 'A known job', spanMs: 60_000, proposedBy: dana, proposedAt: start, confirmed: null, until: null, ended: null };
  return { put: 'snooze', value: { ...value, revision: 1 } };
}

function snoozed(id: string, from: number, until: number): Put {
  const { put, value } = waiting(id);
  return { put, value: { ...value, confirmed: { by: dana, at: later(from) }, until: later(until) } };
}
