import type { Instant } from './alert.ts';
import { approvalsNeeded, mayApprove, mayDecide, mayEverApprove } from './approval.ts';
import { decide } from './decision.ts';
import type { Incident } from './incident.ts';
import type { PolicyInForce } from './policy.ts';
import type { Proposal } from './proposal.ts';
import type { Person, Team } from './team.ts';

/** Who can do what about a proposal, by name. Whether they still belong to the team is looked at when they do it. */
export interface WhoDecides {
  /** Whose yes would still count. */
  readonly yes: readonly string[];
  /** Who may take it back. */
  readonly undo: readonly string[];
  /** How many of those have to want it. */
  readonly undosNeeded: number;
}

/** As policy and people.yml say now. */
export function whoDecides(
  proposal: Proposal,
  incident: Incident,
  { team, policy, now }: { readonly team: Team; readonly policy: PolicyInForce; readonly now: Instant },
): WhoDecides {
  const context = { team, policy, now, membership: () => decide('member' as const), byCode: true };
  const approvers = team.people.filter((person) => mayEverApprove(person, policy));
  const names = (may: (person: Person) => boolean) => approvers.filter(may).map(({ name }) => name);
  return {
    yes: names((person) => mayApprove(person, proposal, incident, context).verdict === 'counts'),
    undo: names((person) => mayDecide(person, proposal, incident, context).verdict === 'counts'),
    undosNeeded: undosNeeded(policy, proposal),
  };
}

/** How many people have to want it back. */
export function undosNeeded({ containment }: Pick<PolicyInForce, 'containment'>, { gate }: Pick<Proposal, 'gate'>): number {
  if (containment.undo === 'same') return Math.max(1, approvalsNeeded(gate.verdict));
  return containment.undo === 'two-people' ? 2 : 1;
}

/** `any one of Mira and Jonas`, `two together of …`; of many the first four. */
export function whoMayUndo({ undo, undosNeeded: need }: WhoDecides): string {
  if (undo.length < need) return 'nobody in people.yml at present';
  if (undo.length === 1) return someOf(undo, 'and');
  return `${need === 1 ? 'any one' : 'two together'} of ${someOf(undo, 'and')}`;
}

/** The first four of these names, and how many more there are; `nobody` when there are none. */
export function someOf(names: readonly string[], joined: 'and' | 'or'): string {
  const most = 4;
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  const last = shown.at(-1) ?? 'nobody';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${joined} ${last}`;
}
