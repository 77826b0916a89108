import { readFileSync } from 'node:fs';
import { readYamlDocuments } from '../../src/config/yaml-file.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { Alert, AlertInput } from '../../src/core/alert.ts';
import { alert } from '../../src/core/alert.ts';
import type { CorrelationRule } from '../../src/core/correlate.ts';
import { decide } from '../../src/core/decision.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Incident } from '../../src/core/incident.ts';
import { type PolicyInForce, policy } from '../../src/core/policy.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import { readSigma } from '../../src/core/sigma.ts';
import { sigmaDocument } from '../../src/core/sigma-documents.ts';
import { asset, type Person, person, type Team, team } from '../../src/core/team.ts';
import type { DecidedCase } from '../../src/core/track-record.ts';
import { Untrusted } from '../../src/core/untrusted.ts';

/** The night of the story, and minutes into it. */
export function at(minute: number): string {
  return new Date(Date.UTC(2026, 2, 14, 11, 0) + minute * 60_000).toISOString();
}

export function human(id: string, more: Partial<Person> = {}): Person {
  return person.parse({ id, name: id, ...more });
}

export const alex = human('alex.kim', { name: 'Alex Kim', email: 'alex@acme.example', identities: ['akim'], countries: ['DE'], slack: 'U024ALEX0' });
export const sam = human('sam.ode', { name: 'Sam Ode', roles: ['analyst', 'approver'], slack: 'U024SAM00' });
export const kit = human('kit.lee', { name: 'Kit Lee', roles: ['approver'] });

export const acme: Team = team(
  [alex, sam, kit],
  [
    asset.parse({ id: 'payroll', kind: 'cloud-resource', match: ['arn:aws:s3:::payroll', 'payroll'], criticality: 'high', data: 'restricted' }),
    asset.parse({ id: 'office', kind: 'ip', match: ['198.51.100.0/24'], criticality: 'low' }),
  ],
);

export function anAlert(id: string, more: Partial<AlertInput> & { source?: string; incident?: string | null } = {}): Alert {
  const { source = 'okta', incident = null, ...draft } = more;
  const happenedAt = draft.happenedAt ?? at(0);
  return alert.parse({
    externalId: id,
    rule: 'a-rule',
    title: Untrusted.of('Something happened'),
    severity: 10,
    happenedAt,
    ...draft,
    id,
    source,
    fingerprint: id,
    receivedAt: happenedAt,
    lastSeenAt: happenedAt,
    count: 1,
    incident,
    revision: 1,
  });
}

/** A login of somebody from an address, as an audit event. */
export function login(
  id: string,
  minute: number,
  outcome: 'success' | 'failure',
  who = 'alex@acme.example',
  from = '203.0.113.7',
  country?: string,
): Alert {
  return anAlert(id, {
    nature: 'event',
    rule: 'user.session.start',
    activity: 'login',
    outcome,
    happenedAt: at(minute),
    observables: [
      { kind: 'user', value: who, role: 'actor' },
      { kind: 'ip', value: from, role: 'source' },
    ],
    ...(country === undefined ? {} : { place: { country } }),
  });
}

/** An unusual download from the payroll bucket, as a finished detection. */
export function download(id: string, minute: number, who = 'alex.kim', from = '203.0.113.7'): Alert {
  return anAlert(id, {
    source: 'aws-guardduty',
    rule: 'Exfiltration:S3/AnomalousBehavior',
    title: Untrusted.of('Unusual download'),
    severity: 75,
    activity: 'download',
    outcome: 'success',
    happenedAt: at(minute),
    attacks: ['T1530'],
    observables: [
      { kind: 'user', value: who, role: 'actor' },
      { kind: 'ip', value: from, role: 'source' },
      { kind: 'cloud-resource', value: 'arn:aws:s3:::payroll', role: 'target' },
    ],
  });
}

/** Five failed logins, a success, a download. */
export function takeover(): Alert[] {
  return [
    ...[0, 1, 2, 3, 4].map((n) => login(`A-fail-${n}`, n, 'failure')),
    login('A-success', 6, 'success', undefined, undefined, 'KR'),
    download('A-download', 10),
  ];
}

export function anIncident(more: Partial<Incident> = {}): Incident {
  return {
    id: 'INC-1',
    title: Untrusted.of('Account takeover of Alex Kim'),
    phase: 'open',
    severity: 'high',
    openedAt: at(10),
    startedAt: at(0),
    closedAt: null,
    commander: null,
    rule: null,
    alerts: [],
    alertRules: [],
    observables: [],
    attacks: [],
    assessment: null,
    shown: { card: true, ticket: false, channel: false },
    verdict: null,
    verdictReason: null,
    closedItself: false,
    mergedInto: null,
    suspects: ['alex.kim'],
    restrictedTo: null,
    questions: [],
    tlp: null,
    followUps: [],
    drill: false,
    revision: 1,
    ...more,
  };
}

