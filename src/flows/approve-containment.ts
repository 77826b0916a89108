import type { Instant } from '../core/alert.ts';
import { type ApprovalContext, approvalsNeeded, mayApprove, saidYes, stepUpAsked } from '../core/approval.ts';
import { holds } from '../core/brake.ts';
import { InputError, RefusedError } from '../core/errors.ts';
import type { Approval, Proposal } from '../core/proposal.ts';
import type { NewJob } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { type Refusal, recordRefusal } from '../kit/record-refusal.ts';
import { settle } from '../kit/settle.ts';
import { type ProposalWithIncident, proposalFor } from './containment.ts';
import { type Step, stepOf } from './move-proposal.ts';
import { refusedAttempt } from './refused-attempt.ts';
import { type Proof, proofAsked, proofFault } from './step-up.ts';
import { whoMayApprove } from './who-may-approve.ts';

/** What became of somebody's yes. */
export interface Approved {
  readonly proposal: Proposal;
  /** Approvals that count, and how many policy wants. */
  readonly have: number;
  readonly need: number;
  /** Who may give what is still needed, as a sentence. */
  readonly next: string;
  /** Why it does not run at once although it is approved: everything is frozen. */
  readonly held?: string;
}

/** Somebody's yes to the edition that they saw. */
export interface Yes extends Proof {
  readonly proposal: string;
  readonly edition: number;
  readonly reason: string;
  /** It may run although what it destroys cannot be captured. */
  readonly withoutEvidence?: boolean;
}

type Outcome = { readonly approved: Approved } | { readonly refused: Refused };

/** Why a yes does not count, and the field of the form that says so, where it is one's. */
interface Refused {
  readonly why: string;
  readonly next: string;
  readonly field?: keyof Proof;
  readonly attempt: Refusal;
}

/**
 * The one way to say yes: button, command, terminal and agent come through here. Who may is checked now, and again before anything runs. What it has to be
 * proven by is looked at last, so that a yes that counts for nothing costs nobody a code. The last yes that policy wants puts the proposal in line for
 * execution, in the same commit.
 * @throws RefusedError when this person's yes does not count, InputError when it is not proven; the attempt stands in the timeline, once within 10 minutes.
 */
export async function approveContainment(bot: Bot, yes: Yes, by: By): Promise<Approved> {
  const proven = await prove(bot, yes, by);
  const outcome = 'refused' in proven ? proven : await sayYes(bot, yes, by, proven.byCode);
  if ('approved' in outcome) return outcome.approved;
  const { why, next, field, attempt } = outcome.refused;
  await recordRefusal(bot, attempt);
  throw field === undefined ? new RefusedError(why, { next }) : new InputError(why, { next, problems: [{ path: field, message: why }] });
}

/** Whether a one-time code stands behind the yes; or why it does not count, with or without one. */
async function prove(bot: Bot, yes: Yes, by: By): Promise<{ readonly byCode: boolean } | { readonly refused: Refused }> {
  const known = await proposalFor(bot, yes.proposal, by);
  const judged = await judge(bot, known, yes, by, true);
  if ('refused' in judged) return judged;
  const asked = proofAsked(by, judged.context.membership, stepUpAsked(known.proposal, judged.context.policy));
  if (asked === undefined) return { byCode: false };
  const fault = await proofFault(bot, known, asked, yes, by);
  if (fault === undefined) return { byCode: true };
  const next = 'Try again with the next code, or ask whoever runs the bot to enrol you.';
  return { refused: { ...fault, next, attempt: refusedAttempt(bot, known, fault.why, by) } };
}

