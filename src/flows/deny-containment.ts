import { RefusedError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { decideAbout } from './decide-about.ts';
import type { Step } from './move-proposal.ts';

/**
 * Ends a proposal before it runs. One denial by somebody who may approve wins over any number of approvals.
 * @throws RefusedError when this person may not deny, or there is nothing left to deny.
 */
export function denyContainment(
  bot: Bot,
  { proposal: id, reason }: { readonly proposal: string; readonly reason: string },
  by: By,
): Promise<Proposal> {
  const deny = ({ state }: Proposal): Step => {
    if (state !== 'proposed' && state !== 'approved') {
      throw new RefusedError(`${id} is ${state}: there is nothing to deny any more.`, {
        next:
          state === 'done' ? `To take it back, type ${bot.commandPrefix}contain undo ${id}.` : `Type ${bot.commandPrefix}contain to see the board.`,
      });
    }
    return {
      to: 'denied',
      change: { judged: 'denied', outcome: `Denied by ${by.actor.name}: ${reason}` },
      event: (about) => ({ type: 'containment.denied', payload: { ...about, reason } }),
    };
  };
  return decideAbout(bot, id, by, deny, 'by-word');
}
