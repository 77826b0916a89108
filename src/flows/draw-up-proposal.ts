import type { Actor } from '../core/actor.ts';
import { mayActByItself } from '../core/calibrate.ts';
import { confidenceOf } from '../core/confidence.ts';
import { InputError } from '../core/errors.ts';
import { type GateAnswer, gate } from '../core/gate.ts';
import type { Incident } from '../core/incident.ts';
import type { Observable } from '../core/observable.ts';
import { expiryOf } from '../core/policy.ts';
import { actionDigest, type Proposal } from '../core/proposal.ts';
import type { NewJob } from '../core/store.ts';
import { type DecidedCase, recordOf } from '../core/track-record.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';
import { actByItself } from './act-by-itself.ts';
import { surroundingsOf } from './containment.ts';
import { keepsFromVendors } from './drill-grounds.ts';
import { ownIdentities } from './own-identities.ts';

/** The target as the action found it at the vendor, and what acting on it would mean. */
export type Shown = Pick<Proposal, 'action' | 'resolved' | 'params' | 'before' | 'risk'>;

/** How sure we are that it is right, and what policy answers. */
export type Weighed = Pick<Proposal, 'confidence' | 'basis' | 'record' | 'gate' | 'shadow'>;

/** @throws InputError when the action does not act on such a target. */
export function assertActsOn({ title, actsOn }: AnyAction, { kind, value }: Observable): void {
  if (actsOn === kind) return;
  throw new InputError(`${title} acts on the kind “${actsOn}”; this is of the kind “${kind}”.`, {
    next: `Write the kind before it: ${actsOn}:${value}`,
  });
}

/** An e-mail address is how most people name a user. */
export function asActedOn(target: Observable, { actsOn }: AnyAction): Observable {
  return target.kind === 'email' && actsOn === 'user' ? { ...target, kind: 'user' } : target;
}

/** Finds the target at the vendor and keeps its state. @throws ConnectorError when it cannot be found or acted on. */
async function lookAtTarget(
  action: AnyAction,
  { target, params: wanted = {} }: { readonly target: Observable; readonly params?: Readonly<Record<string, unknown>> },
  around: Surroundings,
): Promise<Shown> {
  // Any action's own schemas have read both; that they are JSON is what a store and a digest ask of every action.
  const params = action.params.parse(wanted) as Proposal['params'];
  const resolved = await action.check(target, around);
  const before = action.before.parse(await action.snapshot(resolved, params, around)) as Proposal['before'];
  return { action: action.id, resolved, params, before, risk: action.risk(resolved, around) };
}

/** What a proposal is drawn up from: its target as it was found, and who the bot itself is there. Or the settings that are missing for that. */
export type Look = { readonly shown: Shown; readonly own: readonly string[]; readonly apart: boolean } | { readonly absent: readonly string[] };

/** Looks at the target for an incident. In a drill among real systems nobody is asked: the target is taken as it is named. */
export async function lookFor(
  bot: Bot,
  incident: Incident,
  action: AnyAction,
  wish: { readonly target: Observable; readonly params?: Readonly<Record<string, unknown>> },
): Promise<Look> {
  if (await keepsFromVendors(bot, incident)) return { shown: takenAsNamed(action, wish, bot), own: bot.ownAddresses, apart: true };
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings) return surroundings;
  const shown = await lookAtTarget(action, wish, surroundings.around);
  return { shown, own: await ownIdentities(bot, action.uses), apart: false };
}

function takenAsNamed(action: AnyAction, { target, params: wanted = {} }: Parameters<typeof lookFor>[3], { files }: Bot): Shown {
  const resolved = { id: `drill:${target.value}`, label: target.value, account: 'a drill' };
  const params = action.params.parse(wanted) as Proposal['params'];
  return { action: action.id, resolved, params, before: null, risk: action.risk(resolved, files) };
}

/** Works out confidence and asks the gate. `own`: who the bot itself is there; `requester`: who asks for it, null for the bot. */
export async function weigh(
  bot: Bot,
  incident: Incident,
  shown: Shown & Pick<Proposal, 'target'>,
  own: readonly string[],
  requester: Actor | null,
): Promise<Weighed> {
  const cases = await bot.store.cases({ action: shown.action, rule: incident.rule });
  const record = recordOf(cases);
  const { confidence, because: basis } = confidenceOf({ assessed: incident.assessment?.confidence, alerts: incident.alerts.length }, record);
  const score = incident.assessment?.score ?? 0;
  const answered = withRecord(gate({ score, confidence }, shown, { ...bot.files, own }), cases);
  const { verdict, because, shadow } = incident.drill
    ? byPeople(answered)
    : await earned(bot, answered, { incident, action: shown.action, tier: shown.risk.tier, requester });
  return { confidence, basis: [...basis], record, gate: { verdict, because: [...because], score, line: answered.line }, shadow };
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

/** In a drill people decide, or nobody would have practised anything. */
function byPeople({ verdict, because }: GateAnswer) {
  if (verdict !== 'automatic') return { verdict, because, shadow: null };
  return { verdict: 'one-person', because: [...because, 'Yet a person decides, because this is a drill.'], shadow: null } as const;
}

/** That whoever asked for it may give the one yes themselves is nothing to be found out later. */
function ownYes(bot: Bot, { verdict }: GateAnswer, { tier, requester }: Parameters<typeof actByItself>[1]): readonly string[] {
  const may = bot.files.policy.containment.own === 'tier1' && tier === 1 && verdict === 'one-person' && requester !== null;
  return may ? [`Policy lets ${requester.name}, who proposed it, give this yes too, with a reason.`] : [];
}

/** What the gate lets happen by itself has to have earned it: otherwise one person is asked, and told why. */
function withRecord(answer: GateAnswer, cases: readonly DecidedCase[]): GateAnswer {
  if (answer.verdict !== 'automatic') return answer;
  const earned = mayActByItself(cases);
  return earned.verdict === 'automatic' ? answer : { ...answer, verdict: earned.verdict, because: [...answer.because, ...earned.because] };
}

/** What a proposal is made of that is not the same for all of them at first. */
type Draft = Shown & Weighed & Pick<Proposal, 'id' | 'incident' | 'target' | 'requester' | 'dryRun' | 'drill' | 'edition'>;

/** A proposal as it stands before anybody has said anything to it: its first row, or what a change makes of it. */
export function drawnUp(bot: Bot, action: AnyAction, draft: Draft): Proposal {
  const { policy } = bot.files;
  const now = bot.now();
  const expiresAt = new Date(Date.parse(now) + expiryOf(policy, draft.risk.tier) * 60_000).toISOString();
  const exact = { ...draft, verb: action.verb, provider: action.uses.join(' '), policyDigest: policy.digest, expiresAt };
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

/** The job that ends it when nobody has said yes to this edition of it in time. */
export function expiryJob({ id, edition, expiresAt }: Proposal): NewJob {
  return { flow: 'expire-proposal', args: { proposal: id }, runAt: expiresAt, key: `expire:${id}:${edition}` };
}
