import { incidentArg } from '../src/core/incident.ts';
import { textOnlyArg } from '../src/core/mention.ts';
import { observableArg } from '../src/core/observable.ts';
import { counted } from '../src/core/text.ts';
import { lookAndAttach, lookUpInText } from '../src/flows/look-up.ts';
import { readableIncidents, readCase } from '../src/flows/read-case.ts';
import { caseFile, whyScore } from '../src/flows/show-case-file.ts';
import { answer, defineCommand, form, type Text } from '../src/kit/index.ts';
import { offersForCase } from '../src/slack/views/offers.ts';

export default defineCommand({
  id: 'triage',
  title: 'The queue, a case file, or what is known about anything',
  hint: '[INC-1 | address | domain | hash | user:name]',
  forms: [
    form('', 'the queue of open incidents, the highest score first', {}, async (bot, _, by) => {
      const incidents = await readableIncidents(bot, by, { open: true, limit: 20 });
      if (incidents.length === 0) return answer('The queue is empty', [{ text: 'No incident that you can read is open.' }], { incidents });
      const rows: Text[][] = incidents.map((incident) => [
        incident.id,
        String(incident.assessment?.score ?? '–'),
        incident.severity,
        incident.title,
        incident.phase,
        incident.commander === null ? 'nobody' : bot.files.team.nameOf(incident.commander),
      ]);
      return answer(
        `${counted(incidents.length, 'open incident')}`,
        [
          { table: { columns: ['Incident', 'Score', 'Severity', 'What', 'Phase', 'Commander'], rows } },
          { hint: ['Open one: ', { code: `${bot.commandPrefix}triage ${incidents[0]?.id}` }] },
        ],
        { incidents },
      );
    }),
    form('<incident> why', 'the score of an incident, line by line', { incident: incidentArg }, async (bot, { incident }, by) =>
      whyScore(await readCase(bot, incident, by)),
    ),
    form('<incident>', 'the case file of an incident', { incident: incidentArg }, async (bot, { incident }, by) => {
      const known = await readCase(bot, incident, by);
      return caseFile(bot, known, offersForCase(known.incident, known.proposals));
    }),
    form(
      '<observable> [<incident>]',
      'what is known about an address, domain, hash, URL, e-mail, user or host; in an incident’s channel, or with an incident, it is attached to it',
      { observable: observableArg, incident: incidentArg.optional() },
      (bot, { observable, incident }, by) => lookAndAttach(bot, observable, incident, by),
    ),
    form(
      '<mention>',
      'the alerts whose text mentions a vulnerability or a technique: CVE-2024-3094, T1110.003',
      { mention: textOnlyArg },
      (bot, { mention }, by) => lookUpInText(bot, mention, by),
    ),
  ],
});
