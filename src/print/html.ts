import { createHash } from 'node:crypto';
import type { Report } from '../core/report.ts';
import { tlpLabel } from '../core/tlp.ts';
import { html } from '../kit/html.ts';
import { reportBody, reportStyle } from '../kit/report-html.ts';

const style = `
:root { color-scheme: light; --ink: #1b1f24; --quiet: #57606a; --line: #d8dde3; --accent: #9a1f18; --wash: #f3f5f7; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: #ffffff; color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; border-bottom: 3px solid var(--accent); padding-bottom: .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; } .lead { font-size: 1.1rem; }
a { color: var(--accent); } li { margin: .25rem 0; } li a, td a { font-size: .85em; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); font-size: .92rem; }
code { font: .85em ui-monospace, monospace; background: var(--wash); padding: .1em .3em; border-radius: 3px; }
.quiet { color: var(--quiet); } footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .5rem; }
@media print { body { font-size: 10pt; max-width: none; padding: 0; } a { color: inherit; text-decoration: none; } @page { size: A4; margin: 18mm 15mm; } }
${reportStyle}`;

/** What a browser may do with the file: use the stylesheet in it, and nothing else. */
export const reportPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The report as one HTML file that loads nothing and runs nothing, to be read in a browser, on a phone, or on paper. Times stand in UTC. */
export function reportHtml(report: Report): string {
  const { incident, title, tlp } = report;
  const head = html`<meta http-equiv="Content-Security-Policy" content="${reportPolicy}"><title>${tlpLabel(tlp)} ${incident}: ${title}</title>`;
  const body = html`<main><h1>${incident}: post-incident report</h1>${reportBody(report, 'UTC')}</main><footer><strong class="tlp tlp-${tlp.replace('+', '-')}">${tlpLabel(tlp)}</strong></footer>`;
  return `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">${head}<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><style>${style}</style></head>\n<body>${body}</body>\n</html>\n`;
}
