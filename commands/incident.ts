import { z } from 'zod';
import { incidentArg, severity, verdict } from '../src/core/incident.ts';
import { counted } from '../src/core/text.ts';
import { tlpArg } from '../src/core/tlp.ts';
import { Untrusted } from '../src/core/untrusted.ts';
import { addFollowUp } from '../src/flows/add-follow-up.ts';
import { addNote } from '../src/flows/add-note.ts';
import { askPerson } from '../src/flows/ask-person.ts';
import { changeSeverity } from '../src/flows/change-severity.ts';
import { closeIncident } from '../src/flows/close-incident.ts';
import { explainIncident } from '../src/flows/explain-incident.ts';
import { markIncident } from '../src/flows/mark-incident.ts';
import { callContained } from '../src/flows/mark-phase.ts';
import { mergeIncidents } from '../src/flows/merge-incidents.ts';
import { openIncidentByHand } from '../src/flows/open-by-hand.ts';
import { readableIncidents } from '../src/flows/read-case.ts';
import { restrictIncident, unrestrictIncident } from '../src/flows/restrict-incident.ts';
import { closedAnswer, followUpAnswer, markedAnswer, notedAnswer, openedAnswer, statedAnswer } from '../src/flows/show-incident.ts';
import { splitIncident } from '../src/flows/split-incident.ts';
import { drillAnswer, startDrill } from '../src/flows/start-drill.ts';
import { takeIncident } from '../src/flows/take-incident.ts';
import { unmergeIncident } from '../src/flows/unmerge-incident.ts';
import { answer, defineCommand, form, type Text } from '../src/kit/index.ts';

const words = z.string().trim().min(3, 'write a few words: they stand in the timeline');

