import { mayTriage } from '../core/access.ts';
import { RefusedError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { proposalFor } from './containment.ts';
import { observeContainment } from './observe-containment.ts';

/** Looks at the vendor again on a person's wish, when nobody knows whether a containment happened. It reads; it sends nothing again. */
export async function checkContainment(bot: Bot, id: string, by: By): Promise<Proposal> {
  const { proposal } = await proposalFor(bot, id, by);
  if (!mayTriage(by.person)) throw new RefusedError('Checking at the vendor is for analysts.', { next: 'Ask for the role analyst in people.yml.' });
  if (proposal.state !== 'unknown') return proposal;
  await observeContainment(bot, { proposal: id, again: 'no' });
  return (await bot.store.get('proposal', id)) ?? proposal;
}