function sayYes(bot: Bot, yes: Yes, by: By, byCode: boolean): Promise<Outcome> {
  return settle<Outcome>(bot.store, async () => {
    const known = await proposalFor(bot, yes.proposal, by);
    const { proposal } = known;
    const judged = await judge(bot, known, yes, by, byCode);
    if ('refused' in judged) return { result: judged };

    const { reason, withoutEvidence } = yes;
    const { now, membership } = judged.context;
    const approvals: Approval[] = [
      ...proposal.approvals,
      { by: by.actor, at: now, reason, ...(byCode && { byCode }), ...(withoutEvidence && { withoutEvidence }) },
    ];
    const have = approvals.length;
    const need = approvalsNeeded(proposal.gate.verdict);
    const complete = have >= need;
    const belongs = by.person && membership(by.person);
    const proof = {
      ...(byCode && { byCode }),
      ...(withoutEvidence && { withoutEvidence }),
      ...(belongs?.verdict === 'unread' && { unread: belongs.because.join(' ') }),
    };
    const step: Step = {
      ...(complete && { to: 'approved', jobs: [executionOf(proposal)] }),
      change: { approvals },
      event: (about) => ({ type: 'containment.approved', payload: { ...about, reason, have, need, ...proof } }),
    };
    const { changes, result } = stepOf(bot, known, step, by.actor, now);
    const next = complete ? '' : await whoMay(bot, { ...known, proposal: result }, now);
    const held = complete ? await heldBy(bot) : undefined;
    return { changes, result: { approved: { proposal: result, have, need, next, ...(held !== undefined && { held }) } } };
  });
}

/** What whoever said the last yes has to know while everything is frozen. */
async function heldBy({ store, commandPrefix }: Bot): Promise<string | undefined> {
  const freeze = await store.get('brake', 'freeze');
  if (!holds(freeze)) return undefined;
  return `${freeze.pulled.by.name} froze all containments (${freeze.pulled.reason}): it runs once somebody types ${commandPrefix}contain unfreeze, unless it expires first.`;
}

/** Whether this yes counts at this moment, should it be proven as said. Only people say yes. */
async function judge(
  bot: Bot,
  known: ProposalWithIncident,
  { edition }: Yes,
  by: By,
  byCode: boolean,
): Promise<{ readonly context: ApprovalContext } | { readonly refused: Refused }> {
  const person = by.actor.kind === 'human' ? by.person : undefined;
  const membership = await bot.memberships(person === undefined ? [] : [person]);
  const now = bot.now();
  const context = { ...bot.files, membership, now, edition, byCode };
  const { verdict, because } = mayApprove(person, known.proposal, known.incident, context);
  if (verdict === 'counts') return { context };
  const why = because.join(' ');
  return { refused: { why, next: by.stranger?.next ?? (await whoMay(bot, known, now)), attempt: refusedAttempt(bot, known, why, by) } };
}

/** How it stands with the yes that this person has given, as long as others have to follow; undefined when theirs is not counted, or it waits no more. */
export async function countedYesOf(bot: Bot, known: ProposalWithIncident, { person }: By): Promise<Approved | undefined> {
  const { proposal } = known;
  const { approvals, gate, state, expiresAt } = proposal;
  const now = bot.now();
  if (state !== 'proposed' || now >= expiresAt || person === undefined || !saidYes(person, proposal, bot.files.team)) return undefined;
  return { proposal, have: approvals.length, need: approvalsNeeded(gate.verdict), next: await whoMay(bot, known, now) };
}

/** The job that executes an approved proposal. One target, one lane: two actions on one target never overlap. */
export function executionOf({ id, resolved }: Proposal): NewJob {
  return { flow: 'execute-containment', args: { proposal: id }, key: `execute:${id}`, lane: `target:${resolved.id}` };
}

/** Who is to be asked instead. */
async function whoMay(bot: Bot, known: ProposalWithIncident, now: Instant): Promise<string> {
  const names = await whoMayApprove(bot, known, now);
  if (names.length > 0) return `These people may approve: ${names.join(', ')}.`;
  return `Nobody else’s yes would count now either. Type ${bot.commandPrefix}contain ${known.proposal.id} to see how it stands.`;
}
