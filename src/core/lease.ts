import { z } from 'zod';
import type { Instant } from './alert.ts';
import type { Proposal } from './proposal.ts';
import { counted } from './text.ts';

/** Until when a containment that is done `now` holds; null when it does not end by itself. */
export function leaseUntil(now: Instant, leaseHours: number | null): Instant | null {
  return leaseHours === null ? null : new Date(Date.parse(now) + leaseHours * 3_600_000).toISOString();
}

/** How long a lease is to go on, as people type it (`24h`, `3d`), in hours: an hour to 30 days. */
export const leaseArg = z
  .string()
  .regex(/^\d{1,3}[hd]$/i, 'write how long from now, such as 24h or 3d')
  .transform((typed) => Number.parseInt(typed, 10) * (typed.toLowerCase().endsWith('d') ? 24 : 1))
  .pipe(z.number().min(1, 'write at least 1h').max(720, 'write at most 30d; what is to stay for good is kept instead'));

/** How long a containment holds once it runs, and what happens then, as a sentence without its subject. */
export function leaseInWords({ undo }: Pick<Proposal, 'undo'>): string {
  const { possible, leaseHours: hours, atLeaseEnd } = undo;
  if (!possible) return 'It is done once and for all: it cannot be undone.';
  if (hours === null) return 'Until somebody undoes it.';
  const long = hours >= 48 && hours % 24 === 0 ? counted(hours / 24, 'day') : counted(hours, 'hour');
  return atLeaseEnd === 'undo'
    ? `For ${long} from when it runs, then it is lifted by itself.`
    : `For ${long} from when it runs. Then it still holds, and somebody is asked what becomes of it.`;
}

/** When people are reminded that a lease ends: two hours before, and of a short one when a quarter of it is left. */
export function reminderAt(now: Instant, until: Instant): Instant {
  const before = Math.min(2 * 3_600_000, (Date.parse(until) - Date.parse(now)) / 4);
  return new Date(Date.parse(until) - before).toISOString();
}

/** Whether it holds beyond its lease, and a person has to say what becomes of it. */
export function asksForDecision({ state, leaseUntil: until, undo, kept }: Proposal): boolean {
  return state === 'done' && until === null && undo.leaseHours !== null && !kept;
}

/** What is due for a proposal: it expires unapproved, or its containment has come to its end and is undone or asked about. */
export type Due = { readonly proposal: Proposal; readonly what: 'expire' | 'undo' | 'ask' };

/** Everything that is due at an instant, the longest overdue first. */
export function whatIsDueAt(now: Instant, proposals: readonly Proposal[]): readonly Due[] {
  return proposals
    .flatMap((proposal) => {
      const due = dueOf(proposal);
      return due !== undefined && due.at <= now ? [due] : [];
    })
    .toSorted((a, b) => a.at.localeCompare(b.at) || a.proposal.id.localeCompare(b.proposal.id))
    .map(({ proposal, what }) => ({ proposal, what }));
}

function dueOf(proposal: Proposal): (Due & { readonly at: Instant }) | undefined {
  const { state, expiresAt, leaseUntil: until, undo } = proposal;
  if (state === 'proposed' || state === 'approved') return { proposal, what: 'expire', at: expiresAt };
  if (state === 'done' && until !== null) return { proposal, what: undo.atLeaseEnd ?? 'ask', at: until };
  return undefined;
}
