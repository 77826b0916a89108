import { z } from 'zod';
import { instant } from './alert.ts';
import { verdict } from './incident.ts';
import { judgment, proposalId } from './proposal.ts';

const milestone = z.object({ at: instant, seq: z.int().positive() });

/** What Firebreak did that somebody would have done by hand. Policy says how many minutes each would have taken. */
export const workSteps = ['alert', 'lookup', 'containment', 'evidence', 'ticket'] as const;
export type WorkStep = (typeof workSteps)[number];

/** What a closed incident gives to every metric. It holds times, numbers and ids alone, so there is nothing in it that would ever have to be removed. */
export const measures = z.object({
  drill: z.boolean(),
  verdict,
  milestones: z.object({
    began: milestone.optional(),
    detected: milestone.optional(),
    acknowledged: milestone.optional(),
    contained: milestone.optional(),
    resolved: milestone.optional(),
  }),
  containments: z.array(
    z.object({
      proposal: proposalId,
      /** 0–1, as it was said when it was proposed. */
      confidence: z.number(),
      /** It was carried out, whether or not it was taken back since. */
      ran: z.boolean(),
      /** Policy alone let it happen. */
      automatic: z.boolean(),
      judged: judgment.nullable(),
      /** Milliseconds from the proposal to the last yes that it needed; null when people gave none, or not enough. */
      waitedMs: z.int().nonnegative().nullable(),
      /** The last event about it that counts. */
      seq: z.int().positive(),
    }),
  ),
  /** How often each was done. */
  work: z.record(z.enum(workSteps), z.int().nonnegative()),
  /** Human minutes that this saved, by the policy in force when the incident was closed. */
  minutesSaved: z.number().nonnegative(),
});
export type Measures = z.infer<typeof measures>;
