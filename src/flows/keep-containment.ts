import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { decideAbout } from './decide-about.ts';
import type { Step } from './move-proposal.ts';
import { refuseWhatDoesNotHold } from './undo-containment.ts';

/**
 * Makes a containment permanent: its lease ends, it stays on the board, and it can still be undone.
 * @throws RefusedError when it does not hold now or cannot end, or this person may not decide about it.
 */
export function keepContainment(
  bot: Bot,
  { proposal: id, reason, code }: { readonly proposal: string; readonly reason: string; readonly code?: string | undefined },
  by: By,
): Promise<Proposal> {
  const step = (proposal: Proposal): Step => {
    refuseWhatDoesNotHold(bot, proposal);
    return {
      change: { leaseUntil: null, kept: true, outcome: `${by.actor.name} made it permanent: ${reason}` },
      event: (about) => ({ type: 'containment.kept', payload: { ...about, reason } }),
    };
  };
  return decideAbout(bot, id, by, step, { code });
}
