import type { Instant } from './alert.ts';
import type { Proposal } from './proposal.ts';

/** Until when a containment that is done `now` holds; null when it does not end by itself. */
export function leaseUntil(now: Instant, leaseHours: number | null): Instant | null {
  return leaseHours === null ? null : new Date(Date.parse(now) + leaseHours * 3_600_000).toISOString();
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
