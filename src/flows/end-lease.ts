import { firebreak } from '../core/actor.ts';
import type { Bot } from '../kit/bot.ts';
import { moveProposal, type Step } from './move-proposal.ts';
import { restorationOf } from './undo-containment.ts';

/** At the end of a lease: what may lift by itself is undone; for the rest a person is asked, and the containment holds until then. */
export async function endLease(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  await moveProposal(bot, id, ['done'], ({ proposal }, now) => {
    if (proposal.leaseUntil === null || now < proposal.leaseUntil) return undefined;
    const ended = (outcome: string): Step => ({
      change: { outcome, leaseUntil: null },
      event: (about) => ({ type: 'containment.lease-ended', payload: about }),
    });
    if (proposal.undo.atLeaseEnd !== 'undo') {
      return { ...ended('The lease has ended; it still holds. Undo it, renew it, or make it permanent.'), reminds: true };
    }
    const { change, event } = ended('The lease has ended; it is being lifted.');
    const undoAsked = { by: firebreak, at: now, reason: 'The time for which it was to hold is over.' };
    return { to: 'undoing', change: { ...change, undoAsked }, event, jobs: [restorationOf(proposal)] };
  });
}
