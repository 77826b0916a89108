import type { Report } from '../core/report.ts';
import { type ReportDocument, reportDocument } from '../core/report-document.ts';
import { plain } from '../core/text.ts';
import { tlpLabel } from '../core/tlp.ts';

/** The report as JSON, in the shape that `reportDocument` describes. Texts are plain: attackers' words stand in them as a terminal would show them. */
export function reportJson(report: Report): string {
  const { incident, title, tlp, state, drill, madeAt, upTo, sections, events } = report;
  const document: ReportDocument = {
    format: 'firebreak-report/1',
    incident,
    title: title.forTerminal(2000),
    tlp: tlpLabel(tlp),
    state,
    drill,
    madeAt,
    upTo,
    sections: sections.map(({ heading, lead, lines, table }) => ({
      heading,
      lead: lead ?? null,
      lines: lines.map(({ text, cites }) => ({ text: plain(text), cites: [...cites] })),
      table:
        table === undefined
          ? null
          : {
              columns: [...table.columns],
              rows: table.rows.map(({ cells, cites }) => ({ cells: cells.map((cell) => plain(cell)), cites: [...cites] })),
            },
    })),
    events: events.map((event) => ({ ...event, says: plain(event.says) })),
  };
  return `${JSON.stringify(reportDocument.parse(document), null, 2)}\n`;
}
