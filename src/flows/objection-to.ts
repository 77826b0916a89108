import type { Instant } from '../core/alert.ts';
import { sufficiency } from '../core/approval.ts';
import { gate } from '../core/gate.ts';
import { isAsShown } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { ProposalWithIncident } from './containment.ts';
import { ownFor } from './own-identities.ts';

/** Why an approved containment may not run any more, and what becomes of it. */
export interface Objection {
  readonly to: 'expired' | 'stale';
  readonly why: string;
}

/** Looks whether everything about people and policy holds at this moment that must hold before a call to the vendor; undefined when all of it does. */
export async function objectionTo(bot: Bot, { proposal, incident }: ProposalWithIncident, now: Instant): Promise<Objection | undefined> {
  const { policy } = bot.files;
  if (now >= proposal.expiresAt) return { to: 'expired', why: 'It expired before it could run. Expiry means no.' };
  if (incident.phase === 'closed') return stale(`${incident.id} was closed before it ran.`);
  if (!isAsShown(proposal)) return stale('What stands in the store is no longer what its digest was made of, so nobody has said yes to it.');
  if (proposal.policyDigest !== policy.digest) return stale('The policy has changed since it was approved.');
  const own = await ownFor(bot, { proposal, incident });
  const answer = gate({ score: incident.assessment?.score ?? 0, confidence: proposal.confidence }, proposal, { ...bot.files, own });
  if (answer.verdict === 'forbidden') return stale(answer.because.join(' '));
  const approvers = proposal.approvals.map(({ by }) => bot.files.team.person(by.id)).filter((person) => person !== undefined);
  const membership = await bot.memberships(approvers);
  const { verdict, because } = sufficiency(proposal, incident, { ...bot.files, membership, now });
  if (verdict === 'waiting') return stale(`The approvals no longer suffice. ${because.join(' ')}`);
  return undefined;
}

function stale(why: string): Objection {
  return { to: 'stale', why };
}
