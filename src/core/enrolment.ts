import { z } from 'zod';
import { type Instant, instant } from './alert.ts';
import { type Decision, decide } from './decision.ts';

/** Minutes for which a link or an offer at the terminal may be used. */
export const offerMinutes = 10;
/** Wrong codes in a row after which none is looked at any more, and for how many minutes. */
export const mostWrong = 5;
export const lockedMinutes = 15;

/** A person's one-time codes (RFC 6238): what they are checked against, and what has been tried. Secrets stand in it sealed, never as they are. */
export const enrolment = z.object({
  /** The person's id in people.yml. */
  id: z.string().min(1),
  /** Sealed secret whose codes count; null until the first code was confirmed. */
  secret: z.string().nullable(),
  /** Number of the latest time step of which a code was taken: it and those before count no more. */
  lastStep: z.int().nonnegative(),
  /** Wrong codes since the last right one. */
  wrong: z.int().nonnegative(),
  lockedUntil: instant.nullable(),
  /**
   * A secret to come: for whoever has the link (its SHA-256, hex; null at the terminal), until then. `secret` is null until the link was used. The former
   * secret counts until the first code of this one is confirmed.
   */
  offer: z.object({ link: z.string().nullable(), until: instant, secret: z.string().nullable() }).nullable(),
  /** Number of the stored row, raised by every write. */
  revision: z.int().positive(),
});
export type Enrolment = z.infer<typeof enrolment>;

/** What became of a code, and how the enrolment stands after it. */
export interface Judged {
  readonly decision: Decision<'right' | 'refused'>;
  /** Undefined: it stands as before. */
  readonly after?: Enrolment;
}

/**
 * Judges a code. `step`: the number of the time step that it belongs to, within one step of now; null when it belongs to none. While locked no code is
 * looked at, the right one neither.
 */
export function judgeCode(before: Enrolment, step: number | null, now: Instant): Judged {
  const { lastStep, lockedUntil, revision } = before;
  if (lockedUntil !== null && now < lockedUntil) {
    return { decision: decide('refused', `After ${mostWrong} wrong codes none of yours is looked at until ${lockedUntil.slice(11, 16)} UTC.`) };
  }
  if (step !== null && step <= lastStep) {
    return { decision: decide('refused', 'That one-time code, or a newer one, was used before. Wait for the next one: each counts once.') };
  }
  if (step !== null) {
    return { decision: decide('right'), after: { ...before, lastStep: step, wrong: 0, lockedUntil: null, revision: revision + 1 } };
  }
  const wrong = before.wrong + 1;
  if (wrong < mostWrong) {
    const left = mostWrong - wrong;
    const decision = decide(
      'refused',
      `That one-time code is wrong. ${left === 1 ? 'One more wrong one' : `${left} more wrong ones`}, and none is looked at for ${lockedMinutes} minutes.`,
    );
    return { decision, after: { ...before, wrong, lockedUntil: null, revision: revision + 1 } };
  }
  const until = new Date(Date.parse(now) + lockedMinutes * 60_000).toISOString();
  const decision = decide('refused', `That was the wrong code number ${mostWrong}: none of yours is looked at for ${lockedMinutes} minutes.`);
  return { decision, after: { ...before, wrong: 0, lockedUntil: until, revision: revision + 1 } };
}
