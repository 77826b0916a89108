import { describe, expect, it } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import type { Measures } from '../../src/core/measures.ts';
import type { Put } from '../../src/core/store.ts';
import { assessmentOf, dana, later, sampleAlert, sampleFinding, sampleIncident, sampleNote, sampleProposal, start } from '../storage/samples.ts';
import type { Fresh } from './store.ts';

export function readingSentences(fresh: Fresh): void {
  describe('incidents', () => {
    it('come highest score first, then newest; an incident without a score last', async () => {
      const store = await fresh();
      await store.commit({
        state: [
          incident('INC-1', 40, 0),
          incident('INC-2', 90, 10),
          incident('INC-3', 40, 20),
          { put: 'incident', value: sampleIncident('INC-4', { assessment: null, openedAt: later(30) }) },
          { put: 'incident', value: sampleIncident('INC-5', { assessment: assessmentOf(99), phase: 'closed', openedAt: later(40) }) },
        ],
      });
      expect(ids(await store.incidents())).toEqual(['INC-5', 'INC-2', 'INC-3', 'INC-1', 'INC-4']);
      expect(ids(await store.incidents({ open: true }))).toEqual(['INC-2', 'INC-3', 'INC-1', 'INC-4']);
      expect(ids(await store.incidents({ open: false }))).toEqual(['INC-5']);
      expect(ids(await store.incidents({ since: later(10), limit: 3 }))).toEqual(['INC-5', 'INC-2', 'INC-3']);
    });

    it('are found by when they were closed, in that order, with what they were measured as', async () => {
      const store = await fresh();
      const closed = (id: string, at: number, phase: Incident['phase'] = 'closed'): Put => ({
        put: 'incident',
        value: sampleIncident(id, { phase, closedAt: later(at) }),
      });
      await store.commit({
        state: [closed('INC-1', 30), closed('INC-2', 20), closed('INC-3', 10), closed('INC-4', 40), closed('INC-5', 25, 'open')],
      });
      const within = (since: number, until: number) => store.incidents({ closedWithin: { since: later(since), until: later(until) } });
      expect(ids(await within(20, 40))).toEqual(['INC-2', 'INC-1']);
      expect(ids(await within(41, 50))).toEqual([]);

      const measures: Measures = {
        drill: false,
        verdict: 'benign',
        milestones: { detected: { at: later(1), seq: 1 } },
        containments: [],
        work: { alert: 1, lookup: 2, containment: 0, evidence: 0, ticket: 0 },
        minutesSaved: 8,
      };
      await store.commit({ events: [{ incident: 'INC-1', type: 'incident.measured', happenedAt: later(31), by: dana, payload: { measures } }] });
      expect(await store.measured(['INC-1', 'INC-2'])).toEqual(new Map([['INC-1', measures]]));
      expect(await store.measured(['INC-2'])).toEqual(new Map());
    });

    it('are numbered one after the highest, proposals by themselves', async () => {
      const store = await fresh();
      expect(await store.nextNumber('incident')).toBe(1);
      await store.commit({ state: [incident('INC-9', 1, 0), incident('INC-10', 1, 0), { put: 'proposal', value: sampleProposal('P-3') }] });
      expect(await store.nextNumber('incident')).toBe(11);
      expect(await store.nextNumber('proposal')).toBe(4);
    });
  });

  describe('proposals', () => {
    it('are found by incident and by state, in the order of their numbers', async () => {
      const store = await fresh();
      await store.commit({
        state: [
          { put: 'proposal', value: sampleProposal('P-10', { state: 'done' }) },
          { put: 'proposal', value: sampleProposal('P-9') },
          { put: 'proposal', value: sampleProposal('P-11', { incident: 'INC-2', state: 'done' }) },
        ],
      });
      expect(ids(await store.proposals({ incident: 'INC-1' }))).toEqual(['P-9', 'P-10']);
      expect(ids(await store.proposals({ states: ['done', 'unknown'] }))).toEqual(['P-10', 'P-11']);
      expect(ids(await store.proposals({ incident: 'INC-1', states: ['done'] }))).toEqual(['P-10']);
      expect(ids(await store.proposals({}))).toEqual(['P-9', 'P-10', 'P-11']);
    });
  });

  describe('findings', () => {
    it('are those of one incident, oldest first, and can be found anew', async () => {
      const store = await fresh();
      await store.commit({
        state: [
          { put: 'finding', value: sampleFinding('INC-1/b', { at: later(1) }) },
          { put: 'finding', value: sampleFinding('INC-1/a', { at: later(2) }) },
          { put: 'finding', value: sampleFinding('INC-2/a', { incident: 'INC-2' }) },
        ],
      });
      await store.commit({ state: [{ put: 'finding', value: sampleFinding('INC-1/b', { at: later(3), hostile: true, revision: 2 }) }] });
      expect((await store.findings('INC-1')).map(({ id, hostile }) => [id, hostile])).toEqual([
        ['INC-1/a', null],
        ['INC-1/b', true],
      ]);
    });
  });

  describe('alerts', () => {
    it('are found by what they name within a span of time, oldest first, once each', async () => {
      const store = await fresh();
      await store.commit({ state: [naming('A-1', 30, ['10.0.0.1', '10.0.0.2']), naming('A-2', 10, ['10.0.0.1']), naming('A-3', 20, ['10.0.0.3'])] });
      const found = (from: number, to: number) => store.alertsNaming(['ip:10.0.0.1', 'ip:10.0.0.2'], later(from), later(to));
      expect(ids(await found(0, 60))).toEqual(['A-2', 'A-1']);
      expect(ids(await found(10, 29))).toEqual(['A-2']);
      expect(ids(await found(11, 30))).toEqual(['A-1']);
      expect(await store.alertsNaming([], start, later(60))).toEqual([]);
    });

    it('are found by what they name now, not by what they once named', async () => {
      const store = await fresh();
      await store.commit({ state: [naming('A-1', 0, ['10.0.0.1'])] });
      await store.commit({ state: [naming('A-1', 0, ['10.0.0.2'], { revision: 2 })] });
      expect(await store.alertsNaming(['ip:10.0.0.1'], start, start)).toEqual([]);
      expect(ids(await store.alertsNaming(['ip:10.0.0.2'], start, start))).toEqual(['A-1']);
      expect((await store.verify()).firstBreak).toBeNull();
    });

    it('may name the same thing twice, in two roles', async () => {
      const store = await fresh();
      const observables = (['source', 'target'] as const).map((role) => ({ kind: 'ip' as const, value: '10.0.0.1', role }));
      await store.commit({ state: [{ put: 'alert', value: sampleAlert('A-1', { observables }) }] });
      expect(ids(await store.alertsNaming(['ip:10.0.0.1'], start, start))).toEqual(['A-1']);
    });

    it('that name it are at most 500', async () => {
      const store = await fresh();
      await store.commit({ state: Array.from({ length: 510 }, (_, index) => naming(`A-${index}`, index, ['10.0.0.1'])) });
      const found = await store.alertsNaming(['ip:10.0.0.1'], start, later(999));
      expect([found.length, found[0]?.id, found.at(-1)?.id]).toEqual([500, 'A-0', 'A-499']);
    });

    it('are found by incident in the order in which they happened, and by fingerprint the newest', async () => {
      const store = await fresh();
      const same = { fingerprint: 'same', incident: 'INC-1' };
      await store.commit({
        state: [
          { put: 'alert', value: sampleAlert('A-1', { ...same, happenedAt: later(9), receivedAt: later(20) }) },
          { put: 'alert', value: sampleAlert('A-2', { ...same, happenedAt: later(3), receivedAt: later(10) }) },
          { put: 'alert', value: sampleAlert('A-3') },
        ],
      });
      expect(ids(await store.alertsOf('INC-1'))).toEqual(['A-2', 'A-1']);
      expect((await store.alertByFingerprint('same'))?.id).toBe('A-1');
      expect(await store.alertByFingerprint('unheard of')).toBeUndefined();
    });
  });

  describe('the timeline', () => {
    it('is read incident by incident, also from some event on', async () => {
      const store = await fresh();
      await store.commit({ events: [sampleNote('a'), sampleNote('b', 'INC-2'), sampleNote('c'), sampleNote('d')] });
      expect((await store.timeline('INC-1')).map(({ seq }) => seq)).toEqual([1, 3, 4]);
      expect((await store.timeline('INC-1', 3)).map(({ seq }) => seq)).toEqual([4]);
      expect(await store.timeline('INC-3')).toEqual([]);
    });
  });

  describe('what else is kept', () => {
    it('is absent when it was never written', async () => {
      const store = await fresh();
      expect(
        await Promise.all([store.get('incident', 'INC-1'), store.receipt('okta', 'd'), store.mirror('card:INC-1'), store.fact('workspace')]),
      ).toEqual([undefined, undefined, undefined, undefined]);
    });

    it('is where our messages stand, found by subject and by place', async () => {
      const store = await fresh();
      await store.commit({ mirrors: [{ subject: 'card:INC-1', ref: { channel: 'C1', ts: '1.2' } }] });
      await store.commit({ mirrors: [{ subject: 'card:INC-1', ref: { ts: '3.4', channel: 'C1' } }] });
      expect(await store.mirrorAt({ channel: 'C1', ts: '3.4' })).toEqual({ subject: 'card:INC-1', ref: { channel: 'C1', ts: '3.4' } });
      expect(await store.mirrorAt({ channel: 'C1', ts: '1.2' })).toBeUndefined();
    });

    it('is what was set aside, with its bytes, until it is replayed', async () => {
      const store = await fresh();
      const aside = {
        id: 'Q-1',
        source: 'okta',
        delivery: 'd-1',
        receivedAt: start,
        body: '{"a":1',
        problems: [{ path: 'a', message: 'ends early' }],
      };
      await store.commit({ quarantine: [aside] });
      await store.markReplayed('Q-1', later(60));
      expect(await store.quarantined()).toEqual([{ ...aside, replayedAt: later(60) }]);
      expect((await store.backlog()).quarantined).toBe(0);
    });

    it('is a fact about the store', async () => {
      const store = await fresh();
      await store.setFact('workspace', 'practice');
      await store.setFact('workspace', 'T024BE7LD');
      expect(await store.fact('workspace')).toBe('T024BE7LD');
    });
  });
}

function ids(values: readonly { readonly id: string }[]): readonly string[] {
  return values.map(({ id }) => id);
}

function incident(id: string, score: number, seconds: number): Put {
  return { put: 'incident', value: sampleIncident(id, { assessment: assessmentOf(score), openedAt: later(seconds) }) };
}

function naming(id: string, seconds: number, addresses: readonly string[], changes: { revision?: number } = {}): Put {
  const observables = addresses.map((value) => ({ kind: 'ip' as const, value, role: 'source' as const }));
  return { put: 'alert', value: sampleAlert(id, { observables, happenedAt: later(seconds), ...changes }) };
}
