import { reportOf } from '../../src/core/report.ts';
import { sentenceOf } from '../../src/core/timeline-sentences.ts';
import { readCase } from '../../src/flows/read-case.ts';
import { html } from '../../src/kit/html.ts';
import { htmlText } from '../../src/kit/html-text.ts';
import { definePage } from '../../src/kit/index.ts';

export default definePage({
  id: 'incident',
  title: 'Post-incident report',
  path: '/incidents/:incident',
  render: async (bot, { incident: id = '' }, by) => {
    const known = await readCase(bot, id, by);
    const { incident, events } = known;
    const report = reportOf(known, bot.files.team, bot.now());
    const cite = (seq: number) => html` <a href="#event-${seq}"><small>[#${seq}]</small></a>`;
    const sections = report.sections.map(
      ({ heading, lines }) =>
        html`<h2>${heading}</h2><ul>${lines.map(({ text, cites }) => html`<li>${htmlText(text, by.timezone)}${cites.map(cite)}</li>`)}</ul>`,
    );
    const rows = events.map(
      (event) => html`<tr id="event-${event.seq}"><td>#${event.seq}</td><td>${htmlText({ at: event.happenedAt }, by.timezone)}</td>
<td>${event.by.name}</td><td>${htmlText(sentenceOf(event, bot.files.team.nameOf), by.timezone)}</td></tr>`,
    );
    const exhibits = (await bot.store.exhibits(incident.id)).map(
      ({ name, sha256, size, proposal }) =>
        html`<li><a href="/incidents/${id}/evidence/${sha256}">${name}</a>, before ${proposal}: ${size} bytes, SHA-256 <code>${sha256}</code></li>`,
    );
    const kept = exhibits.length === 0 ? '' : html`<h2>Kept before it was destroyed</h2><ul>${exhibits}</ul>`;
    const state = incident.phase === 'closed' ? `closed as ${incident.verdict}` : `${incident.phase}: what follows is what is known now`;
    const body = html`<p><strong>${incident.title}</strong><br>${incident.severity}, ${state}</p>
<p class="quiet">Made at ${htmlText({ at: report.madeAt }, by.timezone)} from the timeline up to event #${report.upTo.seq}. <a href="/incidents/${id}/report.md">As Markdown</a></p>
${sections}${kept}<h2>Timeline</h2>
<table><thead><tr><th>Event</th><th>When</th><th>By</th><th>What</th></tr></thead><tbody>${rows}</tbody></table>
<p class="quiet">Hash of the last event: <code>${report.upTo.hash}</code></p>`;
    return { type: 'html', title: incident.id, body: String(body) };
  },
});
