import type { Bot } from '../kit/bot.ts';
import { moveProposal } from './move-proposal.ts';

/** Ends a proposal to which nobody said yes in time. Expiry means no. */
export async function expireProposal(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  await moveProposal(bot, id, ['proposed'], ({ proposal }, now) =>
    now < proposal.expiresAt
      ? undefined
      : {
          to: 'expired',
          change: { outcome: 'Nobody approved it in time. Expiry means no; propose it again if it is still wanted.' },
          event: (about) => ({ type: 'containment.expired', payload: about }),
        },
  );
}
