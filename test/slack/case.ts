import type { Incident } from '../../src/core/incident.ts';
import type { Proposal } from '../../src/core/proposal.ts';
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
  };
}
