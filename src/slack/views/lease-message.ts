import type { Proposal } from '../../core/proposal.ts';
import { withinBudget } from '../budget.ts';
import type { Drawing } from './answer.ts';
import { actions, press, section } from './blocks.ts';
import { escaped, inert, mrkdwn } from './mrkdwn.ts';
import { offersForLease } from './offers.ts';
import { drillOf } from './proposal-card.ts';

/** Asks what is to become of a containment whose lease is over, or about to be. Once that is decided it says only that. */
export function leaseMessage(proposal: Proposal, asked: number, page: string): Drawing {
  const { id, verb, resolved, leaseUntil, undo, revision } = proposal;
  const what = mrkdwn`*${drillOf(proposal)}${id} · ${inert(verb)} ${inert(resolved.label)}*`;
  const open = proposal.state === 'done' && revision === asked;
  const after = undo.atLeaseEnd === 'undo' ? 'It is then lifted by itself.' : 'It then still holds, and somebody has to decide.';
  const when = leaseUntil === null ? mrkdwn`The lease is over; it still holds.` : mrkdwn`Holds only until ${{ at: leaseUntil }}. ${after}`;
  const offers = open ? offersForLease(proposal).map(({ contract, value, label, style }) => press(contract, value, label, style)) : [];
  return {
    text: escaped(`${drillOf(proposal)}${id}: ${leaseUntil === null ? 'the lease is over' : 'the lease ends soon'}`),
    blocks: withinBudget([section(mrkdwn`⏰ ${what}\n${when}`), ...actions(id, offers)], page),
  };
}
