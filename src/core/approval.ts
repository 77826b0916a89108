import { isKeptFrom } from './access.ts';
import type { Instant } from './alert.ts';
import { type Decision, decide } from './decision.ts';
import { spellingsOfPerson } from './entities.ts';
import type { Incident } from './incident.ts';
import type { Memberships } from './membership.ts';
import type { PolicyInForce } from './policy.ts';
import type { Approval, GateVerdict, Proposal } from './proposal.ts';
import type { Person, Team } from './team.ts';

/** What a yes is judged by besides the proposal. */
export interface ApprovalContext {
  readonly policy: PolicyInForce;
  readonly team: Team;
  readonly now: Instant;
  /** Whether somebody still belongs to the team, read at most 60 s ago. */
  readonly membership: Memberships;
  /** Whether a one-time code of the person's stands behind it. */
  readonly byCode?: boolean;
  /** Number of the edition that the person saw; left out: the present one. */
  readonly edition?: number;
}

/** How many different people have to say yes. */
export function approvalsNeeded(verdict: GateVerdict): 0 | 1 | 2 {
  switch (verdict) {
    case 'automatic':
      return 0;
    case 'one-person':
      return 1;
    case 'two-people':
    // Never reached by a proposal that waits; two is the stricter reading.
    case 'observe':
    case 'forbidden':
      return 2;
    default:
      return verdict satisfies never;
  }
}

/**
 * Whether this person's yes to this proposal counts, now. Bots and strangers have no person and never count. Checked when somebody says yes, and again
 * for every yes before anything runs.
 */
export function mayApprove(
  person: Person | undefined,
  proposal: Proposal,
  incident: Incident,
  context: ApprovalContext,
): Decision<'counts' | 'refused'> {
  const { now, policy, edition } = context;
  const own = mayDecide(person, proposal, incident, context);
  if (own.verdict === 'refused' || person === undefined) return decide('refused', ...own.because);
  if (proposal.state !== 'proposed') return decide('refused', `${proposal.id} is ${proposal.state} already; a further yes changes nothing.`);
  if (edition !== undefined && edition !== proposal.edition) {
    return decide('refused', `${proposal.id} was changed after it was shown to you. Look at it again before you say yes.`);
  }
  if (policy.digest !== proposal.policyDigest)
    return decide('refused', `The policy has changed since ${proposal.id} was proposed. Propose it again.`);
  if (now >= proposal.expiresAt) return decide('refused', `${proposal.id} expired at ${proposal.expiresAt}. Expiry means no.`);
  if (incident.phase === 'closed') return decide('refused', `${incident.id} is closed.`);
  const authors = [...(proposal.requester === null ? [] : [proposal.requester]), ...(proposal.editors ?? [])];
  if (authors.some(({ id }) => samePerson(id, person, context.team)) && !mayApproveOwn(proposal, policy)) {
    return decide('refused', 'You proposed it yourself: somebody else has to say yes.');
  }
  if (saidYes(person, proposal, context.team)) {
    return decide('refused', 'Your yes is counted already: two people means two different people.');
  }
  return decide('counts', `${person.name} may approve, and is neither its requester nor its subject.`);
}

/** Whether policy lets whoever proposed this give the one yes that it needs: what can be undone on one target, where `own: tier1` says so. */
export function mayApproveOwn({ risk, gate }: Pick<Proposal, 'risk' | 'gate'>, { containment }: Pick<PolicyInForce, 'containment'>): boolean {
  return containment.own === 'tier1' && risk.tier === 1 && gate.verdict === 'one-person';
}

/**
 * Why a yes to this takes the target's name, typed, and a one-time code: risk tier 3, or the line of the policy that decided says `stepUp: true`.
 * Undefined: it does not.
 */
export function stepUpAsked(
  { id, risk, gate }: Pick<Proposal, 'id' | 'risk' | 'gate'>,
  { containment }: Pick<PolicyInForce, 'containment'>,
): string | undefined {
  if (risk.tier === 3) return `${id} is of risk tier 3: a yes takes the target’s name and a one-time code.`;
  const line = gate.line == null ? undefined : containment.gate[gate.line - 1];
  return line?.stepUp === true ? `Policy asks for the target’s name and a one-time code before ${id}.` : undefined;
}

/** Whether what was typed is the target's name as it stands on the card; spaces around it and case do not matter. */
export function isConfirmed(typed: string | undefined, { resolved }: Pick<Proposal, 'resolved'>): boolean {
  return typed?.trim().toLowerCase() === resolved.label.trim().toLowerCase();
}

