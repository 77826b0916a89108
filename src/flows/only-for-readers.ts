import { mayReadAny } from '../core/access.ts';
import { RefusedError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';

/** Lets nobody past who may read nothing. `what` they wanted begins the sentence: `The funnel`. @throws RefusedError for everybody else. */
export function onlyForReaders(what: string, bot: Bot, by: By): void {
  if (mayReadAny(by.person, bot.files.policy)) return;
  const next = by.stranger?.next ?? `Ask for one of the roles ${bot.files.policy.readers.join(', ')} in people.yml.`;
  throw new RefusedError(`${what} is for those who may read incidents.`, { next });
}