export default defineCommand({
  id: 'incident',
  title: 'Open, take, rate and close incidents',
  hint: 'open what happened | take INC-1 | close INC-1 verdict why',
  forms: [
    form('list', 'the newest incidents, closed ones too', {}, async (bot, _, by) => {
      const incidents = await readableIncidents(bot, by, { limit: 20 });
      const rows: Text[][] = incidents.map(({ id, assessment, severity, phase, title, verdict }) => [
        id,
        String(assessment?.score ?? '–'),
        severity,
        verdict ?? phase,
        title,
      ]);
      const table = { table: { columns: ['Incident', 'Score', 'Severity', 'State', 'What'], rows } };
      return answer(counted(incidents.length, 'incident'), [incidents.length > 0 ? table : { text: 'There is no incident that you can read.' }], {
        incidents,
      });
    }),
    form('open <title…>', 'open an incident by hand', { title: words }, async (bot, { title }, by) => {
      return openedAnswer(bot, await openIncidentByHand(bot, Untrusted.of(title), by));
    }),
    form('drill', 'practise: an account takeover that is made up, marked everywhere, outside of every metric', {}, async (bot, _, by) =>
      drillAnswer(bot, await startDrill(bot, by)),
    ),
    form('take <incident>', 'lead it: there is one commander at a time', { incident: incidentArg }, async (bot, { incident: id }, by) => {
      const incident = await takeIncident(bot, id, by);
      return answer(`You lead ${id} now`, [{ hint: ['Start here: ', { code: `${bot.commandPrefix}triage ${id}` }] }], { incident });
    }),
    form(
      'severity <incident> <severity> <reason…>',
      'rate it by hand: low, medium, high or critical',
      { incident: incidentArg, severity, reason: words },
      async (bot, { incident: id, severity, reason }, by) => {
        const incident = await changeSeverity(bot, id, severity, reason, by);
        return answer(`${id} is rated ${incident.severity} now`, [], { incident });
      },
    ),
    form(
      'contained <incident> <reason…>',
      'say that it is contained, although something that was proposed stands open',
      { incident: incidentArg, reason: words },
      async (bot, { incident: id, reason }, by) => {
        const incident = await callContained(bot, id, reason, by);
        return answer(
          `${id} counts as contained`,
          [{ text: 'That ends when a containment is taken back or fails to hold, or something new is proposed.' }],
          {
            incident,
          },
        );
      },
    ),
    form(
      'note <incident> <text…>',
      'write something into its timeline',
      { incident: incidentArg, text: words },
      async (bot, { incident: id, text }, by) => {
        return notedAnswer(await addNote(bot, id, text, by));
      },
    ),
    form(
      'restrict <incident> <people> <reason…>',
      'keep it to a few: people.yml ids, logins or roles, with commas between; for everybody else it does not exist',
      { incident: incidentArg, people: z.string(), reason: words },
      (bot, { incident, people, reason }, by) => restrictIncident(bot, { incident, to: people, reason }, by),
    ),
    form(
      'unrestrict <incident> <reason…>',
      'open it again to everybody who may read incidents',
      { incident: incidentArg, reason: words },
      (bot, { incident, reason }, by) => unrestrictIncident(bot, incident, reason, by),
    ),
    form('ask <incident>', 'ask whoever it names, or their manager: was this you?', { incident: incidentArg }, async (bot, { incident: id }, by) => {
      const { about, asked } = await askPerson(bot, id, by);
      const whom = asked.id === about.id ? 'it was them' : `it was ${about.name}`;
      const text = `${asked.name} is asked whether ${whom}, in a message that nobody else sees. Silence for ${bot.files.policy.ask.minutes} minutes makes it more severe.`;
      return answer(`Asked about ${id}`, [{ text }, { hint: 'The card says what comes of it.' }], { incident: id, about: about.id, asked: asked.id });
    }),
    form(
      'cause <incident> <text…>',
      'state the root cause for its report, also after it is closed',
      { incident: incidentArg, text: words },
      async (bot, { incident: id, text }, by) => statedAnswer(bot, await explainIncident(bot, id, 'cause', text, by), 'root cause'),
    ),
    form(
      'impact <incident> <text…>',
      'state for its report what the damage was',
      { incident: incidentArg, text: words },
      async (bot, { incident: id, text }, by) => statedAnswer(bot, await explainIncident(bot, id, 'impact', text, by), 'impact'),
    ),
    form(
      'followup <incident> <text…>',
      'what has to be done once it is over: a ticket of its own, listed in the report',
      { incident: incidentArg, text: words },
      async (bot, { incident: id, text }, by) => followUpAnswer(bot, await addFollowUp(bot, id, text, by)),
    ),
    form(
      'tlp <incident> <mark>',
      'who may read what is said of it: red, amber+strict, amber, green or clear (TLP 2.0)',
      { incident: incidentArg, mark: tlpArg },
      async (bot, { incident: id, mark }, by) => markedAnswer(await markIncident(bot, id, mark, by), mark),
    ),
    form(
      'merge <incident> into <other> <reason…>',
      'make two incidents one: its alerts go over, and it is closed and says where they went',
      { incident: incidentArg, other: incidentArg, reason: words },
      (bot, { incident: from, other: into, reason }, by) => mergeIncidents(bot, { from, into, reason }, by),
    ),
    form(
      'unmerge <incident> <reason…>',
      'take a merge back: its alerts return to it',
      { incident: incidentArg, reason: words },
      (bot, { incident, reason }, by) => unmergeIncident(bot, { incident, reason }, by),
    ),
    form(
      'split <incident> <which> <reason…>',
      'make two of it: alerts leave for a new one, by their ids with commas between them, or all that name something',
      { incident: incidentArg, which: z.string(), reason: words },
      (bot, { incident, which, reason }, by) => splitIncident(bot, { incident, which, reason }, by),
    ),
    form(
      'close <incident> <verdict> <reason…>',
      'close it as true-positive, benign, false-positive or inconclusive',
      { incident: incidentArg, verdict, reason: words },
      async (bot, { incident: id, verdict, reason }, by) => {
        return closedAnswer(bot, await closeIncident(bot, id, verdict, reason, by));
      },
    ),
  ],
});
