import { z } from 'zod';
import { actor } from './actor.ts';
import { type Alert, type Instant, instant } from './alert.ts';
import { keyOf, observable } from './observable.ts';

/** `S-1`, `S-2`, … */
export const snoozeId = z.string().regex(/^S-\d{1,9}$/, 'write a snooze as S-1');
/** A snooze as people type it: `s-1` as well. */
export const snoozeArg = z.string().toUpperCase().pipe(snoozeId);

/** The longest that a snooze may last: what should be quiet for longer belongs into the source, or into a correlation. */
export const mostSnoozeDays = 30;
/** For how long a preview may be confirmed, in milliseconds; afterwards its figures are old, and a new one is made. */
export const previewHoldsMs = 3_600_000;

/** What a snooze quiets: one rule of one source, everything or only what names one thing. */
export const snoozeScope = z.object({
  source: z.string().min(1),
  rule: z.string().min(1),
  observable: observable.pick({ kind: true, value: true }).nullable(),
});
export type SnoozeScope = z.infer<typeof snoozeScope>;

/**
 * Keeps alerts of one scope away from people for a while. It ends by itself, and quiets only what it alone concerns: whatever completes a correlation rule
 * is shown all the same, because what means nothing by itself is exactly what such a rule is for, and an attacker must find no blind spot in it.
 */
export const snooze = z.object({
  id: snoozeId,
  scope: snoozeScope,
  reason: z.string(),
  /** How long it lasts from its confirmation on, in milliseconds. */
  spanMs: z.int().positive(),
  proposedBy: actor,
  proposedAt: instant,
  /** Null until somebody who saw the preview has confirmed it: until then it quiets nothing. */
  confirmed: z.object({ by: actor, at: instant }).nullable(),
  /** Its end: by the clock, or when somebody ended it early. Null until it is confirmed. */
  until: instant.nullable(),
  /** Who ended it early, and why. */
  ended: z.object({ by: actor, at: instant, reason: z.string() }).nullable(),
  revision: z.int().positive(),
});
export type Snooze = z.infer<typeof snooze>;

/** Whether it quiets what is received at this instant. */
export function quietsAt({ confirmed, until }: Snooze, at: Instant): boolean {
  return confirmed !== null && until !== null && confirmed.at <= at && at < until;
}

/** Whether this alert is what the scope means. */
export function covers({ source, rule, observable }: SnoozeScope, alert: Pick<Alert, 'source' | 'rule' | 'observables'>): boolean {
  if (alert.source !== source || alert.rule !== rule) return false;
  return observable === null || alert.observables.some((named) => keyOf(named) === keyOf(observable));
}
