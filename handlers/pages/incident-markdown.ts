import { reportMarkdown, reportOf } from '../../src/core/report.ts';
import { readCase } from '../../src/flows/read-case.ts';
import { definePage } from '../../src/kit/index.ts';

export default definePage({
  id: 'incident-markdown',
  title: 'Post-incident report as Markdown',
  path: '/incidents/:incident/report.md',
  render: async (bot, { incident = '' }, by) => {
    const known = await readCase(bot, incident, by);
    return { type: 'markdown', body: reportMarkdown(reportOf(known, bot.files.team, bot.now())), fileName: `${incident}.md` };
  },
});
