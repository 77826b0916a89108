import { userInfo } from 'node:os';
import type { Team } from '../core/team.ts';
import type { By } from '../kit/knock.ts';

/**
 * Who types: the operating-system user, mapped by `uid` in people.yml, and never a flag. Somebody who is not mapped is a reader of this machine's own
 * store, and no more.
 */
export function terminalUser(team: Team): By {
  const { uid, username } = userInfo();
  const person = team.byUid(uid);
  const timezone = person?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const name = person?.name ?? username;
  const reader = { id: `uid-${uid}`, name, identities: [], roles: ['reader' as const], timezone, countries: [], travels: false };
  return { actor: { kind: 'human', id: person?.id ?? `uid:${uid}`, name }, person: person ?? reader, entrance: 'terminal', timezone };
}
