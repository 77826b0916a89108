import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { isTarget } from '../core/approval.ts';
import { InputError, RefusedError } from '../core/errors.ts';
import type { Observable } from '../core/observable.ts';
import { type Params, spelledParams } from '../core/params.ts';
import { type Proposal, shortDigest } from '../core/proposal.ts';
import { isWaiting } from '../core/proposal-sentences.ts';
import type { Changes } from '../core/store.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import { notSetUp } from '../kit/connect.ts';
import type { AnyAction } from '../kit/define.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { aboutContainment, actionOf, type ProposalWithIncident, proposalFor } from './containment.ts';
import { asActedOn, assertActsOn, drawnUp, expiryJob, lookFor, weigh } from './draw-up-proposal.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { proposalInTheWay } from './propose-containment.ts';
import { recordingRefusals } from './refused-attempt.ts';

/** What is to be different about a proposal. What is left out stays. */
export interface Edit {
  readonly proposal: string;
  readonly target?: Observable | undefined;
  readonly params?: Params | undefined;
  readonly reason: string;
  /** The edition that was shown where it was changed: another one is not changed. Left out: the present one. */
  readonly edition?: number;
}

/** A proposal after it was changed, and how many yeses that made void. */
export interface Edited {
  readonly proposal: Proposal;
  readonly voided: number;
}

/**
 * Gives a proposal that still waits another target or other parameters: its next edition. It is looked at and judged like a new one, every yes to the
 * former is void, and whoever changed it never counts as an approver, like whoever proposed it.
 * @throws RefusedError when it no longer waits, policy forbids what it would become, or this person may not; InputError when nothing would be different;
 * ConnectorError when the target cannot be found.
 */
export async function editContainment(bot: Bot, edit: Edit, by: By): Promise<Edited> {
  onlyForAnalysts('Changing proposals', by);
  return recordingRefusals(bot, edit.proposal, by, () => change(bot, edit, by));
}

async function change(bot: Bot, edit: Edit, by: By): Promise<Edited> {
  const known = await proposalFor(bot, edit.proposal, by);
  refuseUnlessChangeable(bot, known, by, edit.edition);
  const action = actionOf(bot, known.proposal.action);
  const wanted = wantedOf(known.proposal, action, edit);
  const look = await lookFor(bot, known.incident, action, wanted);
  if ('absent' in look) throw new InputError(notSetUp(action.title, look.absent));
  const { shown, own, apart } = look;

  return settle<Edited>(bot.store, async () => {
    const now = await proposalFor(bot, edit.proposal, by);
    const { proposal: former, incident } = now;
    refuseUnlessChangeable(bot, now, by, known.proposal.edition);
    const inTheWay = await proposalInTheWay(bot, incident, shown, by.actor, former.id);
    if (inTheWay) throw new RefusedError(`${inTheWay.id} for the same target is ${inTheWay.state} already. Nothing was changed.`);
    const weighed = await weigh(bot, incident, { ...shown, target: wanted.target }, own, by.actor);
    const { verdict, because } = weighed.gate;
    if (verdict === 'observe' || verdict === 'forbidden') {
      throw new RefusedError(`Policy answers “${verdict}” for what it would become. ${because.join(' ')} Nothing was changed.`);
    }
    const drawn = drawnUp(bot, action, {
      ...shown,
      ...weighed,
      // Whatever policy lets happen by itself is what it has weighed, and not what a person makes of it.
      gate: { ...weighed.gate, verdict: verdict === 'automatic' ? 'one-person' : verdict },
      shadow: null,
      id: former.id,
      incident: incident.id,
      target: wanted.target,
      requester: former.requester,
      dryRun: bot.files.policy.dry_run || former.dryRun === true || apart,
      ...(incident.drill && { drill: true }),
      edition: former.edition + 1,
    });
    const editors = [...(former.editors ?? []).filter(({ id }) => id !== by.actor.id), by.actor];
    const proposal: Proposal = { ...drawn, editors, proposedAt: former.proposedAt, revision: former.revision + 1 };
    return { changes: changed(bot, { proposal, incident }, former, edit.reason, by.actor), result: { proposal, voided: former.approvals.length } };
  });
}

