import { z } from 'zod';
import { type Alert, instant } from './alert.ts';
import { assessment } from './assessment.ts';
import { followUp } from './follow-up.ts';
import { observable } from './observable.ts';
import { question } from './question.ts';
import { tlp } from './tlp.ts';
import { untrusted } from './untrusted.ts';

/** `INC-1`, `INC-2`, … */
export const incidentId = z.string().regex(/^INC-\d{1,9}$/, 'write an incident as INC-1');
/** An incident as people type it: `inc-1` as well. */
export const incidentArg = z.string().toUpperCase().pipe(incidentId);

/** Where an incident stands before it is closed. It is contained when nothing stands open (`whatStandsOpen`), or a person says so. */
export const openPhase = z.enum(['open', 'investigating', 'contained']);
/** Where an incident stands. What a person closed stays so, and what comes later opens another; what closed by itself may be opened again. */
export const phase = z.enum([...openPhase.options, 'closed']);

export const severity = z.enum(['low', 'medium', 'high', 'critical']);
export type Severity = z.infer<typeof severity>;

/** What it turned out to be. */
export const verdict = z.enum(['true-positive', 'benign', 'false-positive', 'inconclusive']);
export type Verdict = z.infer<typeof verdict>;

/** An incident as it stands now. How it came to be so is in the timeline. */
export const incident = z.object({
  id: incidentId,
  /** In our own words where a rule named it; otherwise the first alert's title. */
  title: untrusted,
  phase,
  severity,
  openedAt: instant,
  /** When the earliest of its alerts happened. */
  startedAt: instant,
  closedAt: instant.nullable(),
  /** Person id of whoever leads it. */
  commander: z.string().nullable(),
  /** Id of the rule that tied its alerts together; null when an alert opened it by itself or a person did. */
  rule: z.string().nullable(),
  /** Ids of its alerts, in the order of when they happened. */
  alerts: z.array(z.string()),
  /** The rules that fired, once each; playbooks look at them. */
  alertRules: z.array(z.string()),
  /** Everything its alerts and its people named, once each. */
  observables: z.array(observable),
  /** ATT&CK technique ids seen. */
  attacks: z.array(z.string()),
  assessment: assessment.nullable(),
  /** Whether it has crossed the thresholds once: a card, a ticket, a channel are never taken back. */
  shown: z.object({ card: z.boolean(), ticket: z.boolean(), channel: z.boolean() }),
  verdict: verdict.nullable(),
  verdictReason: z.string().nullable(),
  /** Its alerts were over before anybody had touched it, and so it was closed by nobody. Incidents of before never were. */
  closedItself: z.boolean().default(false),
  /** The incident that a person merged it into; it is closed then, and has no verdict of its own. */
  mergedInto: incidentId.nullable().default(null),
  /** Person ids that the incident is about: they may not read it, approve in it, or be invited. */
  suspects: z.array(z.string()),
  /** Person ids of those who alone may know of it; null: everybody who may read incidents. Incidents of before are open to all of them. */
  restrictedTo: z.array(z.string()).nullable().default(null),
  /** What people were asked: “Was this you?” Incidents of before have none. */
  questions: z.array(question).default([]),
  /** Who may read what is said of it; null, also in incidents of before: what the policy says of all. */
  tlp: tlp.nullable().default(null),
  /** What has to be done once it is over. */
  followUps: z.array(followUp).default([]),
  drill: z.boolean(),
  revision: z.int().positive(),
});
export type Incident = z.infer<typeof incident>;

/** What of an alert says how severe its sender finds it. */
type Called = Pick<Alert, 'nature' | 'severity' | 'source'>;

/**
 * How severe an incident is until a person says otherwise: what its score (0–100) asks for, and never less than what a detection among its alerts calls
 * high or critical. Medium is no floor, because it is also what a sender means who says nothing.
 */
export function severityAsked(score: number, alerts: readonly Called[] = []): Severity {
  return worse(byScore(score), calledBy(alerts));
}

function byScore(score: number): Severity {
  if (score >= 85) return 'critical';
  if (score >= 70) return 'high';
  if (score >= 40) return 'medium';
  return 'low';
}

/** The words of kit/severity.ts the other way round: critical is 90, high is 75. */
function calledBy(alerts: readonly Called[]): Severity {
  const worst = Math.max(0, ...alerts.filter(({ nature }) => nature === 'alert').map(({ severity: called }) => called));
  if (worst >= 90) return 'critical';
  return worst >= 75 ? 'high' : 'low';
}

function rank(one: Severity): number {
  return severity.options.indexOf(one);
}

/** Whether one severity is no less than another. */
export function isAtLeast(one: Severity, other: Severity): boolean {
  return rank(one) >= rank(other);
}

function worse(one: Severity, other: Severity): Severity {
  return rank(other) > rank(one) ? other : one;
}

/**
 * The severity of an incident for which its score and alerts now ask this one, and asked `before`. As long as it is the one that they ask for, it goes with
 * them. One that a person gave it stays, unless they come to ask for more than they ever did and than that person gave: whatever else happens, perhaps sent
 * by an attacker for that purpose, is no reason to think less of it.
 */
export function severityAfter(present: Severity, before: Severity, asked: Severity): Severity {
  return present === before || rank(asked) > Math.max(rank(before), rank(present)) ? asked : present;
}

/** Why an incident is rated otherwise than by its score alone, as a sentence; undefined when it is not. */
export function severityBecause(incident: Pick<Incident, 'severity' | 'assessment'>, alerts: readonly Called[]): string | undefined {
  const { severity: present, assessment } = incident;
  const alone = byScore(assessment?.score ?? 0);
  if (present === alone) return undefined;
  const rest = assessment === null ? '' : `; by its score alone it would be ${alone}`;
  if (present !== severityAsked(assessment?.score ?? 0, alerts)) return `A person rated it ${present}${rest}.`;
  const callers = [...new Set(alerts.filter((one) => calledBy([one]) === present).map(({ source }) => source))];
  return `${callers.join(', ')} ${callers.length === 1 ? 'calls' : 'call'} it ${present}${rest}.`;
}
