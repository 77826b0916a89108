import ipaddr from 'ipaddr.js';
import { covers } from './address.ts';
import type { Alert } from './alert.ts';
import { keyOf, type Observable, type ObservableKey } from './observable.ts';
import type { Person, Team } from './team.ts';

/** The person whom a user or e-mail observable names, by any of the person's spellings. */
export function personOf({ kind, value }: Pick<Observable, 'kind' | 'value'>, team: Team): Person | undefined {
  return kind === 'user' || kind === 'email' ? team.byIdentity(value) : undefined;
}

/** The people whom alerts name as whoever acted or was acted upon, once each. Merely being named (`related`) makes nobody involved. */
export function peopleIn(observables: readonly Observable[], team: Team): readonly Person[] {
  const involved = observables.filter(({ role }) => role === 'actor' || role === 'target').map((thing) => personOf(thing, team));
  return [...new Set(involved.filter((human) => human !== undefined))];
}

/**
 * What an observable is, whatever it is called: all logins, addresses and names of one person are one thing, and so are all spellings of an asset.
 * Somebody whom people.yml does not know is told by the part before the @, so that `alex.kim` and `alex.kim@acme.example` still meet.
 */
export function entityOf(thing: Pick<Observable, 'kind' | 'value'>, team: Team): string {
  const human = personOf(thing, team);
  if (human !== undefined) return `person:${human.id}`;
  if (thing.kind === 'user' || thing.kind === 'email') return `account:${thing.value.replace(/@.*$/, '').toLowerCase()}`;
  const owned = team.assetOf(thing.value);
  return owned === undefined ? keyOf(thing) : `asset:${owned.id}`;
}

/** Ranges behind which many unrelated people stand, or nobody. Documentation ranges count as public: examples and exercises use them. */
const shared: ReadonlySet<string> = new Set([
  'unspecified',
  'broadcast',
  'multicast',
  'linkLocal',
  'loopback',
  'carrierGradeNat',
  'private',
  'uniqueLocal',
]);

/**
 * Whether an address says anything about who is behind it. Private, shared-NAT and loopback addresses do not, and neither do the company's own: those in
 * assets.yml, alone or as a range (`198.51.100.0/24`), nor those behind which many people were seen.
 */
export function tellsApart(address: string, team: Team): boolean {
  if (team.shared?.has(address) === true) return false;
  const known = told.get(team.assets) ?? new Map<string, boolean>();
  told.set(team.assets, known);
  const before = known.get(address);
  if (before !== undefined) return before;
  if (known.size >= mostTold) known.clear();
  const tells = isTelling(address, team);
  known.set(address, tells);
  return tells;
}

/** What was found out about an address, by the assets that it was compared with: every alert asks again, and reading addresses and ranges is slow. */
const told = new WeakMap<Team['assets'], Map<string, boolean>>();
const mostTold = 10_000;

function isTelling(address: string, team: Team): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (shared.has(parsed.range())) return false;
  return !team.assets.some(({ kind, match }) => kind === 'ip' && match.some((spelling) => covers(spelling, address)));
}

/** Keys under which to look for alerts that may belong with this one: its own observables and every other spelling of its people and assets. */
export function keysToLookFor(alert: Pick<Alert, 'observables'>, team: Team): readonly ObservableKey[] {
  const keys = alert.observables.flatMap((thing): ObservableKey[] => {
    if (thing.kind === 'ip' && !tellsApart(thing.value, team)) return [];
    const human = personOf(thing, team);
    const asset = team.assetOf(thing.value);
    return [
      keyOf(thing),
      ...(human === undefined ? [] : spellingsOfPerson(human).flatMap((name): ObservableKey[] => [`user:${name}`, `email:${name}`])),
      ...(asset === undefined ? [] : asset.match.map((spelling): ObservableKey => `${thing.kind}:${spelling}`)),
    ];
  });
  return [...new Set(keys)];
}

/**
 * What an alert names, in the roles that it proves. Whoever fails to log in has not shown to be the person whose name was given: that account is the
 * target of the attempt. Otherwise anybody could make suspects of all who may decide, by guessing passwords in their names.
 */
export function namedBy({ activity, outcome, observables }: Pick<Alert, 'activity' | 'outcome' | 'observables'>): readonly Observable[] {
  if (activity !== 'login' || outcome !== 'failure') return observables;
  return observables.map((named) =>
    (named.kind === 'user' || named.kind === 'email') && named.role === 'actor' ? { ...named, role: 'target' } : named,
  );
}

/** Every spelling of one human that an alert may use, in lower case. */
export function spellingsOfPerson({ id, email, identities }: Person): readonly string[] {
  return [id, ...(email === undefined ? [] : [email]), ...identities].map((spelling) => spelling.toLowerCase());
}