export function aFinding(enricher: string, more: Partial<Finding> = {}): Finding {
  return {
    id: `INC-1/${enricher}/ip:203.0.113.7`,
    incident: 'INC-1',
    enricher,
    kind: 'ip',
    value: '203.0.113.7',
    at: at(11),
    status: 'found',
    says: [Untrusted.of('It was reported 90 times.')],
    hostile: null,
    data: {},
    revision: 1,
    ...more,
  };
}

export function aPolicy(more: Partial<PolicyInForce['containment']> = {}): PolicyInForce {
  const { containment, ...rest } = policy.parse({
    thresholds: { card: 30, ticket: 50, channel: 70 },
    containment: {
      gate: [
        { tiers: [3], scoreAtLeast: 0, confidenceAtLeast: 0, verdict: 'forbidden', why: 'Never in bulk.' },
        { tiers: [2], scoreAtLeast: 50, confidenceAtLeast: 0.5, verdict: 'two-people', why: 'Privileged.' },
        { tiers: [1], actions: ['block-ip'], scoreAtLeast: 90, confidenceAtLeast: 0.9, verdict: 'automatic', why: 'Ends by itself.' },
        { tiers: [1], scoreAtLeast: 30, confidenceAtLeast: 0, verdict: 'one-person', why: 'Can be undone.' },
        { tiers: [0], scoreAtLeast: 0, confidenceAtLeast: 0, verdict: 'observe', why: 'Reads.' },
      ],
      approvers: ['approver'],
      never: ['break-glass@acme.example'],
    },
    readers: ['reader', 'analyst', 'approver', 'manager'],
  });
  return { ...rest, containment: { ...containment, ...more }, digest: 'd'.repeat(64) };
}

/** Everybody still belongs to the team. */
export const allMembers = () => decide('member');

export function actorOf({ id, name }: Person): Actor {
  return { kind: 'human', id, name };
}

export function aProposal(more: Partial<Proposal> = {}): Proposal {
  return {
    id: 'P-1',
    incident: 'INC-1',
    action: 'okta-suspend-user',
    verb: 'suspend',
    provider: 'okta',
    target: { kind: 'user', value: 'alex@acme.example', role: 'actor' },
    resolved: { id: '00u1', label: 'alex@acme.example', account: 'acme.okta.example' },
    params: {},
    before: { status: 'ACTIVE' },
    effect: 'Alex Kim cannot sign in any more.',
    undo: { possible: true, how: 'Unsuspends the account.', leaseHours: 24, atLeaseEnd: 'ask' },
    risk: { tier: 1, reversible: true, blastRadius: 'One person.' },
    confidence: 0.9,
    basis: [],
    record: null,
    gate: { verdict: 'one-person', because: [] },
    requester: null,
    state: 'proposed',
    approvals: [],
    digest: 'a'.repeat(64),
    policyDigest: 'd'.repeat(64),
    expiresAt: at(30),
    token: null,
    sends: 0,
    judged: null,
    kept: false,
    drift: null,
    undoYeses: [],
    undoAsked: null,
    leaseUntil: null,
    outcome: null,
    proposedAt: at(15),
    edition: 1,
    revision: 1,
    ...more,
  };
}

/** A rule as it is shipped in `data/correlations`. */
export function shippedRule(name: string): CorrelationRule {
  return sigmaRule(readFileSync(new URL(`../../data/correlations/${name}.yml`, import.meta.url), 'utf8'));
}

/** The rule that documents of Sigma come to. @throws Error with its problems. */
export function sigmaRule(yaml: string): CorrelationRule {
  const read = readYamlDocuments('rule.yml', yaml, sigmaDocument);
  const problems = 'problems' in read ? read.problems : readSigma(read.value).problems;
  const { rule } = 'value' in read ? readSigma(read.value) : { rule: undefined };
  if (rule === undefined) throw new Error(JSON.stringify(problems));
  return rule;
}

/** A suspension that somebody approved and that holds, in an incident that is still open. */
export function aCase(more: Partial<DecidedCase> = {}): DecidedCase {
  return {
    proposal: 'P-1',
    incident: 'INC-1',
    action: 'okta-suspend-user',
    rule: 'account-takeover',
    state: 'done',
    judged: null,
    confidence: 0.9,
    verdict: null,
    proposedAt: at(15),
    ...more,
  };
}
