import { incidentId } from '../core/incident.ts';
import { plain, type Text } from '../core/text.ts';
import type { Answer, Part } from './answer.ts';
import { type Html, html } from './html.ts';
import { htmlText } from './html-text.ts';
import { tableHtml } from './table-html.ts';

/** An answer as part of a page, under a heading that says its title. What can be pressed is left out: pages change nothing. */
export function answerHtml({ parts, title }: Answer, timezone: string): Html {
  return html`${parts.map((part) => partHtml(part, plain(title), timezone))}`;
}

function partHtml(part: Part, caption: string, timezone: string): Html {
  if ('text' in part) return html`<p>${htmlText(part.text, timezone)}</p>`;
  if ('heading' in part) return html`<h2>${part.heading}</h2>`;
  if ('facts' in part) return html`<dl>${part.facts.map(([label, value]) => html`<dt>${label}</dt><dd>${htmlText(value, timezone)}</dd>`)}</dl>`;
  if ('list' in part) return html`<ul>${part.list.map((item) => html`<li>${htmlText(item, timezone)}</li>`)}</ul>`;
  if ('hint' in part) return html`<p class="quiet">${htmlText(part.hint, timezone)}</p>`;
  if ('offers' in part) return html``;
  const { columns, rows } = part.table;
  return tableHtml({ caption, quietCaption: true, columns, rows: rows.map((row) => row.map((cell) => cellHtml(cell, timezone))) });
}

/** An incident leads to its page. */
function cellHtml(cell: Text, timezone: string): Html {
  const incident = incidentId.safeParse(cell);
  return incident.success ? html`<a href="/incidents/${incident.data}">${incident.data}</a>` : htmlText(cell, timezone);
}
