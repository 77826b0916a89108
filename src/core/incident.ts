import { z } from 'zod';
import { instant } from './alert.ts';
import { assessment } from './assessment.ts';
import { observable } from './observable.ts';
import { untrusted } from './untrusted.ts';

/** `INC-1`, `INC-2`, … */
export const incidentId = z.string().regex(/^INC-\d{1,9}$/, 'write an incident as INC-1');
/** An incident as people type it: `inc-1` as well. */
export const incidentArg = z.string().toUpperCase().pipe(incidentId);

/** Where an incident stands. Closed is the end: what comes later opens another. */
export const phase = z.enum(['open', 'investigating', 'contained', 'closed']);
export type Phase = z.infer<typeof phase>;

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
  /** Person ids that the incident is about: they may not read it, approve in it, or be invited. */
  suspects: z.array(z.string()),
  drill: z.boolean(),
  revision: z.int().positive(),
});
export type Incident = z.infer<typeof incident>;

/** How severe an incident is by its score (0–100), until a person says otherwise. */
export function severityOf(score: number): Severity {
  if (score >= 85) return 'critical';
  if (score >= 70) return 'high';
  if (score >= 40) return 'medium';
  return 'low';
}

/**
 * The severity of an incident whose score is now this one. As long as it is the one that its score asks for, it goes with the score. One that a person
 * gave it stays, unless the score comes to ask for more than it ever did and than they gave: whatever else happens, perhaps sent by an attacker for
 * that purpose, is no reason to think less of it.
 */
export function severityAfter({ severity: present, assessment }: Pick<Incident, 'severity' | 'assessment'>, score: number): Severity {
  const before = severityOf(assessment?.score ?? 0);
  const asked = severityOf(score);
  const rank = (one: Severity) => severity.options.indexOf(one);
  return present === before || rank(asked) > Math.max(rank(before), rank(present)) ? asked : present;
}
