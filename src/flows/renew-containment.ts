import { leaseUntil } from '../core/lease.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { decideAbout } from './decide-about.ts';
import type { Step } from './move-proposal.ts';
import { leaseJobs, refuseWhatDoesNotHold } from './undo-containment.ts';

/**
 * Has a containment hold for `hours` more from now, whether its lease still ran, was over, or a person had made it permanent.
 * @throws RefusedError when it does not hold now or cannot end, or this person may not decide about it.
 */
export function renewContainment(
  bot: Bot,
  {
    proposal: id,
    hours,
    reason,
    code,
  }: { readonly proposal: string; readonly hours: number; readonly reason: string; readonly code?: string | undefined },
  by: By,
): Promise<Proposal> {
  const step = (proposal: Proposal): Step => {
    refuseWhatDoesNotHold(bot, proposal);
    const now = bot.now();
    const until = leaseUntil(now, hours) ?? now;
    return {
      change: { leaseUntil: until, kept: false, outcome: `${by.actor.name} renewed it: ${reason}` },
      event: (about) => ({ type: 'containment.renewed', payload: { ...about, reason, until } }),
      jobs: leaseJobs(proposal, now, until),
    };
  };
  return decideAbout(bot, id, by, step, { code });
}
