import { readableIncidents } from '../../src/flows/read-case.ts';
import { funnelColumns, funnelForPage, funnelRows } from '../../src/flows/show-funnel.ts';
import { type Html, html } from '../../src/kit/html.ts';
import { definePage } from '../../src/kit/index.ts';

const weekMs = 7 * 86_400_000;

export default definePage({
  id: 'incidents',
  title: 'Incidents',
  path: '/',
  alsoAt: ['/incidents', '/incidents/'],
  render: async (bot, _, by) => {
    const incidents = await readableIncidents(bot, by, { limit: 100 });
    const rows = incidents.map(
      ({ id, assessment, severity, phase, verdict, title, openedAt }) => html`<tr>
<td><a href="/incidents/${id}">${id}</a></td><td>${assessment?.score ?? '–'}</td><td>${severity}</td><td>${verdict ?? phase}</td>
<td>${title}</td><td><time datetime="${openedAt}">${openedAt.slice(0, 16).replace('T', ' ')} UTC</time></td></tr>`,
    );
    const body =
      incidents.length === 0
        ? html`<p>No incident yet. As soon as an alert scores high enough, it stands here.</p>`
        : html`<table><thead><tr><th>Incident</th><th>Score</th><th>Severity</th><th>State</th><th>What</th><th>Opened</th></tr></thead><tbody>${rows}</tbody></table>`;
    const funnel = await funnelForPage(bot, weekMs, by);
    const below = funnel !== undefined && funnel.length > 0 && funnelTable(funnelRows(funnel));
    return { type: 'html', body: String(html`<p><a href="/containments">What is contained now</a></p>${body}${below}`) };
  },
});

/** What was received, and what became of it. */
function funnelTable(rows: ReturnType<typeof funnelRows>): Html {
  const line = (cells: readonly string[]) => cells.map((cell) => html`<td>${cell}</td>`);
  return html`<h2>Received in the last 7 days</h2>
<table><thead><tr>${funnelColumns.map((column) => html`<th>${column}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${line(row)}</tr>`)}</tbody></table>
<p class="quiet">Received is the sum of the rest. What is silent is stored, and moves to merged or opened when it joins an incident.</p>`;
}
