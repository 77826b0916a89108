import type { Actor } from './actor.ts';
import { entityOf } from './entities.ts';
import type { Incident } from './incident.ts';
import type { Proposal } from './proposal.ts';
import type { Team } from './team.ts';
import { ended, reasons } from './text.ts';

/**
 * What keeps an incident from being contained, as sentences, the most pressing first; none: it is contained. It is when something holds, every account that
 * acted in it is held, and nothing that was proposed is undecided: it holds, a person said no, or took it back. What cannot be undone holds nothing: a
 * session that was ended can be opened again.
 */
export function whatStandsOpen({ observables }: Pick<Incident, 'observables'>, proposals: readonly Proposal[], team: Team): readonly string[] {
  const real = proposals.filter(({ dryRun }) => dryRun !== true);
  const holding = real.filter(holdsNow);
  const held = new Set(holding.map(({ target }) => entityOf(target, team)));
  const accounts = observables.filter(({ kind, role }) => role === 'actor' && (kind === 'user' || kind === 'email'));
  const loose = Map.groupBy(accounts, (account) => entityOf(account, team)).entries();
  const settled = new Set(real.filter((one) => isDecided(one)).map(subjectOf));
  return [
    ...(holding.length === 0 ? ['Nothing holds.'] : []),
    ...[...loose].flatMap(([entity, [first]]) =>
      holding.length === 0 || held.has(entity) || first === undefined
        ? []
        : [`Nothing holds the account of ${team.byIdentity(first.value)?.name ?? first.value}.`],
    ),
    ...real.flatMap((one) => (settled.has(subjectOf(one)) && !isMoving(one) ? [] : undecided(one))),
  ];
}

/** Whether it holds its target at this moment, as far as anybody has seen. */
export function holdsNow({ state, undo, drift }: Pick<Proposal, 'state' | 'undo' | 'drift'>): boolean {
  return state === 'done' && undo.possible && drift === null;
}

/** The same action on the same target is the same thing to decide, however often it is proposed. */
function subjectOf({ action, resolved }: Proposal): string {
  return `${action} ${resolved.id}`;
}

function isDecided({ state, drift }: Proposal): boolean {
  return (state === 'done' && drift === null) || state === 'denied' || state === 'undone';
}

function isMoving({ state }: Proposal): boolean {
  return state === 'proposed' || state === 'approved' || state === 'intended' || state === 'executing' || state === 'unknown' || state === 'undoing';
}

function undecided({ id, verb, resolved, state, drift }: Proposal): readonly string[] {
  const name = `${id} (${verb} ${resolved.label})`;
  switch (state) {
    case 'proposed':
      return [`${name} waits for a yes.`];
    case 'approved':
    case 'intended':
    case 'executing':
    case 'undoing':
      return [`${name} is under way.`];
    case 'unknown':
      return [`Nobody knows whether ${name} took effect.`];
    case 'failed':
      return [`${name} failed.`];
    case 'expired':
      return [`${name} expired: nobody said yes in time.`];
    case 'stale':
      return [`${name} was dropped, because its target had changed.`];
    case 'done':
      return drift === null ? [] : [`${name} is no longer in force at the vendor.`];
    case 'denied':
    case 'undone':
    case 'rehearsed':
      return [];
    default:
      return state satisfies never;
  }
}

/** How the timeline says that an incident counts as contained, or does not any more. */
export function phaseChanged({ kind, name }: Actor, { phase, because }: { readonly phase: Phase; readonly because: readonly string[] }): string {
  if (kind === 'human') return `${name} said that the incident is ${phase}:${reasons(because.map(ended))}`;
  if (phase === 'contained')
    return 'The incident is contained: everything that was proposed holds or was decided against, and every account that acted is held.';
  return `The incident is not contained any more.${reasons(because)}`;
}

type Phase = Incident['phase'];
