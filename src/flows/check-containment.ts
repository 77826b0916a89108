import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { proposalFor } from './containment.ts';
import { lookAtContained } from './look-for-drift.ts';
import { observeContainment } from './observe-containment.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { isUndoable } from './undo-containment.ts';

/** Looks at the vendor again on a person's wish: whether a containment happened, when nobody knows, or whether it still holds. It reads; it sends nothing. */
export async function checkContainment(bot: Bot, id: string, by: By): Promise<Proposal> {
  const { proposal } = await proposalFor(bot, id, by);
  onlyForAnalysts('Checking at the vendor', by);
  if (isUndoable(proposal)) await lookAtContained(bot, proposal);
  else if (proposal.state === 'unknown') await observeContainment(bot, { proposal: id, why: 'asked' });
  else return proposal;
  return (await bot.store.get('proposal', id)) ?? proposal;
}
