import { NotFoundError } from '../../src/core/errors.ts';
import { type ReportForm, reportForms } from '../../src/core/printer.ts';
import { readReport } from '../../src/flows/read-report.ts';
import { definePage } from '../../src/kit/index.ts';

/** Forms that a browser shows by itself. */
const shown: ReadonlySet<ReportForm> = new Set(['html', 'pdf', 'svg', 'png']);

export default definePage({
  id: 'report-file',
  title: 'Post-incident report as a file',
  path: '/incidents/:incident/:name.:form',
  render: async (bot, { incident = '', name, form: named }, by) => {
    const form = reportForms.find((one) => one === named);
    const wanted = form === 'svg' || form === 'png' ? 'picture' : 'report';
    const report = await readReport(bot, incident, by);
    if (form === undefined || name !== wanted)
      throw new NotFoundError('There is no such form of the report.', { next: bot.pageUrl(report.incident) });
    return { ...(await bot.printer.print(report, form)), open: shown.has(form) };
  },
});
