import type { Instant } from '../core/alert.ts';
import type { Bot } from '../kit/bot.ts';
import { moveProposal } from './move-proposal.ts';

/** Says that a lease is about to end, unless it was renewed or ended since. */
export async function remindOfLease(bot: Bot, { proposal: id, until }: { readonly proposal: string; readonly until: Instant }): Promise<void> {
  await moveProposal(bot, id, ['done'], ({ proposal }) => {
    if (proposal.leaseUntil !== until) return undefined;
    return { event: (about) => ({ type: 'containment.lease-ending', payload: { ...about, until } }), reminds: true };
  });
}
