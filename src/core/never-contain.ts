import { covers } from './address.ts';
import { spellingsOfPerson } from './entities.ts';
import type { Observable } from './observable.ts';
import type { Team } from './team.ts';

/** What something is acted on under: the word of the alert, and the vendor's own. */
export interface Acted {
  readonly target: Pick<Observable, 'kind' | 'value'>;
  readonly resolved: { readonly id: string; readonly label: string };
}

/** What must never be acted on: the team's list, and who the bot itself is, as it found out by asking. */
export interface Untouchable {
  readonly listed: readonly string[];
  readonly own: readonly string[];
}

/**
 * Why this target may never be touched; undefined when it may. A list that names one spelling of a person or an asset means all of them: every identity
 * in people.yml, every match in assets.yml, every address of a range, and a login with or without its domain.
 */
export function neverContain({ target, resolved }: Acted, { listed, own }: Untouchable, team: Team): string | undefined {
  const names = [target.value, resolved.id, resolved.label];
  const isAccount = target.kind === 'user' || target.kind === 'email';
  const meant = (entry: string) => {
    const entries = spellingsOf(entry, team);
    return names.some((name) => {
      const spellings = spellingsOf(name, team);
      return entries.some((one) => spellings.some((other) => one === other || covers(one, other) || (isAccount && sameLogin(one, other))));
    });
  };
  const entry = listed.find(meant);
  if (entry !== undefined) return `${entry} is on the never-contain list of the policy.`;
  const self = own.find(meant);
  return self === undefined ? undefined : `${self} is Firebreak itself: acting on it would lock out whoever has to undo it.`;
}

/** All names of what this names, in lower case. */
function spellingsOf(name: string, team: Team): readonly string[] {
  const person = team.byIdentity(name) ?? team.bySlack(name);
  const asset = team.assetOf(name) ?? team.assets.find(({ id }) => id.toLowerCase() === name.toLowerCase());
  return [
    name.toLowerCase(),
    ...(person === undefined ? [] : spellingsOfPerson(person)),
    ...(asset === undefined ? [] : asset.match.map((spelling) => spelling.toLowerCase())),
  ];
}

/** `break-glass` is `break-glass@acme.example`; two addresses are the same only as a whole. */
function sameLogin(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return !short.includes('@') && long.startsWith(`${short}@`);
}
