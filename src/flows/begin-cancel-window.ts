import { canBeCancelled, type Proposal } from '../core/proposal.ts';
import type { NewJob } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import { executionOf } from './approve-containment.ts';
import { moveProposal } from './move-proposal.ts';

/**
 * Sets the time at which it happens by itself, now that its message stands and anybody can cancel it there: policy's `cancelSeconds` from now. A job of
 * whoever has drawn the message; it is set once, however often that is.
 */
export async function beginCancelWindow(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  await moveProposal(bot, id, ['approved'], async ({ proposal }, now) => {
    if (!canBeCancelled(proposal) || proposal.runsAt || !(await isSeen(bot, proposal))) return undefined;
    const runsAt = new Date(Date.parse(now) + bot.files.policy.containment.automatic.cancelSeconds * 1000).toISOString();
    return {
      change: { runsAt },
      event: (about) => ({ type: 'containment.announced', payload: { ...about, runsAt } }),
      jobs: [{ ...executionOf(proposal), runAt: runsAt }],
    };
  });
}

/** The look, `seenWithinSeconds` after it was proposed, whether anybody could have cancelled it: it runs then, or a person has to decide. */
export function unseenWatch(bot: Bot, proposal: Proposal): NewJob {
  return { ...executionOf(proposal), runAt: seenBy(bot, proposal), key: `unseen:${proposal.id}` };
}

/** Whether what policy lets happen by itself has to wait still: for its message, or for somebody to cancel it. */
export function waitsStill(bot: Bot, proposal: Proposal, now: string): boolean {
  return canBeCancelled(proposal) && now < (proposal.runsAt ?? seenBy(bot, proposal));
}

/** Whether people had their time to cancel it, where they have to have it. */
export async function couldBeCancelled(bot: Bot, proposal: Proposal): Promise<boolean> {
  return !canBeCancelled(proposal) || (Boolean(proposal.runsAt) && (await isSeen(bot, proposal)));
}

async function isSeen({ store }: Bot, { id }: Proposal): Promise<boolean> {
  return (await store.mirror(`proposal:${id}`)) !== undefined;
}

/** Until when its message has to stand. */
function seenBy({ files }: Bot, { proposedAt }: Proposal): string {
  return new Date(Date.parse(proposedAt) + files.policy.containment.automatic.seenWithinSeconds * 1000).toISOString();
}
