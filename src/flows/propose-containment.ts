import { type Actor, firebreak } from '../core/actor.ts';
import { mayActByItself } from '../core/calibrate.ts';
import { confidenceOf } from '../core/confidence.ts';
import { InputError, RefusedError } from '../core/errors.ts';
import { type GateAnswer, gate } from '../core/gate.ts';
import type { Incident } from '../core/incident.ts';
import type { Observable } from '../core/observable.ts';
import { expiryOf } from '../core/policy.ts';
import { actionDigest, canBeCancelled, type Proposal } from '../core/proposal.ts';
import type { Changes, NewJob } from '../core/store.ts';
import { type DecidedCase, recordOf } from '../core/track-record.ts';
import type { Bot } from '../kit/bot.ts';
import { notSetUp } from '../kit/connect.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';
import { settle } from '../kit/settle.ts';
import { actByItself } from './act-by-itself.ts';
import { executionOf } from './approve-containment.ts';
import { unseenWatch } from './begin-cancel-window.ts';
import { aboutContainment, actionOf, surroundingsOf } from './containment.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';
import { ownIdentities } from './own-identities.ts';

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

/** The target as the action found it at the vendor, and what acting on it would mean. */
type Shown = Pick<Proposal, 'action' | 'resolved' | 'params' | 'before' | 'risk'>;

/**
 * Makes a proposal: finds the target at the vendor, keeps its state, works out risk and confidence, asks the gate. Nothing is changed at the vendor.
 * The bot proposes the same thing for an incident only once, whatever became of it.
 * @throws InputError when the action does not act on such a target; RefusedError when policy forbids what a person wants; ConnectorError when the target
 * cannot be found.
 */
export async function proposeContainment(bot: Bot, wish: Wish): Promise<Proposed> {
  const { target, requester, dryRun = false } = wish;
  const action = actionOf(bot, wish.action);
  if (action.actsOn !== target.kind) {
    throw new InputError(`${action.title} acts on the kind “${action.actsOn}”; this is of the kind “${target.kind}”.`, {
      next: `Write the kind before it: ${action.actsOn}:${target.value}`,
    });
  }
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings) {
    return { none: notSetUp(action.title, surroundings.absent) };
  }
  const shown = await lookAtTarget(action, wish, surroundings.around);
  const own = await ownIdentities(bot, action.uses);

  return settle<Proposed>(bot.store, async () => {
    const incident = (await bot.store.get('incident', wish.incident.id)) ?? wish.incident;
    const inTheWay = await proposalInTheWay(bot, incident, shown, requester);
    if (inTheWay) return { result: { none: `${inTheWay.id} for the same target is ${inTheWay.state} already.` } };

    const cases = await bot.store.cases({ action: action.id, rule: incident.rule });
    const record = recordOf(cases);
    const { confidence, because: basis } = confidenceOf({ assessed: incident.assessment?.confidence, alerts: incident.alerts.length }, record);
    const score = incident.assessment?.score ?? 0;
    const answered = withRecord(gate({ score, confidence }, { ...shown, target }, { ...bot.files, own }), cases);
    const { verdict, because, shadow } = await earned(bot, answered, { incident, action: action.id, tier: shown.risk.tier, requester });
    if (verdict === 'observe' || verdict === 'forbidden') {
      if (requester !== null) throw new RefusedError(`Policy answers “${verdict}” for ${action.title}. ${because.join(' ')}`);
      return { result: { none: because.join(' ') } };
    }
    const id = `P-${await bot.store.nextNumber('proposal')}`;
    const proposal = drawnUp(bot, action, {
      ...shown,
      id,
      incident: incident.id,
      target,
      confidence,
      basis: [...basis],
      record,
      gate: { verdict, because: [...because], score, line: answered.line },
      shadow,
      dryRun: bot.files.policy.dry_run || dryRun,
      requester,
    });
    return { changes: proposing(bot, incident, proposal), result: { proposal } };
  });
}

/** What policy lets happen by itself does so only when everything else speaks for it, too. */
async function earned(
  bot: Bot,
  answered: GateAnswer,
  candidate: Parameters<typeof actByItself>[1],
): Promise<Pick<GateAnswer, 'verdict' | 'because'> & Pick<Proposal, 'shadow'>> {
  if (answered.verdict !== 'automatic')
    return { verdict: answered.verdict, because: [...answered.because, ...ownYes(bot, answered, candidate)], shadow: null };
  const { withheld, shadow } = await actByItself(bot, candidate, bot.now());
  if (withheld.length === 0) return { ...answered, shadow };
  return { verdict: 'one-person', because: [...answered.because, `Yet a person decides. ${withheld.join('. ')}.`], shadow };
}

