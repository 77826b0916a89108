import { userInfo } from 'node:os';
import path from 'node:path';
import type { Team } from '../core/team.ts';
import type { By } from '../kit/knock.ts';

/**
 * Who types: the operating-system user, mapped by `uid` in people.yml, and never a flag. Somebody who is not mapped is a reader of this machine's own
 * store, and no more. `peopleFile`: where they would be written down.
 */
export function terminalUser(team: Team, peopleFile: string): By {
  const { uid, username } = userInfo();
  const person = team.byUid(uid);
  const timezone = person?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const name = person?.name ?? username;
  const reader = { id: `uid-${uid}`, name, identities: [], roles: ['reader' as const], timezone, countries: [], travels: false };
  const actor = { kind: 'human' as const, id: person?.id ?? `uid:${uid}`, name };
  if (person !== undefined) return { actor, person, entrance: 'terminal', timezone };
  const file = path.relative(process.cwd(), peopleFile);
  const stranger = {
    says: `Your user on this machine (${username}, uid ${uid}) is not in ${file}, so you may read here and no more.`,
    next: `Add the line “uid: ${uid}” to your entry in ${file}.`,
  };
  return { actor, person: reader, entrance: 'terminal', timezone, stranger };
}
