import { readReport } from '../../src/flows/read-report.ts';
import { html } from '../../src/kit/html.ts';
import { definePage } from '../../src/kit/index.ts';
import { reportBody } from '../../src/kit/report-html.ts';

const files = [
  ['report.html', 'to print or hand on'],
  ['report.pdf', 'PDF'],
  ['report.md', 'Markdown'],
  ['report.json', 'JSON'],
  ['report.csv', 'its events as CSV'],
  ['picture.svg', 'the picture as SVG'],
  ['picture.png', 'as PNG'],
] as const;

export default definePage({
  id: 'incident',
  title: 'Post-incident report',
  path: '/incidents/:incident',
  render: async (bot, { incident: id = '' }, by) => {
    const report = await readReport(bot, id, by);
    const exhibits = (await bot.store.exhibits(report.incident)).map(
      ({ name, sha256, size, proposal }) =>
        html`<li><a href="/incidents/${id}/evidence/${sha256}">${name}</a>, before ${proposal}: ${size} bytes, SHA-256 <code>${sha256}</code></li>`,
    );
    const kept = exhibits.length === 0 ? '' : html`<h2>Kept before it was destroyed</h2><ul>${exhibits}</ul>`;
    const links = files.map(([file, label], index) => html`${index > 0 && ' · '}<a href="/incidents/${id}/${file}">${label}</a>`);
    const body = html`<nav aria-label="The report as a file"><p class="quiet">${links}</p></nav>${reportBody(report, by.timezone)}${kept}`;
    return { type: 'html', title: report.incident, body: String(body) };
  },
});
