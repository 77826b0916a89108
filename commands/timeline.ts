import { z } from 'zod';
import { incidentArg } from '../src/core/incident.ts';
import { spanArg } from '../src/core/span.ts';
import { timelineFilter } from '../src/core/timeline-filter.ts';
import { dayArg, timeArg } from '../src/core/when.ts';
import { addNote } from '../src/flows/add-note.ts';
import { catchUp } from '../src/flows/catch-up.ts';
import { handOver, shiftNotes } from '../src/flows/hand-over.ts';
import { readCase } from '../src/flows/read-case.ts';
import { redactEvent } from '../src/flows/redact-event.ts';
import { sendPicture } from '../src/flows/send-picture.ts';
import { notedAnswer } from '../src/flows/show-incident.ts';
import { showPlainly, showSpan } from '../src/flows/show-span.ts';
import { type Leaf, timelineScreen } from '../src/flows/show-timeline.ts';
import { type Answer, type Bot, type By, defineCommand, form } from '../src/kit/index.ts';
import { offersForTimeline } from '../src/slack/views/offers.ts';

const page = z.coerce.number('give the number of a page, such as 2').int().positive();
const weekMs = 7 * 86_400_000;
const words = z.string().trim().min(3, 'write a few words');

async function leaf(bot: Bot, incident: string, wanted: Leaf, by: By): Promise<Answer> {
  const screen = timelineScreen(bot, await readCase(bot, incident, by), wanted);
  return screen.answer(offersForTimeline(incident, screen));
}

export default defineCommand({
  id: 'timeline',
  title: 'What happened in an incident, in a week, or since you last looked',
  hint: 'INC-1 | note INC-1 [14:05] what | week | exec | handoff | catchup',
  forms: [
    form(
      'note <incident> <day> <time> <text…>',
      'write down what happened on another day: 2026-03-14 14:05, on your clock, or 14:05Z in UTC',
      { incident: incidentArg, day: dayArg, time: timeArg, text: words },
      async (bot, { incident, day, time, text }, by) => notedAnswer(await addNote(bot, incident, text, by, { ...time, day })),
    ),
    form(
      'note <incident> <time> <text…>',
      'write down what happened before: 14:05 is the last time that your clock showed it; both times are kept and shown',
      { incident: incidentArg, time: timeArg, text: words },
      async (bot, { incident, time, text }, by) => notedAnswer(await addNote(bot, incident, text, by, time)),
    ),
    form(
      'note <incident> <text…>',
      'write something into the timeline',
      { incident: incidentArg, text: words },
      async (bot, { incident, text }, by) => {
        return notedAnswer(await addNote(bot, incident, text, by));
      },
    ),
    form(
      'redact <incident> <event> <reason…>',
      'remove for good what an event says; that it was there stays. For approvers',
      { incident: incidentArg, event: z.coerce.number('give the number of an event, such as 57').int().positive(), reason: words },
      (bot, { incident, event, reason }, by) => redactEvent(bot, { incident, seq: event, reason }, by),
    ),
    form(
      'picture <incident>',
      'the incident as a picture, sent to you alone: who did what when, how long it dwelt, each milestone',
      { incident: incidentArg },
      (bot, { incident }, by) => sendPicture(bot, incident, by),
    ),
    form('<incident> picture', 'the same', { incident: incidentArg }, (bot, { incident }, by) => sendPicture(bot, incident, by)),
    form('week', 'the last 7 days: counts, and the incidents that matter', {}, (bot, _, by) => showSpan(bot, weekMs, by)),
    form(
      'exec [<incident>]',
      'three sentences without jargon, whom and what it touched, which decisions wait; of an incident, or of the last 7 days',
      { incident: incidentArg.optional() },
      (bot, { incident }, by) => showPlainly(bot, incident, by),
    ),
    form('handoff', 'everything that the next shift needs', {}, (bot, _, by) => shiftNotes(bot, by)),
    form(
      'handoff <person…>',
      'the same, and write down that you hand over to them; what you lead is led by them',
      { person: z.string() },
      (bot, { person }, by) => handOver(bot, person.replace(/^to\s+/i, ''), by),
    ),
    form('catchup', 'what has happened since you last asked', {}, (bot, _, by) => catchUp(bot, by)),
    form('<span>', 'the same as week for another time: 12h, 30d …', { span: spanArg(366) }, (bot, { span }, by) => showSpan(bot, span, by)),
    form(
      '<incident> [<page>]',
      'where it stands, its milestones, decisions and risks on one screen; with a number that page of its events, in UTC and in your time zone',
      { incident: incidentArg, page: page.optional() },
      (bot, { incident, page = 0 }, by) => leaf(bot, incident, { page, filter: 'all' }, by),
    ),
    form(
      '<incident> <filter> [<page>]',
      'some of its events: those of people, of automation, about containment, or notes',
      { incident: incidentArg, filter: timelineFilter, page: page.optional() },
      (bot, { incident, filter, page = 1 }, by) => leaf(bot, incident, { page, filter }, by),
    ),
  ],
});
