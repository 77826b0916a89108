import { type UserInfo, userInfo } from 'node:os';
import path from 'node:path';
import { mayEverApprove } from '../core/approval.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';

/**
 * Who types: the operating-system user, mapped by `uid` in people.yml, and never a flag. Somebody who is not mapped is a reader of this machine's own
 * store, and no more; somebody whose Slack account says that they left may not even do that. `peopleFile`: where they would be written down. On a store of
 * the practice workspace, which remembers that it is one, whoever types is the first approver of the practice team.
 */
export async function terminalUser(
  { store, files: { team, policy }, memberships }: Bot,
  peopleFile: string,
  { uid, username }: Pick<UserInfo<string>, 'uid' | 'username'> = userInfo(),
): Promise<By> {
  const person =
    team.byUid(uid) ?? ((await store.fact('workspace')) === 'practice' ? team.people.find((one) => mayEverApprove(one, policy)) : undefined);
  const timezone = person?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const name = person?.name ?? username;
  const reader = { id: `uid-${uid}`, name, identities: [], roles: ['reader' as const], timezone, countries: [], travels: false };
  const actor = { kind: 'human' as const, id: person?.id ?? `uid:${uid}`, name };
  if (person !== undefined) {
    const { verdict, because } = person.slack === undefined ? { verdict: 'unread', because: [] } : (await memberships([person]))(person);
    if (verdict !== 'outside') return { actor, person, entrance: 'terminal', timezone };
    const next = 'If that is wrong, correct `slack` in people.yml, or have the account restored.';
    return { actor, person: undefined, entrance: 'terminal', timezone, stranger: { says: because.join(' '), next } };
  }
  const file = path.relative(process.cwd(), peopleFile);
  const stranger = {
    says: `Your user on this machine (${username}, uid ${uid}) is not in ${file}, so you may read here and no more.`,
    next: `Add the line “uid: ${uid}” to your entry in ${file}.`,
  };
  return { actor, person: reader, entrance: 'terminal', timezone, stranger };
}
