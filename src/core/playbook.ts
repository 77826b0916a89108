import { z } from 'zod';

/** One step of a playbook. Steps only propose; the gate and people decide. */
export const playbookStep = z.union([
  /** Proposes an action on every observable of the incident that has the action's kind and one of these roles. */
  z.strictObject({
    propose: z.string(),
    roles: z.array(z.enum(['source', 'target', 'actor', 'related'])).min(1),
    with: z.record(z.string(), z.json()).default({}),
  }),
  z.strictObject({ ticket: z.string() }),
  /** Asks whoever's account is named whether it was them, or their manager when somebody else may hold it. */
  z.strictObject({ ask: z.literal('was-this-you') }),
]);

/** `playbooks/*.yml`: what is proposed when an incident looks like this. */
export const playbook = z.strictObject({
  id: z.string(),
  title: z.string(),
  when: z.strictObject({
    /** Ids of correlation rules that opened the incident. */
    correlations: z.array(z.string()).optional(),
    /** An alert's rule starts with one of these. */
    rules: z.array(z.string()).optional(),
    scoreAtLeast: z.number().min(0).max(100).default(0),
  }),
  steps: z.array(playbookStep).min(1),
});
export type Playbook = z.infer<typeof playbook>;
