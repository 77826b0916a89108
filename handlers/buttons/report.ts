import { incidentFor } from '../../src/flows/read-case.ts';
import { answer, on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';

export default on.button(buttons.openReport, 'Find the report of an incident', async (bot, { incident: id }, by) => {
  const incident = await incidentFor(bot, id, by);
  const link = bot.pageUrl(id);
  return answer(
    `The report of ${id}`,
    [
      {
        list: [
          { link, label: 'to read and print' },
          { link: `${link}/report.md`, label: 'as Markdown' },
        ],
      },
      ...(incident.phase === 'closed' ? [] : [{ hint: 'The incident is open: the report says what is known now.' }]),
    ],
    { incident: id, link },
  );
});
