import type { Incident } from '../../src/core/incident.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import type { WhoDecides } from '../../src/core/who-decides.ts';
import type { CaseState } from '../../src/slack/case-state.ts';
import { sampleAlert, sampleIncident, sampleProposal, start } from '../storage/samples.ts';

/** What a view of an incident is drawn from, under a freeze. */
export function stateOf(changes: Partial<Incident> = {}, proposals: readonly Proposal[] = [sampleProposal('P-1')]): CaseState {
  return {
    incident: sampleIncident('INC-1', changes),
    alerts: [sampleAlert('A-1')],
    findings: [],
    proposals,
    channel: 'C0INC1',
    ticket: { key: 'SEC-1', url: 'https://acme.atlassian.example/browse/SEC-1' },
    commander: undefined,
    ownName: () => undefined,
    nameOf: (id) => id,
    page: 'https://firebreak.acme.example/incidents/INC-1',
    brakes: [
      { id: 'freeze', pulled: { at: start, by: { kind: 'human', id: 'ana', name: 'Ana' }, reason: 'We look first' }, released: null, revision: 1 },
    ],
    tlp: 'amber',
    prefix: '/',
    who: () => deciders,
    lacks: undefined,
  };
}

/** Who decides about everything here. */
export const deciders: WhoDecides = { yes: ['Jonas Lind'], undo: ['Mira Okafor', 'Jonas Lind'], undosNeeded: 1 };

/** What a yes meets where nothing holds it up. */
export const meets = { who: deciders, brakes: [] };

/** Every string that Slack reads as mrkdwn. */
export function mrkdwnIn(drawn: unknown): string[] {
  if (typeof drawn !== 'object' || drawn === null) return [];
  const own = 'type' in drawn && drawn.type === 'mrkdwn' && 'text' in drawn ? [String(drawn.text)] : [];
  const fallback = 'blocks' in drawn && 'text' in drawn && typeof drawn.text === 'string' ? [drawn.text] : [];
  return [...own, ...fallback, ...Object.values(drawn).flatMap(mrkdwnIn)];
}
