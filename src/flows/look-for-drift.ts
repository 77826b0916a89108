import { ConnectorError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import { orderOf, surroundingsOf } from './containment.ts';
import { moveProposal } from './move-proposal.ts';
import { isUndoable } from './undo-containment.ts';

/**
 * Looks at everything that is contained, one after the other at the pace that each vendor bears, and says once where it is no longer in force, and once
 * when it is again. A vendor that does not answer, or does not know, changes nothing.
 */
export async function lookForDrift(bot: Bot): Promise<void> {
  const contained = await bot.store.proposals({ states: ['done'] });
  for (const proposal of contained.filter(isUndoable)) await lookAtContained(bot, proposal);
}

/** The same for one of them. */
export async function lookAtContained(bot: Bot, proposal: Proposal): Promise<void> {
  const seen = await whatIsSeen(bot, proposal);
  if (seen === 'unclear' || (seen === 'applied') === (proposal.drift === null)) return;
  await moveProposal(bot, proposal.id, ['done'], ({ proposal: known }, now) => {
    // Whatever was decided about it while we looked may be what we saw.
    if (known.revision !== proposal.revision) return undefined;
    const drifted = seen === 'not-applied';
    return {
      change: { drift: drifted ? { since: now } : null },
      event: (about) => (drifted ? { type: 'containment.drifted', payload: about } : { type: 'containment.healed', payload: about }),
    };
  });
}

async function whatIsSeen(bot: Bot, proposal: Proposal): Promise<'applied' | 'not-applied' | 'unclear'> {
  const action = bot.catalogue.actions.get(proposal.action);
  const surroundings = action && surroundingsOf(bot, action.uses);
  if (action === undefined || surroundings === undefined || 'absent' in surroundings) return 'unclear';
  try {
    return await action.observe(orderOf(proposal), surroundings.around);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    bot.log.warn({ error, proposal: proposal.id }, 'whether a containment still holds could not be seen');
    return 'unclear';
  }
}
