import { correction, generate } from 'lean-qr';
import { type Html, html } from './html.ts';

/** Empty squares around a code, by which a camera finds its edge (ISO 18004). */
const margin = 4;

/** A QR code drawn into the page itself: nothing is fetched, and no script runs. */
export function qrHtml(text: string, title: string): Html {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const size = code.size + 2 * margin;
  const squares: string[] = [];
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) squares.push(`M${x + margin} ${y + margin}h1v1h-1z`);
  }
  return html`<svg role="img" aria-label="${title}" width="264" height="264" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
<rect width="${size}" height="${size}" fill="#fff"/><path d="${squares.join('')}" fill="#000"/></svg>`;
}

/** A QR code in block characters, two rows a line, dark on light whatever the terminal's colours are. */
export function qrText(text: string): string {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const lines: string[] = [];
  for (let y = -margin; y < code.size + margin; y += 2) {
    let line = '';
    for (let x = -margin; x < code.size + margin; x++) line += halves[`${Number(code.get(x, y))}${Number(code.get(x, y + 1))}`];
    lines.push(`\u001B[30;107m${line}\u001B[0m`);
  }
  return lines.join('\n');
}

const halves: Readonly<Record<string, string>> = { '00': ' ', '10': '▀', '01': '▄', '11': '█' };
