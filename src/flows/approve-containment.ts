import type { Instant } from '../core/alert.ts';
import { type ApprovalContext, approvalsNeeded, mayApprove, saidYes } from '../core/approval.ts';
import { digestOf } from '../core/digest.ts';
import { RefusedError, StaleError } from '../core/errors.ts';
import type { Approval, Proposal } from '../core/proposal.ts';
import type { Changes, NewJob } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { aboutContainment, type ProposalWithIncident, proposalFor } from './containment.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';
import { type Step, stepOf } from './move-proposal.ts';
import { whoMayApprove } from './who-may-approve.ts';

/** What became of somebody's yes. */
export interface Approved {
  readonly proposal: Proposal;
  /** Approvals that count, and how many policy wants. */
  readonly have: number;
  readonly need: number;
  /** Who may give what is still needed, as a sentence. */
  readonly next: string;
}

type Outcome = { readonly approved: Approved } | { readonly refused: string; readonly next: string; readonly attempt: Changes };

/** Minutes within which the same person, refused for the same reason, is answered every time and written down once: clicking must not fill the timeline. */
const sameRefusalMinutes = 10;

/**
 * The one way to say yes: button, command, terminal and agent come through here. Who may is checked now, and again before anything runs. The last yes
 * that policy wants puts the proposal in line for execution, in the same commit.
 * @throws RefusedError when this person's yes does not count; the attempt stands in the timeline, once within 10 minutes.
 */
export async function approveContainment(
  bot: Bot,
  { proposal: id, edition, reason }: { readonly proposal: string; readonly edition: number; readonly reason: string },
  by: By,
): Promise<Approved> {
  const outcome = await settle<Outcome>(bot.store, async () => {
    const known = await proposalFor(bot, id, by);
    const { proposal } = known;
    const now = bot.now();
    const membership = await bot.memberships(by.person === undefined ? [] : [by.person]);
    const context = { ...bot.files, membership, now };
    const refused = refusal(known, edition, by, context);
    if (refused !== undefined) {
      return { result: { refused, next: await whoMay(bot, known, now), attempt: attempt(bot, known, refused, by, now) } };
    }

    const approvals: Approval[] = [...proposal.approvals, { by: by.actor, at: now, reason }];
    const have = approvals.length;
    const need = approvalsNeeded(proposal.gate.verdict);
    const complete = have >= need;
    const step: Step = {
      ...(complete && { to: 'approved', jobs: [executionOf(proposal)] }),
      change: { approvals },
      event: (about) => ({ type: 'containment.approved', payload: { ...about, reason, have, need } }),
    };
    const { changes, result } = stepOf(bot, known, step, by.actor, now);
    const next = complete ? '' : await whoMay(bot, { ...known, proposal: result }, now);
    return { changes, result: { approved: { proposal: result, have, need, next } } };
  });
  if ('approved' in outcome) return outcome.approved;
  await recordOnce(bot, outcome.attempt);
  throw new RefusedError(outcome.refused, { next: outcome.next });
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

/** Why this yes does not count; undefined when it does. */
function refusal({ proposal, incident }: ProposalWithIncident, edition: number, by: By, context: ApprovalContext): string | undefined {
  if (by.entrance === 'terminal') {
    return 'A yes from the terminal needs your one-time code, and none is enrolled for you. Nothing was approved.';
  }
  const { verdict, because } = mayApprove(by.person, proposal, incident, { ...context, edition });
  return verdict === 'refused' ? because.join(' ') : undefined;
}

/** A yes that does not count stands in the timeline too. */
function attempt(bot: Bot, { proposal, incident }: ProposalWithIncident, why: string, by: By, now: Instant): Changes {
  const until = new Date(Date.parse(now) + sameRefusalMinutes * 60_000).toISOString();
  return {
    spend: [{ key: `refused:${proposal.id}:${by.actor.id}:${digestOf(why)}`, until }],
    events: [
      { incident: incident.id, type: 'containment.refused', happenedAt: now, by: by.actor, payload: { ...aboutContainment(bot, proposal), why } },
    ],
    outbox: mirrorsOfProposal(bot, incident, proposal.id),
  };
}

/** Writes an attempt down, unless the same one was within the last minutes: its key is then spent. */
async function recordOnce(bot: Bot, changes: Changes): Promise<void> {
  try {
    await bot.store.commit(changes);
  } catch (error) {
    if (!(error instanceof StaleError)) throw error;
  }
}

/** Who is to be asked instead. */
async function whoMay(bot: Bot, known: ProposalWithIncident, now: Instant): Promise<string> {
  const names = await whoMayApprove(bot, known, now);
  if (names.length > 0) return `These people may approve: ${names.join(', ')}.`;
  return `Nobody else’s yes would count now either. Type ${bot.commandPrefix}contain ${known.proposal.id} to see how it stands.`;
}
