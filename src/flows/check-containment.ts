import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { proposalFor } from './containment.ts';
import { observeContainment } from './observe-containment.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';

/** Looks at the vendor again on a person's wish, when nobody knows whether a containment happened. It reads; it sends nothing again. */
export async function checkContainment(bot: Bot, id: string, by: By): Promise<Proposal> {
  const { proposal } = await proposalFor(bot, id, by);
  onlyForAnalysts('Checking at the vendor', by);
  if (proposal.state !== 'unknown') return proposal;
  await observeContainment(bot, { proposal: id, why: 'asked' });
  return (await bot.store.get('proposal', id)) ?? proposal;
}