/** @throws RefusedError when it runs, has ended, or is about the person who wants to change it. */
function refuseUnlessChangeable(
  { now, commandPrefix, files }: Bot,
  { proposal, incident }: ProposalWithIncident,
  { person }: By,
  shown: number = proposal.edition,
): void {
  const { id, state, expiresAt } = proposal;
  if (person !== undefined && isTarget(person, proposal, files.team))
    throw new RefusedError('It is about your own account: somebody else has to change it.');
  if (incident.phase === 'closed') throw new RefusedError(`${incident.id} is closed.`);
  const next = `Propose it as it should be: ${commandPrefix}contain propose ${proposal.action} <target> ${incident.id}`;
  if (!isWaiting(proposal)) throw new RefusedError(`${id} is ${state}: it can no longer be changed.`, { next });
  if (shown !== proposal.edition) throw new RefusedError(`${id} was changed by somebody else meanwhile. Look at it again.`);
  if (now() >= expiresAt) throw new RefusedError(`${id} expired at ${expiresAt}. Expiry means no.`, { next });
}

/** What is to be looked at. @throws InputError when the action cannot be given that, or it is what the proposal says already. */
function wantedOf(proposal: Proposal, action: AnyAction, edit: Edit): Pick<Proposal, 'target' | 'params'> {
  const target = edit.target === undefined ? proposal.target : asActedOn(edit.target, action);
  assertActsOn(action, target);
  const read = action.params.safeParse({ ...proposal.params, ...edit.params });
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => ({
      path: 'params',
      message: [path.join('.'), message].filter(Boolean).join(': '),
    }));
    throw new InputError(`${action.title} cannot be done with these parameters. Nothing was changed.`, { problems });
  }
  const params = read.data as Params;
  const same = target.kind === proposal.target.kind && target.value === proposal.target.value;
  if (same && spelledParams(params) === spelledParams(proposal.params)) {
    throw new InputError(`${proposal.id} says exactly that already. Nothing was changed.`);
  }
  return { target, params };
}

function changed(bot: Bot, { proposal, incident }: ProposalWithIncident, former: Proposal, reason: string, by: Actor): Changes {
  const { id, edition, effect, gate, params, expiresAt } = proposal;
  const before = { label: former.resolved.label, params: former.params, digest: former.digest };
  const payload = {
    ...aboutContainment(bot, proposal),
    ...{
      edition,
      effect,
      params,
      before,
      reason,
      gate: { verdict: gate.verdict, because: gate.because },
      expiresAt,
      voided: former.approvals.length,
    },
  };
  return {
    state: [{ put: 'proposal', value: proposal }],
    events: [{ incident: incident.id, type: 'containment.edited', happenedAt: bot.now(), by, payload }],
    jobs: [expiryJob(proposal)],
    outbox: mirrorsOfProposal(bot, incident, id),
  };
}

/** The parameters that a proposal could be given, as a sentence for whoever fills them in; undefined where its action takes none. */
export function possibleParams(bot: Bot, { action }: Proposal): string | undefined {
  const schema = z.toJSONSchema(actionOf(bot, action).params, { unrepresentable: 'any', io: 'input' });
  const names = Object.entries(schema.properties ?? {});
  if (names.length === 0) return undefined;
  const one = (name: string, shape: unknown) => {
    const values = typeof shape === 'object' && shape !== null && 'enum' in shape && Array.isArray(shape.enum) ? shape.enum : [];
    return values.length === 0 ? `${name}=…` : values.map((value) => `${name}=${value}`).join(' or ');
  };
  return `There is ${names.map(([name, shape]) => one(name, shape)).join('; ')}.`;
}

/** What somebody reads after they have changed a proposal. */
export function editedAnswer({ proposal, voided }: Edited): Answer {
  const { id, edition, verb, resolved, effect, digest } = proposal;
  const void_ = voided === 0 ? '' : ` ${voided === 1 ? 'The yes that it had is' : `The ${voided} yeses that it had are`} void.`;
  return answer(
    `${id} is changed: it is edition ${edition} now`,
    [
      { text: [`It would ${verb} `, { strong: resolved.label }, `. ${effect}${void_}`] },
      { hint: `You are among those who asked for it now, so others have to approve. Digest ${shortDigest(digest)}` },
    ],
    { proposal, voided },
  );
}
