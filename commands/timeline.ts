import { z } from 'zod';
import { incidentArg } from '../src/core/incident.ts';
import { dayArg, timeArg } from '../src/core/when.ts';
import { addNote } from '../src/flows/add-note.ts';
import { readCase } from '../src/flows/read-case.ts';
import { redactEvent } from '../src/flows/redact-event.ts';
import { notedAnswer } from '../src/flows/show-incident.ts';
import { timelineScreen } from '../src/flows/show-timeline.ts';
import { defineCommand, form } from '../src/kit/index.ts';
import { offersForTimeline } from '../src/slack/views/offers.ts';

const page = z.coerce.number('give the number of a page, such as 2').int().positive();
const words = z.string().trim().min(3, 'write a few words');

export default defineCommand({
  id: 'timeline',
  title: 'What happened in an incident: summary, decisions, risks, every event',
  hint: 'INC-1',
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
      '<incident> [<page>]',
      'summary, key decisions and open risks, then every event with its date, in UTC and in your time zone',
      { incident: incidentArg, page: page.optional() },
      async (bot, { incident, page }, by) => {
        const screen = timelineScreen(bot, await readCase(bot, incident, by), page ?? 1);
        return screen.answer(offersForTimeline(incident, screen.page, screen.pages));
      },
    ),
  ],
});
