import { type Actor, firebreak } from '../../src/core/actor.ts';
import type { Alert, Instant } from '../../src/core/alert.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import type { NewDelivery } from '../../src/core/store.ts';
import type { NewEvent } from '../../src/core/timeline.ts';
import { Untrusted } from '../../src/core/untrusted.ts';

/** The instant at which these stories begin. */
export const start: Instant = '2026-03-14T02:11:09.000Z';

/** `start` and some seconds. */
export function later(seconds: number): Instant {
  return new Date(Date.parse(start) + seconds * 1000).toISOString();
}

export const dana: Actor = { kind: 'human', id: 'dana', name: 'Dana Reyes' };

export function sampleAlert(id: string, changes: Partial<Alert> = {}): Alert {
  return {
    id,
    source: 'okta',
    nature: 'alert',
    externalId: `external-${id}`,
    rule: 'user.session.start',
    title: Untrusted.of('Sign-in from a new country <!channel>'),
    severity: 50,
    status: 'firing',
    happenedAt: start,
    activity: 'login',
    outcome: 'success',
    observables: [
      { kind: 'ip', value: '203.0.113.7', role: 'source' },
      { kind: 'user', value: 'alex@acme.example', role: 'actor' },
    ],
    attacks: ['T1078'],
    place: { country: 'BR', city: Untrusted.of('Recife') },
    userAgent: Untrusted.of('Mozilla/5.0'),
    link: 'https://acme.okta.example/logs',
    distinguish: [],
    fingerprint: `fingerprint-${id}`,
    receivedAt: later(2),
    lastSeenAt: later(2),
    count: 1,
    incident: null,
    because: ['nothing like it is open'],
    revision: 1,
    ...changes,
  };
}

export function sampleIncident(id: string, changes: Partial<Incident> = {}): Incident {
  return {
    id,
    title: Untrusted.of('Account takeover'),
    phase: 'open',
    severity: 'high',
    openedAt: start,
    startedAt: start,
    closedAt: null,
    commander: null,
    restrictedTo: null,
    rule: 'account-takeover',
    alerts: ['A-1'],
    alertRules: ['user.session.start'],
    observables: [{ kind: 'ip', value: '203.0.113.7', role: 'source' }],
    attacks: ['T1078'],
    assessment: assessmentOf(71),
    shown: { card: true, ticket: false, channel: false },
    verdict: null,
    verdictReason: null,
    closedItself: false,
    mergedInto: null,
    suspects: ['alex'],
    questions: [],
    tlp: null,
    followUps: [],
    drill: false,
    revision: 1,
    ...changes,
  };
}

export function assessmentOf(score: number): NonNullable<Incident['assessment']> {
  const names = ['behaviour', 'indicators', 'sensitivity', 'technique', 'geography'] as const;
  return {
    prior: -10,
    factors: names.map((name) => ({ name, points: 2.8, because: ['five failures, then a success'] })),
    total: 4,
    score,
    confidence: 0.8,
    confidenceBecause: ['two sources agree'],
  };
}

export function sampleProposal(id: string, changes: Partial<Proposal> = {}): Proposal {
  return {
    id,
    incident: 'INC-1',
    action: 'okta-suspend-user',
    verb: 'suspend',
    provider: 'okta',
    target: { kind: 'user', value: 'alex@acme.example', role: 'actor' },
    resolved: { id: '00u1', label: 'alex@acme.example', account: 'acme' },
    params: {},
    before: { status: 'ACTIVE' },
    effect: 'Alex cannot sign in.',
    undo: { possible: true, how: 'Unsuspend.', leaseHours: 24, atLeaseEnd: 'ask' },
    risk: { tier: 1, reversible: true, blastRadius: 'one person' },
    confidence: 0.8,
    basis: ['five failures, then a success'],
    record: null,
    gate: { verdict: 'one-person', because: ['tier 1'] },
    requester: dana,
    state: 'proposed',
    approvals: [],
    digest: 'a'.repeat(64),
    policyDigest: 'b'.repeat(64),
    expiresAt: later(900),
    token: null,
    sends: 0,
    judged: null,
    kept: false,
    drift: null,
    undoYeses: [],
    undoAsked: null,
    leaseUntil: null,
    outcome: null,
    proposedAt: start,
    edition: 1,
    revision: 1,
    ...changes,
  };
}

export function sampleFinding(id: string, changes: Partial<Finding> = {}): Finding {
  return {
    id,
    incident: 'INC-1',
    enricher: 'okta-user',
    kind: 'user',
    value: 'alex@acme.example',
    at: start,
    status: 'found',
    says: [Untrusted.of('Active, MFA enrolled')],
    hostile: null,
    data: { status: 'ACTIVE' },
    revision: 1,
    ...changes,
  };
}

export function sampleNote(text: string, incident = 'INC-1'): NewEvent {
  return { incident, type: 'note.added', happenedAt: start, by: firebreak, payload: { text: Untrusted.of(text) } };
}

export function sampleDelivery(subject: string, changes: Partial<NewDelivery> = {}): NewDelivery {
  return { outlet: 'slack', subject, incident: 'INC-1', lane: 'C1', priority: 1, ...changes };
}

/** What has to be there for a sentence to go on. */
export function the<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('It is not there.');
  return value;
}
