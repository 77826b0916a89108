import { FirebreakError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { incidentFor } from './read-case.ts';
import { type TakingBack, undoContainment } from './undo-containment.ts';

/** What became of the wish to undo one containment: the proposal as it is now, or why it holds on. */
export type UndoneOne = { readonly proposal: Proposal } | { readonly proposal: Proposal; readonly holds: string };

/**
 * Asks for all containments of an incident to be taken back, the latest first, each by the same way as a single one. What is refused holds on, and the
 * others go on all the same.
 * @throws NotFoundError when there is no such incident that this person can read.
 */
export async function undoIncident(
  bot: Bot,
  { incident: id, ...ask }: { readonly incident: string } & Omit<TakingBack, 'proposal'>,
  by: By,
): Promise<readonly UndoneOne[]> {
  const incident = await incidentFor(bot, id, by);
  const holding = await bot.store.proposals({ incident: incident.id, states: ['done'] });
  const outcomes: UndoneOne[] = [];
  for (const proposal of holding.toReversed()) outcomes.push(await undoOne(bot, proposal, ask, by));
  return outcomes;
}

async function undoOne(bot: Bot, proposal: Proposal, ask: Omit<TakingBack, 'proposal'>, by: By): Promise<UndoneOne> {
  try {
    return { proposal: await undoContainment(bot, { ...ask, proposal: proposal.id }, by) };
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    return { proposal, holds: error.message };
  }
}