/** That whoever asked for it may give the one yes themselves is nothing to be found out later. */
function ownYes(bot: Bot, { verdict }: GateAnswer, { tier, requester }: Parameters<typeof actByItself>[1]): readonly string[] {
  const may = bot.files.policy.containment.own === 'tier1' && tier === 1 && verdict === 'one-person' && requester !== null;
  return may ? [`Policy lets ${requester.name}, who proposed it, give this yes too, with a reason.`] : [];
}

async function lookAtTarget(action: AnyAction, { target, params: wanted = {} }: Wish, around: Surroundings): Promise<Shown> {
  // Any action's own schemas have read both; that they are JSON is what a store and a digest ask of every action.
  const params = action.params.parse(wanted) as Proposal['params'];
  const resolved = await action.check(target, around);
  const before = action.before.parse(await action.snapshot(resolved, params, around)) as Proposal['before'];
  return { action: action.id, resolved, params, before, risk: action.risk(resolved, around) };
}

/** One that still stands; for the bot itself any earlier one, because what became of it was decided. */
async function proposalInTheWay(bot: Bot, incident: Incident, { action, resolved }: Shown, requester: Actor | null): Promise<Proposal | undefined> {
  const all = await bot.store.proposals({ incident: incident.id });
  const earlier = all.filter((proposal) => proposal.action === action && proposal.resolved.id === resolved.id);
  // What waits under a former policy gets no yes any more: it must not keep anybody from proposing it under the present one.
  const isVoid = ({ state, policyDigest }: Proposal) => state === 'proposed' && policyDigest !== bot.files.policy.digest;
  return earlier.find((proposal) => obstacles.includes(proposal.state) && !isVoid(proposal)) ?? (requester === null ? earlier[0] : undefined);
}

/** What the gate lets happen by itself has to have earned it: otherwise one person is asked, and told why. */
function withRecord(answer: GateAnswer, cases: readonly DecidedCase[]): GateAnswer {
  if (answer.verdict !== 'automatic') return answer;
  const earned = mayActByItself(cases);
  return earned.verdict === 'automatic' ? answer : { ...answer, verdict: earned.verdict, because: [...answer.because, ...earned.because] };
}

/** What a proposal is made of that is not the same for all of them at first. */
type Draft = Shown & Pick<Proposal, 'id' | 'incident' | 'target' | 'confidence' | 'basis' | 'record' | 'gate' | 'requester' | 'shadow' | 'dryRun'>;

/** The first row of a proposal. */
function drawnUp(bot: Bot, action: AnyAction, draft: Draft): Proposal {
  const { policy } = bot.files;
  const now = bot.now();
  const expiresAt = new Date(Date.parse(now) + expiryOf(policy, draft.risk.tier) * 60_000).toISOString();
  const exact = { ...draft, verb: action.verb, provider: action.uses.join(' '), policyDigest: policy.digest, edition: 1, expiresAt };
  return {
    ...exact,
    effect: action.describe(draft.resolved, draft.params),
    undo: undoOf(action),
    // What policy lets happen by itself needs no yes.
    state: draft.gate.verdict === 'automatic' ? 'approved' : 'proposed',
    runsAt: null,
    approvals: [],
    digest: actionDigest(exact),
    token: null,
    sends: 0,
    judged: null,
    kept: false,
    drift: null,
    undoYeses: [],
    undoAsked: null,
    leaseUntil: null,
    outcome: null,
    proposedAt: now,
    revision: 1,
  };
}

function undoOf({ undo }: AnyAction): Proposal['undo'] {
  if ('impossible' in undo) return { possible: false, how: undo.impossible, leaseHours: null, atLeaseEnd: null };
  return { possible: true, how: undo.how, leaseHours: undo.leaseHours, atLeaseEnd: undo.atLeaseEnd };
}

function proposing(bot: Bot, incident: Incident, proposal: Proposal): Changes {
  const { id, requester, effect, confidence, basis, expiresAt, proposedAt } = proposal;
  const expiry: NewJob = { flow: 'expire-proposal', args: { proposal: id }, runAt: expiresAt, key: `expire:${id}` };
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
    jobs: [...ownStart(bot, proposal), expiry],
    outbox: mirrorsOfProposal(bot, incident, id),
  };
}

/** What only reads starts at once; what changes something, not before people had their time to cancel it. */
function ownStart(bot: Bot, proposal: Proposal): readonly NewJob[] {
  if (proposal.state !== 'approved') return [];
  return [canBeCancelled(proposal) ? unseenWatch(bot, proposal) : executionOf(proposal)];
}
