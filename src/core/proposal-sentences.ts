import type { Instant } from './alert.ts';
import { approvalsNeeded } from './approval.ts';
import { drillMark } from './drill.ts';
import { canBeCancelled, type Proposal } from './proposal.ts';
import { counted, percent, type Text } from './text.ts';
import { recordInWords } from './track-record.ts';
import { Untrusted } from './untrusted.ts';

/** Whether it has not run yet and still may. */
export function isWaiting({ state }: Pick<Proposal, 'state'>): boolean {
  return state === 'proposed' || state === 'approved';
}

/** Whether a brake may still stop it. */
export function isUnderWay({ state }: Pick<Proposal, 'state'>): boolean {
  return state === 'proposed' || state === 'approved' || state === 'intended';
}

/** How it stands at an instant, in the words of somebody who has just been woken up. */
export function standingOf(proposal: Proposal, now: Instant): string {
  const { state, approvals, gate, expiresAt, hold, runsAt, undo } = proposal;
  if (hold && (state === 'approved' || state === 'intended')) return 'Approved, but held: it has not run';
  switch (state) {
    case 'proposed': {
      if (now >= expiresAt) return 'Expired: nothing was done';
      const missing = Math.max(0, approvalsNeeded(gate.verdict) - approvals.length);
      const more = approvals.length > 0 ? 'more ' : '';
      return `Waits for ${counted(missing, `${more}person`, `${more}people`)} to approve`;
    }
    case 'approved':
      return canBeCancelled(proposal) && !(runsAt && now >= runsAt) ? 'Happens by itself unless somebody cancels' : 'Approved, about to start';
    case 'intended':
      return 'Approved, starting';
    case 'executing':
      return 'Running now';
    case 'done':
      return undo.possible ? 'Contained' : 'Done, and cannot be undone';
    case 'failed':
      return 'Failed: not contained';
    case 'unknown':
      return 'Not known whether it happened: look at it yourself';
    case 'undoing':
      return 'Being taken back';
    case 'undone':
      return 'Taken back';
    case 'denied':
      return 'Denied: nothing was done';
    case 'expired':
      return 'Expired: nothing was done';
    case 'rehearsed':
      return 'Dry run: nothing was changed';
    case 'stale':
      return 'Dropped: the target had changed, nothing was done';
    default:
      return state satisfies never;
  }
}

/** The same with how sure we are, as long as somebody may still say yes or no: to end a line with. */
export function shortStanding(proposal: Proposal, now: Instant): string {
  const { confidence, record, state, approvals } = proposal;
  // That there is no case yet is said in full on the proposal's own card; a line in each list need not.
  const known = record === null || record.cases === 0 ? '' : ` · ${recordInWords(record)}`;
  const sure = isWaiting(proposal) ? `, ${percent(confidence)} sure${known}` : '';
  const yeses = state === 'proposed' && approvals.length > 0 ? `, yes from ${approvals.map(({ by }) => by.name).join(', ')}` : '';
  return `${standingOf(proposal, now).toLowerCase()}${yeses}${sure}`;
}

/** One line about where a containment stands, what happened last, and until when it holds. */
export function proposalLine(proposal: Proposal, now: Instant): Text {
  const { id, verb, resolved, outcome, leaseUntil, kept, drift, drill } = proposal;
  return [
    ...(drill ? [{ strong: `${drillMark} ` }] : []),
    { strong: id },
    ` ${verb} `,
    Untrusted.of(resolved.label),
    `: ${shortStanding(proposal, now)}`,
    ...(outcome && proposal.state !== 'proposed' ? [` — ${outcome}`] : []),
    ...(leaseUntil ? [' Until ', { at: leaseUntil }] : []),
    ...(kept && proposal.state === 'done' ? [' Permanent.'] : []),
    ...(drift && proposal.state === 'done' ? [' ', { strong: 'No longer in force at the vendor' }, ', seen at ', { at: drift.since }, '.'] : []),
  ];
}

/** To end “taken back” with: whether that was because it was wrong or because it is over; nothing when nobody said. */
export function judgedAs(as: 'wrong' | 'over' | undefined): string {
  if (as === undefined) return '';
  return as === 'wrong' ? ' as wrong' : ', because it is over';
}
