import { approvalsNeeded, mayApprove } from '../core/approval.ts';
import { RefusedError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Approval, Proposal } from '../core/proposal.ts';
import type { Changes } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { aboutContainment, proposalFor, revised } from './containment.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';

/** What became of somebody's yes. */
export interface Approved {
  readonly proposal: Proposal;
  /** Approvals that count, and how many policy wants. */
  readonly have: number;
  readonly need: number;
}

type Outcome = { readonly approved: Approved } | { readonly refused: string };

/**
 * The one way to say yes: button, command, terminal and agent come through here. Who may is checked now, and again before anything runs. The last yes
 * that policy wants puts the proposal in line for execution, in the same commit.
 * @throws RefusedError when this person's yes does not count; the attempt stands in the timeline.
 */
export async function approveContainment(
  bot: Bot,
  ask: { readonly proposal: string; readonly edition: number; readonly reason: string },
  by: By,
): Promise<Approved> {
  const outcome = await settle<Outcome>(bot.store, async () => {
    const { proposal, incident } = await proposalFor(bot, ask.proposal, by);
    const now = bot.now();
    const refused = refusal(bot, proposal, incident, ask, by, now);
    if (refused !== undefined) return refuse(bot, proposal, incident, refused, by, now);

    const yes: Approval = { by: by.actor, at: now, reason: ask.reason };
    const approvals = [...proposal.approvals, yes];
    const have = approvals.length;
    const need = approvalsNeeded(proposal.gate.verdict);
    const complete = have >= need;
    const next = revised(proposal, { approvals, state: complete ? 'approved' : 'proposed' });
    return {
      changes: {
        state: [{ put: 'proposal', value: next }],
        events: [
          {
            incident: incident.id,
            type: 'containment.approved',
            happenedAt: now,
            by: by.actor,
            payload: { ...aboutContainment(proposal), reason: ask.reason, have, need },
          },
        ],
        jobs: complete ? [executionOf(proposal)] : [],
        outbox: mirrorsOfProposal(bot, incident, proposal.id),
      },
      result: { approved: { proposal: next, have, need } },
    };
  });
  if ('refused' in outcome) throw new RefusedError(outcome.refused, { next: whoMay(bot) });
  return outcome.approved;
}

/** The job that executes an approved proposal. One target, one lane: two actions on one target never overlap. */
export function executionOf({ id, resolved }: Proposal) {
  return { flow: 'execute-containment', args: { proposal: id }, key: `execute:${id}`, lane: `target:${resolved.id}` };
}

function refusal(
  bot: Bot,
  proposal: Proposal,
  incident: Incident,
  { edition }: { readonly edition: number },
  by: By,
  now: string,
): string | undefined {
  if (by.entrance === 'terminal') {
    return 'A yes from the terminal needs your one-time code, and none is enrolled for you. Nothing was approved.';
  }
  const { policy, team } = bot.files;
  if (proposal.policyDigest !== policy.digest) return `The policy has changed since ${proposal.id} was proposed. It has to be proposed again.`;
  const { verdict, because } = mayApprove(by.person, proposal, incident, { policy, team, now, edition });
  return verdict === 'refused' ? because.join(' ') : undefined;
}

function refuse(bot: Bot, proposal: Proposal, incident: Incident, why: string, by: By, now: string): { changes: Changes; result: Outcome } {
  return {
    changes: {
      events: [
        { incident: incident.id, type: 'containment.refused', happenedAt: now, by: by.actor, payload: { ...aboutContainment(proposal), why } },
      ],
      outbox: mirrorsOfProposal(bot, incident, proposal.id),
    },
    result: { refused: why },
  };
}

function whoMay(bot: Bot): string {
  const names = bot.files.team.people
    .filter(({ roles }) => roles.some((role) => bot.files.policy.containment.approvers.includes(role)))
    .map(({ name }) => name);
  return names.length === 0 ? 'Nobody in people.yml may approve; give somebody the role.' : `These people may approve: ${names.join(', ')}.`;
}
