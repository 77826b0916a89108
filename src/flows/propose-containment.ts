import { type Actor, firebreak } from '../core/actor.ts';
import { RefusedError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Observable } from '../core/observable.ts';
import { canBeCancelled, type Proposal } from '../core/proposal.ts';
import type { Changes, NewJob } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import { notSetUp } from '../kit/connect.ts';
import { settle } from '../kit/settle.ts';
import { executionOf } from './approve-containment.ts';
import { unseenWatch } from './begin-cancel-window.ts';
import { aboutContainment, actionOf } from './containment.ts';
import { assertActsOn, drawnUp, expiryJob, lookFor, type Shown, weigh } from './draw-up-proposal.ts';
import { phaseCheck } from './mark-phase.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';

/** What somebody, or a playbook, wants to be done to a target. */
export interface Wish {
  readonly incident: Incident;
  readonly action: string;
  readonly target: Observable;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Null: the bot itself proposes. A human who proposes is the requester, and never counts as an approver. */
  readonly requester: Actor | null;
  /** True: nothing is changed at the vendor, whoever says yes. */
  readonly dryRun?: boolean;
}

/** The proposal that now waits, or why there is none. */
export type Proposed = { readonly proposal: Proposal } | { readonly none: string };

/** States in which a proposal for the same target still stands in the way of another. */
const obstacles: readonly Proposal['state'][] = ['proposed', 'approved', 'intended', 'executing', 'done', 'unknown', 'undoing'];

/**
 * Makes a proposal: finds the target at the vendor, keeps its state, works out risk and confidence, asks the gate. Nothing is changed at the vendor.
 * The bot proposes the same thing for an incident only once, whatever became of it.
 * @throws InputError when the action does not act on such a target; RefusedError when policy forbids what a person wants; ConnectorError when the target
 * cannot be found.
 */
export async function proposeContainment(bot: Bot, wish: Wish): Promise<Proposed> {
  const { target, requester, dryRun = false } = wish;
  const action = actionOf(bot, wish.action);
  assertActsOn(action, target);
  const look = await lookFor(bot, wish.incident, action, wish);
  if ('absent' in look) return { none: notSetUp(action.title, look.absent) };
  const { shown, own, apart } = look;

  return settle<Proposed>(bot.store, async () => {
    const incident = (await bot.store.get('incident', wish.incident.id)) ?? wish.incident;
    const inTheWay = await proposalInTheWay(bot, incident, shown, requester);
    if (inTheWay) return { result: { none: `${inTheWay.id} for the same target is ${inTheWay.state} already.` } };

    const weighed = await weigh(bot, incident, { ...shown, target }, own, requester);
    const { verdict, because } = weighed.gate;
    if (verdict === 'observe' || verdict === 'forbidden') {
      if (requester !== null) throw new RefusedError(`Policy answers “${verdict}” for ${action.title}. ${because.join(' ')}`);
      return { result: { none: because.join(' ') } };
    }
    const id = `P-${await bot.store.nextNumber('proposal')}`;
    const proposal = drawnUp(bot, action, {
      ...shown,
      ...weighed,
      id,
      edition: 1,
      incident: incident.id,
      target,
      dryRun: bot.files.policy.dry_run || dryRun || apart,
      ...(incident.drill && { drill: true }),
      requester,
    });
    return { changes: proposing(bot, incident, proposal), result: { proposal } };
  });
}

/** One that still stands; for the bot itself any earlier one, because what became of it was decided. `but`: the one that is about to become this. */
export async function proposalInTheWay(
  bot: Bot,
  incident: Incident,
  { action, resolved }: Shown,
  requester: Actor | null,
  but?: string,
): Promise<Proposal | undefined> {
  const all = await bot.store.proposals({ incident: incident.id });
  const earlier = all.filter(({ id, action: done, resolved: hit }) => id !== but && done === action && hit.id === resolved.id);
  // What waits under a former policy gets no yes any more: it must not keep anybody from proposing it under the present one.
  const isVoid = ({ state, policyDigest }: Proposal) => state === 'proposed' && policyDigest !== bot.files.policy.digest;
  return earlier.find((proposal) => obstacles.includes(proposal.state) && !isVoid(proposal)) ?? (requester === null ? earlier[0] : undefined);
}

function proposing(bot: Bot, incident: Incident, proposal: Proposal): Changes {
  const { id, requester, effect, confidence, basis, expiresAt, proposedAt } = proposal;
  return {
    state: [{ put: 'proposal', value: proposal }],
    events: [
      {
        incident: incident.id,
        type: 'containment.proposed',
        happenedAt: proposedAt,
        by: requester ?? firebreak,
        payload: { ...aboutContainment(bot, proposal), effect, confidence, basis, gate: proposal.gate, expiresAt },
      },
    ],
    // What was contained is not any more, as long as this is undecided.
    jobs: [...ownStart(bot, proposal), expiryJob(proposal), ...(incident.phase === 'contained' ? [phaseCheck(incident.id, true)] : [])],
    outbox: mirrorsOfProposal(bot, incident, id),
  };
}

/** What only reads starts at once; what changes something, not before people had their time to cancel it. */
function ownStart(bot: Bot, proposal: Proposal): readonly NewJob[] {
  if (proposal.state !== 'approved') return [];
  return [canBeCancelled(proposal) ? unseenWatch(bot, proposal) : executionOf(proposal)];
}
