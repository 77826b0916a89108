import type { Incident } from '../core/incident.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';

/** What somebody reads after opening an incident by hand. */
export function openedAnswer(bot: Bot, incident: Incident): Answer {
  return answer(
    `${incident.id} is open`,
    [
      { text: 'Its card is on its way to the alerts channel.' },
      { hint: ['Add what it is about: ', { code: `${bot.commandPrefix}triage 203.0.113.7 ${incident.id}` }] },
    ],
    { incident },
  );
}

/** What somebody reads after closing an incident. */
export function closedAnswer(bot: Bot, incident: Incident): Answer {
  return answer(
    `${incident.id} is closed: ${incident.verdict}`,
    [{ text: ['Its report: ', { link: bot.pageUrl(incident.id), label: 'post-incident report' }] }],
    { incident },
  );
}

/** What somebody reads after writing into a timeline. */
export function notedAnswer({ id }: Incident): Answer {
  return answer(`Noted in the timeline of ${id}`, [], { incident: id });
}
