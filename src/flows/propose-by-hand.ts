import { InputError } from '../core/errors.ts';
import { keyOf, type Observable } from '../core/observable.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { actionOf } from './containment.ts';
import { asActedOn } from './draw-up-proposal.ts';
import { incidentOfChannel } from './look-up.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { proposeContainment } from './propose-containment.ts';
import { incidentFor } from './read-case.ts';

/**
 * Proposes an action on behalf of a person, who is then its requester and never counts as an approver. The incident is the one named, otherwise the
 * one whose channel this was typed in.
 * @throws InputError when no incident is meant; RefusedError when policy forbids it or this person may not propose.
 */
export async function proposeByHand(
  bot: Bot,
  wish: { readonly action: string; readonly target: Observable; readonly incident: string | undefined; readonly dryRun?: boolean },
  by: By,
): Promise<Proposal> {
  onlyForAnalysts('Proposing', by);
  const id = wish.incident ?? (await incidentOfChannel(bot, by));
  if (id === undefined) {
    throw new InputError('Say for which incident.', {
      next: `Add it: ${bot.commandPrefix}contain propose ${wish.action} ${wish.target.value} INC-1. In an incident’s channel it is not needed.`,
    });
  }
  const incident = await incidentFor(bot, id, by);
  const target = asActedOn(wish.target, actionOf(bot, wish.action));
  const named = incident.observables.find((known) => keyOf(known) === keyOf(target));
  const proposed = await proposeContainment(bot, {
    incident,
    action: wish.action,
    target: named ?? target,
    requester: by.actor,
    dryRun: wish.dryRun ?? false,
  });
  if ('none' in proposed) throw new InputError(`There is no new proposal. ${proposed.none}`);
  return proposed.proposal;
}
