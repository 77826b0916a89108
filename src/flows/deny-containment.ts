import { mayDecide } from '../core/approval.ts';
import { RefusedError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { proposalFor } from './containment.ts';
import { type Step, stepOf } from './move-proposal.ts';

/**
 * Ends a proposal before it runs. One denial by somebody who may approve wins over any number of approvals.
 * @throws RefusedError when this person may not deny, or there is nothing left to deny.
 */
export function denyContainment(
  bot: Bot,
  { proposal: id, reason }: { readonly proposal: string; readonly reason: string },
  by: By,
): Promise<Proposal> {
  return settle(bot.store, async () => {
    const known = await proposalFor(bot, id, by);
    const { proposal, incident } = known;
    if (proposal.state !== 'proposed' && proposal.state !== 'approved') {
      throw new RefusedError(`${id} is ${proposal.state}: there is nothing to deny any more.`, {
        next:
          proposal.state === 'done'
            ? `To take it back, type ${bot.commandPrefix}contain undo ${id}.`
            : `Type ${bot.commandPrefix}contain to see the board.`,
      });
    }
    const { verdict, because } = mayDecide(by.person, proposal, incident, bot.files);
    if (verdict === 'refused') throw new RefusedError(because.join(' '));

    const step: Step = {
      to: 'denied',
      change: { outcome: `Denied by ${by.actor.name}: ${reason}` },
      event: (about) => ({ type: 'containment.denied', payload: { ...about, reason } }),
    };
    return stepOf(bot, known, step, by.actor, bot.now());
  });
}