/**
 * Whether this person's no counts, and whether they may take back a containment: whoever might approve may, the requester and somebody who said yes
 * before too. Neither the target nor a suspect may, or they could set themselves free.
 */
export function mayDecide(
  person: Person | undefined,
  proposal: Proposal,
  incident: Incident,
  { policy, team, membership, byCode = false }: Pick<ApprovalContext, 'policy' | 'team' | 'membership' | 'byCode'>,
): Decision<'counts' | 'refused'> {
  if (person === undefined) return decide('refused', 'Only people in people.yml may decide about containments.');
  const { approvers } = policy.containment;
  if (!mayEverApprove(person, policy)) {
    return decide('refused', `Deciding about containments takes the role ${approvers.join(' or ')}, which you do not have.`);
  }
  if (isTarget(person, proposal, team)) return decide('refused', 'It is about your own account: somebody else has to decide.');
  if (incident.suspects.some((id) => samePerson(id, person, team)))
    return decide('refused', 'The incident is about you: somebody else has to decide.');
  if (isKeptFrom(person, incident)) return decide('refused', `${incident.id} is restricted to others.`);
  const belongs = membership(person);
  if (belongs.verdict === 'outside') return decide('refused', ...belongs.because);
  if (belongs.verdict === 'unread' && !byCode)
    return decide('refused', ...belongs.because, 'Until that is known, a one-time code has to stand behind it.');
  return decide('counts', `${person.name} has the role to decide.`);
}

/** Whether this person has a role of which an approver needs at least one. */
export function mayEverApprove({ roles }: Pick<Person, 'roles'>, { containment }: Pick<PolicyInForce, 'containment'>): boolean {
  return roles.some((role) => containment.approvers.includes(role));
}

/** Whether the target is this person under any name, or an identity of theirs at the vendor. */
export function isTarget(person: Person, { target, resolved }: Proposal, team: Team): boolean {
  return [target.value, resolved.id, resolved.label].some(
    (spelling) => namesOf(person).has(spelling.toLowerCase()) || samePerson(spelling, person, team),
  );
}

/** By what somebody is known, in lower case. */
function namesOf(person: Person): ReadonlySet<string> {
  return new Set([...spellingsOfPerson(person), ...(person.slack === undefined ? [] : [person.slack.toLowerCase()])]);
}

/** Whether this person's yes is among those that a proposal has, under whatever name it was given. */
export function saidYes(person: Person, { approvals }: Pick<Proposal, 'approvals'>, team: Team): boolean {
  return approvals.some(({ by }) => samePerson(by.id, person, team));
}

/** Whether this names the person. Two entries of people.yml that share any name are one human, whatever else is written there. */
function samePerson(id: string, person: Person, team: Team): boolean {
  if (id === person.id) return true;
  const own = namesOf(person);
  const others = [team.person(id), team.byIdentity(id), team.bySlack(id)];
  return others.some((other) => other !== undefined && (other.id === person.id || [...namesOf(other)].some((name) => own.has(name))));
}

/**
 * Whether the yeses that a proposal has are enough at this moment. Each is judged anew as if it were the last to come, so a role taken away in
 * the meantime takes its yes away.
 */
export function sufficiency(proposal: Proposal, incident: Incident, context: ApprovalContext): Decision<'complete' | 'waiting'> {
  const need = approvalsNeeded(proposal.gate.verdict);
  const because: string[] = [];
  const counted: Approval[] = [];
  for (const approval of proposal.approvals) {
    const person = approval.by.kind === 'human' ? context.team.person(approval.by.id) : undefined;
    const byCode = approval.byCode === true;
    const judged = mayApprove(person, { ...proposal, state: 'proposed', approvals: counted }, incident, { ...context, byCode });
    const unproven = byCode ? undefined : stepUpAsked(proposal, context.policy);
    if (judged.verdict === 'counts' && unproven === undefined) counted.push(approval);
    else if (unproven !== undefined) because.push(`${approval.by.name} gave no one-time code. ${unproven}`);
    else because.push(`${approval.by.name} no longer counts. ${judged.because.join(' ')}`);
  }
  const have = `${counted.length} of ${need} approvals.`;
  return counted.length >= need ? decide('complete', have, ...because) : decide('waiting', have, ...because);
}
