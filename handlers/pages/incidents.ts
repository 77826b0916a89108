import { readableIncidents } from '../../src/flows/read-case.ts';
import { html } from '../../src/kit/html.ts';
import { definePage } from '../../src/kit/index.ts';

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
    return { type: 'html', body: String(html`<p><a href="/containments">What is contained now</a></p>${body}`) };
  },
});
