import { InputError } from '../core/errors.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Incident } from '../core/incident.ts';
import type { NewEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { changeIncident } from './change-incident.ts';

/** Most that one incident leaves to be done: each becomes a ticket of its own. */
const mostFollowUps = 50;

/**
 * Writes down what has to be done once the incident is over; it is opened as a ticket of its own, linked to that of the incident.
 * @throws InputError when the incident has too many already.
 */
export function addFollowUp(bot: Bot, id: string, text: string, by: By): Promise<Incident> {
  return changeIncident(
    bot,
    id,
    by,
    (incident) => {
      const [one] = newFollowUps(bot, incident, [text], by, bot.now());
      if (one === undefined) throw new Error('There is a follow-up to add.');
      return { fields: { followUps: [...incident.followUps, one.followUp] }, event: () => one.event };
    },
    'closed too',
  );
}

/** What is added to the incident for each of these texts, with the event that says so. @throws InputError when it would have too many. */
export function newFollowUps(
  bot: Bot,
  { id, followUps }: Pick<Incident, 'id' | 'followUps'>,
  texts: readonly string[],
  by: By,
  now: string,
): readonly { readonly followUp: FollowUp; readonly event: NewEvent }[] {
  if (followUps.length + texts.length > mostFollowUps) {
    throw new InputError(`${id} would leave more than ${mostFollowUps} things to be done.`, { next: 'Put some of them together.' });
  }
  return texts.map((typed, index) => {
    const number = followUps.length + index + 1;
    const text = bot.redact(typed);
    return {
      followUp: { number, text, by: by.actor.name, at: now, ticket: null },
      event: { incident: id, type: 'followup.added', happenedAt: now, by: by.actor, payload: { followUp: number, text } },
    };
  });
}
