import type { Instant } from '../core/alert.ts';
import { mayApprove, mayEverApprove } from '../core/approval.ts';
import { type Brake, brakeId, holds } from '../core/brake.ts';
import { type WhoDecides, whoDecides } from '../core/who-decides.ts';
import type { Bot } from '../kit/bot.ts';
import type { ProposalWithIncident } from './containment.ts';

/** The names of those whose yes would count at this moment, with a one-time code where it takes one: not whoever has said it, and nobody whom the incident is about. */
export async function whoMayApprove(bot: Bot, { proposal, incident }: ProposalWithIncident, now: Instant): Promise<readonly string[]> {
  const { team, policy } = bot.files;
  const approvers = team.people.filter((person) => mayEverApprove(person, policy));
  const context = { team, policy, now, membership: await bot.memberships(approvers), byCode: true };
  return approvers.filter((person) => mayApprove(person, proposal, incident, context).verdict === 'counts').map(({ name }) => name);
}

/** What whoever is about to say yes has to know besides the proposal. */
export async function whatAYesMeets(
  { store, files, now }: Bot,
  { proposal, incident }: ProposalWithIncident,
): Promise<{ readonly who: WhoDecides; readonly brakes: readonly Brake[] }> {
  const brakes = await Promise.all(brakeId.options.map((id) => store.get('brake', id)));
  return { who: whoDecides(proposal, incident, { ...files, now: now() }), brakes: brakes.filter(holds) };
}
