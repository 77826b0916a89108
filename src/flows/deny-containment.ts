import { mayDeny } from '../core/approval.ts';
import { RefusedError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { aboutContainment, proposalFor, revised } from './containment.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';

/**
 * Ends a proposal before it runs. One denial by somebody who may approve wins over any number of approvals.
 * @throws RefusedError when this person may not deny, or there is nothing left to deny.
 */
export function denyContainment(bot: Bot, ask: { readonly proposal: string; readonly reason: string }, by: By): Promise<Proposal> {
  return settle(bot.store, async () => {
    const { proposal, incident } = await proposalFor(bot, ask.proposal, by);
    if (proposal.state !== 'proposed' && proposal.state !== 'approved') {
      throw new RefusedError(`${proposal.id} is ${proposal.state}: there is nothing to deny any more.`, {
        next:
          proposal.state === 'done'
            ? `To take it back, type ${bot.commandPrefix}contain undo ${proposal.id}.`
            : `Type ${bot.commandPrefix}contain to see the board.`,
      });
    }
    const { verdict, because } = mayDeny(by.person, proposal, incident, { policy: bot.files.policy, team: bot.files.team, now: bot.now() });
    if (verdict === 'refused') throw new RefusedError(because.join(' '));
    const denied = revised(proposal, { state: 'denied', outcome: `Denied by ${by.actor.name}: ${ask.reason}` });
    return {
      changes: {
        state: [{ put: 'proposal', value: denied }],
        events: [
          {
            incident: incident.id,
            type: 'containment.denied',
            happenedAt: bot.now(),
            by: by.actor,
            payload: { ...aboutContainment(proposal), reason: ask.reason },
          },
        ],
        outbox: mirrorsOfProposal(bot, incident, proposal.id),
      },
      result: denied,
    };
  });
}
