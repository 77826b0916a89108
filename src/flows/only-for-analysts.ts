import { mayTriage } from '../core/access.ts';
import { RefusedError } from '../core/errors.ts';
import type { By } from '../kit/knock.ts';

/** Lets nobody past who may only read. `what` they wanted begins the sentence: `Closing incidents`. @throws RefusedError for everybody else. */
export function onlyForAnalysts(what: string, by: By): void {
  if (mayTriage(by.person)) return;
  const { stranger } = by;
  if (stranger !== undefined) throw new RefusedError(`${what} is for analysts. ${stranger.says}`, { next: stranger.next });
  throw new RefusedError(`${what} is for analysts.`, { next: 'Ask for the role analyst in people.yml.' });
}
