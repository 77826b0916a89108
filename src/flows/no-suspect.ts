import { RefusedError } from '../core/errors.ts';
import type { Person } from '../core/team.ts';
import type { Bot } from '../kit/bot.ts';

/** Whoever is under suspicion neither stops the response nor sets it going, and quiets nothing. @throws RefusedError for a suspect of an open incident. */
export async function noSuspect(bot: Bot, person: Person | undefined): Promise<void> {
  const open = await bot.store.incidents({ open: true, limit: 1000 });
  if (person === undefined || !open.some(({ suspects, drill }) => !drill && suspects.includes(person.id))) return;
  throw new RefusedError('An open incident is about you: somebody else has to do this.');
}
