import type { Report, ReportSection, ReportTable } from '../core/report.ts';
import type { CitedLine } from '../core/summary.ts';
import { tlpLabel } from '../core/tlp.ts';
import { type Html, html } from './html.ts';
import { htmlText } from './html-text.ts';
import { svgOf } from './svg.ts';

/**
 * The body of a report as HTML: mark, state, pictures, sections, every event. Both the page and the file that is handed on put it into a document of their
 * own. Times stand with their date, in UTC and in the reader's zone.
 */
export function reportBody(report: Report, timezone: string): Html {
  const { incident, title, tlp, state, drill, madeAt, upTo, sections, events, pictures } = report;
  const rows = events.map(
    ({ seq, happenedAt, by, says }) =>
      html`<tr id="event-${seq}"><th scope="row">#${seq}</th><td data-label="When">${htmlText({ at: happenedAt }, timezone)}</td><td data-label="By">${by}</td><td data-label="What">${htmlText(says, timezone)}</td></tr>`,
  );
  return html`<p><strong class="tlp tlp-${tlp.replace('+', '-')}">${tlpLabel(tlp)}</strong>${drill && html` <strong>DRILL</strong>`}</p>
<p class="lead"><strong>${title}</strong><br>${state}</p>
<p class="quiet">${incident}, made at ${htmlText({ at: madeAt }, timezone)} from the timeline up to event #${upTo.seq}. Numbers in brackets are events.</p>
<figure class="wide">${svgOf(pictures.wide, 'wide')}</figure><figure class="narrow">${svgOf(pictures.narrow, 'narrow')}</figure>
${sections.map((section) => sectionHtml(section, timezone))}
<section><h2>Timeline</h2><table class="stacked"><caption>Every event, in the order of the record</caption><thead><tr><th scope="col">Event</th><th scope="col">When</th><th scope="col">By</th><th scope="col">What</th></tr></thead><tbody>${rows}</tbody></table></section>
<p class="quiet">Hash of the last event: <code>${upTo.hash}</code></p>`;
}

function sectionHtml({ heading, lead, lines, table }: ReportSection, timezone: string): Html {
  return html`<section><h2>${heading}</h2>${lead && html`<p class="quiet">${lead}</p>`}${lines.length > 0 && html`<ul>${lines.map((line) => lineHtml(line, timezone))}</ul>`}${table && table.rows.length > 0 && tableHtml(heading, table, timezone)}</section>`;
}

function lineHtml({ text, cites }: CitedLine, timezone: string): Html {
  return html`<li>${htmlText(text, timezone)}${citation(cites)}</li>`;
}

function tableHtml(caption: string, { columns, rows }: ReportTable, timezone: string): Html {
  const body = rows.map(({ cells, cites }) => {
    const drawn = cells.map((cell, index) =>
      index === 0
        ? html`<th scope="row">${htmlText(cell, timezone)}</th>`
        : html`<td data-label="${columns[index]}">${htmlText(cell, timezone)}</td>`,
    );
    return html`<tr>${drawn}<td data-label="Events">${citation(cites)}</td></tr>`;
  });
  return html`<table class="stacked"><caption>${caption}</caption><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}<th scope="col">Events</th></tr></thead><tbody>${body}</tbody></table>`;
}

function citation(cites: readonly number[]): readonly Html[] {
  return cites.map((seq) => html` <a href="#event-${seq}">[#${seq}]</a>`);
}

/** How it looks, besides what a page says of headings, links and tables: marks of the protocol in FIRST's colours, tables that become cards on a phone. */
export const reportStyle = `
.tlp { display: inline-block; padding: .15em .5em; font-family: ui-sans-serif, system-ui, sans-serif; background: #000000; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.tlp-red { color: #FF2B2B; } .tlp-amber, .tlp-amber-strict { color: #FFC000; } .tlp-green { color: #33FF00; } .tlp-clear { color: #FFFFFF; }
figure { margin: 1.5rem 0; } figure svg { width: 100%; max-width: 60rem; height: auto; } figure.narrow { display: none; }
caption { text-align: left; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
table.stacked tbody th { font-weight: 600; text-align: left; vertical-align: top; white-space: normal; }
table.stacked { display: table; } table.stacked td { min-width: 0; } table.stacked time { white-space: normal; }
@media screen and (max-width: 40rem) {
  figure.wide { display: none; } figure.narrow { display: block; }
  table.stacked, table.stacked tbody, table.stacked tr, table.stacked th, table.stacked td { display: block; width: 100%; border: 0; padding: .1rem 0; }
  table.stacked thead { display: none; } table.stacked tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  table.stacked td:empty { display: none; }
  table.stacked td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
}
@media print { section { break-inside: auto; } h2 { break-after: avoid; } tr, li, figure { break-inside: avoid; } thead { display: table-header-group; } }
`;
