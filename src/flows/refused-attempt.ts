import { digestOf } from '../core/digest.ts';
import { RefusedError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { type Refusal, recordRefusal } from '../kit/record-refusal.ts';
import { aboutContainment, type ProposalWithIncident, proposalFor } from './containment.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';

/** What stands in the timeline when somebody wanted to decide about a containment and was refused. */
export function refusedAttempt(bot: Bot, { proposal, incident }: ProposalWithIncident, why: string, by: By): Refusal {
  return {
    key: `${proposal.id}:${by.actor.id}:${digestOf(why)}`,
    changes: {
      events: [
        {
          incident: incident.id,
          type: 'containment.refused',
          happenedAt: bot.now(),
          by: by.actor,
          payload: { ...aboutContainment(bot, proposal), why },
        },
      ],
      outbox: mirrorsOfProposal(bot, incident, proposal.id),
    },
  };
}

/** Does it, and writes down when it is refused. Whoever may not read the proposal leaves no trace at it. */
export async function recordingRefusals<Result>(bot: Bot, id: string, by: By, work: () => Promise<Result>): Promise<Result> {
  const known = await proposalFor(bot, id, by);
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedError) await recordRefusal(bot, refusedAttempt(bot, known, error.message, by));
    throw error;
  }
}
