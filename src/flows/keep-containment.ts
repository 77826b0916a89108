import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { decideAbout } from './decide-about.ts';
import { refuseWhatDoesNotHold } from './undo-containment.ts';

/**
 * Makes a containment permanent: its lease ends, it stays on the board, and it can still be undone.
 * @throws RefusedError when it does not hold now or cannot end, or this person may not decide about it.
 */
export function keepContainment(
  bot: Bot,
  { proposal: id, reason }: { readonly proposal: string; readonly reason: string },
  by: By,
): Promise<Proposal> {
  return decideAbout(bot, id, by, (proposal) => {
    refuseWhatDoesNotHold(bot, proposal);
    return {
      change: { leaseUntil: null, kept: true, outcome: `${by.actor.name} made it permanent: ${reason}` },
      event: (about) => ({ type: 'containment.kept', payload: { ...about, reason } }),
    };
  });
}
