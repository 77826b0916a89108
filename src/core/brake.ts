import { z } from 'zod';
import { actor } from './actor.ts';
import { instant } from './alert.ts';

/** `freeze` stops every containment, `breaker` only what policy would let happen by itself. Undo goes on under both: it gives back what was taken. */
export const brakeId = z.enum(['freeze', 'breaker']);
export type BrakeId = z.infer<typeof brakeId>;

const step = z.object({ at: instant, by: actor, reason: z.string() });

/** Something that holds containments up until a person lets them go on. One of each kind; it keeps the last time that it was pulled. */
export const brake = z.object({
  id: brakeId,
  pulled: step,
  /** Null while it holds. */
  released: step.nullable(),
  revision: z.int().positive(),
});
export type Brake = z.infer<typeof brake>;

/** Whether it holds anything up now. */
export function holds(brake: Brake | undefined): brake is Brake {
  return brake !== undefined && brake.released === null;
}

/** The subject of its message in the alerts channel: a message for each time that it is pulled, which says later how it ended. */
export function subjectOf({ id, pulled }: Brake): string {
  return `brake:${id}:${Date.parse(pulled.at)}`;
}

/** What it does, for people. */
export const brakeTitles: Readonly<Record<BrakeId, string>> = {
  freeze: 'All containments are frozen',
  breaker: 'The breaker is open: nothing is contained without a person’s yes',
};
