import { z } from 'zod';
import { instant } from './alert.ts';

/** Something that has to be done once an incident is over, as it stands now. */
export const followUp = z.object({
  /** Counted from 1 within the incident. */
  number: z.int().positive(),
  text: z.string(),
  /** As they are called. */
  by: z.string(),
  at: instant,
  /** Its ticket, and where that stood when it was last looked at; null before one is opened, and where no ticket system is set up. */
  ticket: z.object({ tickets: z.string(), key: z.string(), url: z.string(), state: z.string(), done: z.boolean(), seenAt: instant }).nullable(),
});
export type FollowUp = z.infer<typeof followUp>;
