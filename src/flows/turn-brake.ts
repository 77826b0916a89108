import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/alert.ts';
import { type Brake, type BrakeId, subjectOf } from '../core/brake.ts';
import type { WholeGround } from '../core/notice.ts';
import { type ProposalState, proposalState } from '../core/proposal.ts';
import type { Changes, NewDelivery } from '../core/store.ts';
import { wholeBot } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import { executionOf } from './approve-containment.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';
import { pageAboutWhole } from './page-somebody.ts';

/** Proposals that have not ended and hold nothing yet: those that a brake stops. */
const stoppable: readonly ProposalState[] = proposalState.options.filter((state) =>
  ['proposed', 'approved', 'intended', 'executing'].includes(state),
);

/** Somebody pulls a brake or lets it go. */
export interface Turn {
  readonly id: BrakeId;
  readonly by: Actor;
  readonly reason: string;
  readonly now: Instant;
}

/**
 * Pulls it: written into the timeline of every incident that waits for something, drawn on every open card, and said aloud in the alerts channel. Whoever is
 * woken by the breaker is told that too much went wrong, unless another `ground` is given.
 */
export function pulling(bot: Bot, before: Brake | undefined, { id, by, reason, now }: Turn, ground?: WholeGround): Promise<Changes> {
  const brake: Brake = { id, pulled: { at: now, by, reason }, released: null, revision: (before?.revision ?? 0) + 1 };
  return turning(bot, brake, 'brake.pulled', { id, by, reason, now }, ground);
}

/** Lets it go. What was approved meanwhile and has not expired goes on. */
export function releasing(bot: Bot, before: Brake, { id, by, reason, now }: Turn): Promise<Changes> {
  const brake: Brake = { ...before, released: { at: now, by, reason }, revision: before.revision + 1 };
  return turning(bot, brake, 'brake.released', { id, by, reason, now });
}

async function turning(
  bot: Bot,
  brake: Brake,
  type: 'brake.pulled' | 'brake.released',
  { id, by, reason, now }: Turn,
  ground?: WholeGround,
): Promise<Changes> {
  const stopped = await bot.store.proposals({ states: stoppable });
  const incidents = await Promise.all([...new Set(stopped.map(({ incident }) => incident))].map((incident) => bot.store.get('incident', incident)));
  const home = new Map(incidents.flatMap((incident) => (incident === undefined ? [] : [[incident.id, incident] as const])));
  const message: NewDelivery = { outlet: 'slack', subject: subjectOf(brake), incident: wholeBot, lane: 'slack:alerts', priority: 0 };
  return {
    state: [{ put: 'brake', value: brake }],
    events: [wholeBot, ...home.keys()].map((incident) => ({ incident, type, happenedAt: now, by, payload: { brake: id, reason } })),
    // The breaker holds nothing that has somebody's yes.
    jobs:
      type === 'brake.pulled' || id === 'breaker' ? [] : stopped.filter(({ state }) => state === 'approved' || state === 'intended').map(executionOf),
    outbox: [
      message,
      ...(id === 'breaker' ? pageAboutWhole(bot, ground ?? `breaker:${Date.parse(brake.pulled.at)}`) : []),
      ...stopped.flatMap((proposal) => {
        const incident = home.get(proposal.incident);
        return incident === undefined ? [] : mirrorsOfProposal(bot, incident, proposal.id);
      }),
    ],
  };
}
