import type { Incident } from '../core/incident.ts';
import { type Tlp, tlpLabel, tlpMeanings } from '../core/tlp.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { Noted } from './add-note.ts';

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
export function notedAnswer({ incident: { id }, happenedAt }: Noted): Answer {
  const both: readonly Part[] =
    happenedAt === null ? [] : [{ text: ['It stands at ', { at: happenedAt }, ', and says that it was written down now.'] }];
  return answer(`Noted in the timeline of ${id}`, both, { incident: id, happenedAt });
}

/** What somebody reads after putting a message into a timeline. */
export function addedAnswer(id: string, isNew: boolean): Answer {
  return isNew
    ? answer(`Added to the timeline of ${id}`, [{ hint: 'If it is changed or deleted in Slack, the timeline says so; what it says now stays.' }], {
        incident: id,
      })
    : answer(`It stands in the timeline of ${id} already`, [], { incident: id });
}

/** What somebody reads after stating a part of the report. */
export function statedAnswer(bot: Bot, { id }: Incident, part: string): Answer {
  const text = [
    'It stands in the timeline and in the ',
    { link: bot.pageUrl(id), label: 'report' },
    ', with your name. Who states it anew replaces it there.',
  ];
  return answer(`The ${part} of ${id} is stated`, [{ text }], { incident: id });
}

/** What somebody reads after giving an incident a mark. */
export function markedAnswer({ id }: Incident, mark: Tlp): Answer {
  const red = mark === 'red' ? ' Its report is sent to no channel.' : '';
  return answer(`${id} is ${tlpLabel(mark)} now`, [{ text: `${tlpMeanings[mark]}${red}` }], { incident: id, tlp: mark });
}

/** What somebody reads after saying what has to be done afterwards. */
export function followUpAnswer(bot: Bot, { id, followUps, restrictedTo }: Incident): Answer {
  const number = followUps.at(-1)?.number ?? 0;
  const system = [...bot.catalogue.tickets.values()].find(({ uses }) => 'client' in bot.connection(uses));
  const unless =
    system === undefined
      ? 'No ticket system is set up, so it stands in the report alone.'
      : `Its ticket in ${system.title} is on its way; the report says where that stands.`;
  const says = restrictedTo === null ? unless : `${id} is restricted, so no ticket is opened for it. It stands in the report.`;
  return answer(`Follow-up ${number} of ${id} is written down`, [{ text: says }], { incident: id, followUp: number });
}
