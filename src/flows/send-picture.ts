import { RefusedError } from '../core/errors.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { incidentFor } from './read-case.ts';

/**
 * Has the picture of an incident sent to whoever asks, in their own conversation with the bot, and says where it stands as a page.
 * @throws NotFoundError for an incident that this person may not read; RefusedError for somebody whom Slack does not know.
 */
export async function sendPicture(bot: Bot, id: string, by: By): Promise<Answer> {
  const incident = await incidentFor(bot, id, by);
  const page = `${bot.pageUrl(id)}/picture.svg`;
  if (by.person?.slack === undefined) throw new RefusedError('You have no account in Slack that people.yml knows.', { next: `The picture: ${page}` });
  const delivery = {
    outlet: 'slack',
    subject: `picture:${id}:${by.person.id}`,
    incident: incident.id,
    lane: `slack:picture:${by.person.id}`,
    priority: 1,
  } as const;
  await bot.store.commit({ outbox: [delivery] });
  return answer(
    `The picture of ${id} is on its way`,
    [{ text: ['It comes to you alone, in your messages with Firebreak. ', { link: page, label: 'As a page' }] }],
    {
      incident: id,
      page,
    },
  );
}
