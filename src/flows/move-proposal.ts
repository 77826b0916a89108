import { type Actor, firebreak } from '../core/actor.ts';
import type { Instant } from '../core/alert.ts';
import type { Exhibit } from '../core/exhibit.ts';
import { move, type Proposal, type ProposalChange, type ProposalState, revise } from '../core/proposal.ts';
import type { Changes, NewJob } from '../core/store.ts';
import type { EventType, PayloadOf } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import { type Settlement, settle } from '../kit/settle.ts';
import { aboutContainment, type ProposalWithIncident } from './containment.ts';
import { secondLook } from './look-again.ts';
import { phaseCheck } from './mark-phase.ts';
import { leaseReminder, mirrorsOfProposal, ticketNotes } from './mirror-incident.ts';
import { pageAbout } from './page-somebody.ts';

/** What every event about a containment says. */
type About = ReturnType<typeof aboutContainment>;

type ContainmentEvent = Extract<EventType, `containment.${string}`>;

/** What happened to a containment, as the timeline says it; who and when are added to it. */
type Happening = { readonly [Type in ContainmentEvent]: { readonly type: Type; readonly payload: PayloadOf<Type> } }[ContainmentEvent];

/** One step on a proposal's way: where it goes, the one event that says so, and what follows. */
export interface Step {
  /** Left out: it stays where it is. */
  readonly to?: ProposalState;
  /** What else is different about the proposal. */
  readonly change?: ProposalChange;
  readonly event: (about: About) => Happening;
  readonly jobs?: readonly NewJob[];
  /** What it rests on besides the proposal and its incident. */
  readonly restsOn?: Pick<Changes, 'expects' | 'within'>;
  /** Whether the incident's tickets get a comment about it. */
  readonly onTickets?: boolean;
  /** What was captured before it ran, and is kept with it. */
  readonly exhibits?: readonly Exhibit[];
  /** Whether people have to decide about its lease: a message of its own asks them, because a card that is drawn again rings nowhere. */
  readonly reminds?: boolean;
}

/**
 * What a step comes to, for `settle` to commit: the proposal's next row, its event, what follows, and everything that shows it drawn again.
 * @throws StaleError when the proposal cannot go there from where it is (`proposalMoves`).
 */
export function stepOf(bot: Bot, { proposal, incident }: ProposalWithIncident, step: Step, by: Actor, now: Instant): Required<Settlement<Proposal>> {
  const { to, change = {}, jobs = [], restsOn = {}, onTickets = false, reminds = false, exhibits = [] } = step;
  const next = to === undefined ? revise(proposal, change) : move(proposal, to, change);
  // Somebody may have been woken about it, and is told that it is over.
  const wasUnknown = proposal.state === 'unknown' && next.state !== 'unknown';
  const happening = step.event(aboutContainment(bot, next));
  return {
    result: next,
    changes: {
      ...restsOn,
      state: [...exhibits.map((value) => ({ put: 'exhibit', value }) as const), { put: 'proposal', value: next }],
      events: [{ incident: incident.id, happenedAt: now, by, ...happening }],
      jobs: [
        ...jobs,
        ...(counts(happening) && !incident.drill ? [{ flow: 'watch-breaker', args: {}, key: 'watch-breaker' }] : []),
        ...(tells(happening) ? [phaseCheck(incident.id, loosens(happening))] : []),
        ...(changesTarget(happening) ? [secondLook(next)] : []),
      ],
      outbox: [
        ...mirrorsOfProposal(bot, incident, next.id),
        ...(onTickets ? ticketNotes(bot, incident, next) : []),
        ...(wasUnknown ? pageAbout(bot, incident.id, `unknown:${proposal.id}`) : []),
        ...(reminds ? leaseReminder(incident, next) : []),
      ],
    },
  };
}

/** What may open the breaker. */
function counts({ type }: Happening): boolean {
  return type === 'containment.held' || type === 'containment.failed' || type === 'containment.unknown';
}

/** What may settle what an incident still waits for, or open it again. */
function tells(happening: Happening): boolean {
  return changesTarget(happening) || loosens(happening) || happening.type === 'containment.denied' || happening.type === 'containment.healed';
}

/** What may end that an incident is contained. */
function loosens({ type }: Happening): boolean {
  return type === 'containment.undone' || type === 'containment.unknown' || type === 'containment.drifted';
}

function changesTarget({ type }: Happening): boolean {
  return type === 'containment.done' || type === 'containment.undone';
}

/**
 * Moves a proposal on the bot's own account, when it is in one of the states that the step is for and `decide` finds it due.
 * Undefined: it is not, because it was moved in the meantime or its time has not come; nothing was changed.
 */
export function moveProposal(
  bot: Bot,
  id: string,
  from: readonly ProposalState[],
  decide: (known: ProposalWithIncident, now: Instant) => Step | undefined | Promise<Step | undefined>,
): Promise<Proposal | undefined> {
  return settle<Proposal | undefined>(bot.store, async () => {
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (!proposal || !incident || !from.includes(proposal.state)) return { result: undefined };
    const now = bot.now();
    const step = await decide({ proposal, incident }, now);
    return step === undefined ? { result: undefined } : stepOf(bot, { proposal, incident }, step, firebreak, now);
  });
}
