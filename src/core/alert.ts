import { z } from 'zod';
import { alertFate } from './funnel.ts';
import { mention } from './mention.ts';
import { observable } from './observable.ts';
import { untrusted } from './untrusted.ts';

/** An instant as ISO 8601 in UTC with milliseconds: `2026-03-14T02:11:09.000Z`. Everything stored is in this form. */
export const instant = z.iso.datetime({ precision: 3, message: 'write an ISO 8601 time in UTC, such as 2026-03-14T02:11:09.000Z' });
export type Instant = z.infer<typeof instant>;

/** Where something happened, as the sender knew it. */
export const place = z.object({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  city: untrusted.optional(),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  /** Within how many kilometres of the coordinates it was, where the sender says so. */
  radius: z.number().min(0).max(20_000).optional(),
});

/**
 * What a source makes of one payload: everything about the alert that the vendor said, in our words. The flow adds id, fingerprint and times of receipt.
 * The shape follows OCSF Detection Finding (class_uid 2004) where OCSF has a word for it.
 */
export const alertDraft = z.object({
  /** A finished alert, or an audit event that means nothing by itself and that correlation looks at. */
  nature: z.enum(['alert', 'event']).default('alert'),
  /** The vendor's own id of this alert or event. */
  externalId: z.string().min(1).max(512),
  /** What fired: the detector, the rule, the finding type. Stable across repeats. */
  rule: z.string().min(1).max(256),
  title: untrusted,
  description: untrusted.optional(),
  /** How bad the sender says it is, 0–100 (informational 10, low 25, medium 50, high 75, critical 90, fatal 100). */
  severity: z.number().min(0).max(100),
  status: z.enum(['firing', 'resolved']).default('firing'),
  /** When it happened, by the sender's clock. */
  happenedAt: instant,
  /** What somebody did, in OCSF's words where there is one; correlation rules match on it. */
  activity: z.enum(['login', 'logout', 'read', 'download', 'create', 'update', 'delete', 'policy-change', 'other']).default('other'),
  outcome: z.enum(['success', 'failure', 'unknown']).default('unknown'),
  observables: z.array(observable).max(200).default([]),
  /** ATT&CK technique ids: T1078, T1530, T1110.003. */
  attacks: z.array(z.string().regex(/^T\d{4}(\.\d{3})?$/)).default([]),
  place: place.optional(),
  userAgent: untrusted.optional(),
  /** The page at the vendor where a person can see it; https only. */
  link: z.string().startsWith('https://').optional(),
  /** Values of labels that tell two alerts of one rule apart (Alertmanager's fingerprint, say); part of the fingerprint. */
  distinguish: z.array(z.string()).default([]),
});
export type AlertDraft = z.infer<typeof alertDraft>;
/** What a source's `toAlerts` may return: defaults may be left out. */
export type AlertInput = z.input<typeof alertDraft>;

/** One alert or event as it is kept. Its repeats are counted here, not kept one by one. */
export const alert = alertDraft.extend({
  id: z.string().min(1),
  /** Id of the source that sent it. */
  source: z.string().min(1),
  /** Equal for repeats of the same alert (see deduplicate.ts). */
  fingerprint: z.string().min(1),
  receivedAt: instant,
  lastSeenAt: instant,
  /** How many times it has been received, the first included. */
  count: z.int().positive(),
  /** The incident it belongs to; null while it is kept silently. */
  incident: z.string().nullable(),
  /** What became of it, as the funnel counts it; absent in rows of before this was kept (`fateOf` reads both). */
  fate: alertFate.optional(),
  /** Id of the snooze that keeps it out of incidents; absent when none does. */
  snooze: z.string().optional(),
  /** What its title and description name, to be found by; absent where they name nothing, and in rows of before this was kept. */
  mentions: z.array(mention).optional(),
  /** When it went from firing to resolved or back, the newest last; absent when it never did. */
  changes: z.array(instant).optional(),
  /** Why it is where it is: joined, opened, or kept silent. */
  because: z.array(z.string()).default([]),
  revision: z.int().positive(),
});
export type Alert = z.infer<typeof alert>;
