import { mayDecide } from '../core/approval.ts';
import { RefusedError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { type ProposalWithIncident, proposalFor } from './containment.ts';
import { type Step, stepOf } from './move-proposal.ts';

/**
 * The way of a no and of a taking back: whoever may decide takes this step, from the proposal as it stands. `stepFrom` throws RefusedError when the
 * proposal's state does not allow it.
 * @throws RefusedError when it is not allowed, or this person may not decide; NotFoundError when they cannot read it.
 */
export function decideAbout(bot: Bot, id: string, by: By, stepFrom: (proposal: Proposal) => Step): Promise<Proposal> {
  return settle(bot.store, async () => {
    const known = await proposalFor(bot, id, by);
    const step = stepFrom(known.proposal);
    await refuseWhoMayNot(bot, known, by);
    return stepOf(bot, known, step, by.actor, bot.now());
  });
}

/** @throws RefusedError when this person may not decide about it. */
export async function refuseWhoMayNot(bot: Bot, { proposal, incident }: ProposalWithIncident, { person, stranger }: By): Promise<void> {
  const membership = await bot.memberships(person === undefined ? [] : [person]);
  const { verdict, because } = mayDecide(person, proposal, incident, { ...bot.files, membership });
  if (verdict !== 'refused') return;
  throw stranger === undefined ? new RefusedError(because.join(' ')) : new RefusedError(stranger.says, { next: stranger.next });
}
