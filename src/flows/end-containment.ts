import { leaseUntil } from '../core/lease.ts';
import type { Proposal } from '../core/proposal.ts';
import type { NewJob } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyAction } from '../kit/define.ts';
import { moveProposal } from './move-proposal.ts';
import { unknownWatch } from './page-somebody.ts';
import { leaseJobs } from './undo-containment.ts';

/** It holds: keeps what the vendor said, and starts the lease. */
export function contained(bot: Bot, id: string, says: string): Promise<Proposal | undefined> {
  return moveProposal(bot, id, ['executing', 'unknown'], ({ proposal }, now) => {
    const until = leaseUntil(now, proposal.undo.leaseHours);
    return {
      to: 'done',
      change: { outcome: says, leaseUntil: until },
      event: (about) => ({ type: 'containment.done', payload: { ...about, says, leaseUntil: until } }),
      jobs: until ? leaseJobs(proposal, now, until) : [],
      onTickets: true,
    };
  });
}

/** It surely did not happen. `next`: what a person can do now. */
export function failed(bot: Bot, id: string, why: string, next: string | null): Promise<Proposal | undefined> {
  return moveProposal(bot, id, ['approved', 'intended', 'executing', 'unknown'], () => ({
    to: 'failed',
    change: { outcome: next ? `${why} ${next}` : why },
    event: (about) => ({ type: 'containment.failed', payload: { ...about, why, next } }),
  }));
}

/** Nobody knows whether it happened, which is never to be read as "it failed". `outcome`: what the card says; left out: what a person is to check. */
export function unknown(
  bot: Bot,
  id: string,
  action: AnyAction,
  why: string,
  { outcome, jobs = [] }: { readonly outcome?: string; readonly jobs?: readonly NewJob[] } = {},
): Promise<Proposal | undefined> {
  return moveProposal(bot, id, ['executing', 'unknown'], ({ proposal }) => {
    const check = checkBy(proposal, action);
    return {
      to: 'unknown',
      change: { outcome: outcome ?? check },
      event: (about) => ({ type: 'containment.unknown', payload: { ...about, why, check } }),
      jobs: [...jobs, ...unknownWatch(bot, id, jobs.length > 0)],
    };
  });
}

function checkBy({ resolved }: Proposal, action: AnyAction): string {
  return `Look at ${resolved.label} (${resolved.id}) in ${resolved.account} and see whether “${action.title}” is in force; then press “Check again”.`;
}
