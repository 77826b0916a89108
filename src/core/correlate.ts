import { z } from 'zod';

/** Fields of an alert by which events of a sequence must agree. */
export const joinField = z.enum(['ip', 'user', 'host', 'cloud-resource', 'email', 'domain', 'hash', 'repo']);

/** One kind of event that a rule waits for: all of the given conditions hold. */
export const eventPattern = z.strictObject({
  /** Source ids; any when left out. */
  sources: z.array(z.string()).optional(),
  activity: z.array(z.string()).optional(),
  outcome: z.enum(['success', 'failure', 'unknown']).optional(),
  /** The alert's rule starts with one of these. */
  rules: z.array(z.string()).optional(),
});

/** `correlations/*.yml` — see data/correlations/README.md. The Sigma correlation types that are understood: `event_count`, `temporal_ordered`. */
export const correlationRule = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  attacks: z.array(z.string()).default([]),
  /** The steps in the order in which they must happen; each at least `count` times. */
  steps: z.array(z.strictObject({ name: z.string(), match: eventPattern, count: z.int().positive().default(1) })).min(1),
  /** All matched events share at least one observable of one of these kinds. */
  groupBy: z.array(joinField).min(1),
  /** From the first matched event to the last, in minutes. */
  withinMinutes: z.number().positive(),
});
export type CorrelationRule = z.infer<typeof correlationRule>;
