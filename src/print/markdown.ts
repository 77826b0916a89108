import type { Report, ReportSection, ReportTable } from '../core/report.ts';
import type { CitedLine } from '../core/summary.ts';
import { clock, type Piece, piecesOf, type Text } from '../core/text.ts';
import { tlpLabel } from '../core/tlp.ts';
import { Untrusted, visible } from '../core/untrusted.ts';

/** The report as Markdown. Attackers' words and our own are escaped alike; only our links are links. */
export function reportMarkdown({ incident, title, tlp, state, drill, madeAt, upTo, sections }: Report): string {
  return [
    `# ${incident}: ${escaped(title.forTerminal())}`,
    '',
    `**${tlpLabel(tlp)}** · ${drill ? 'drill · ' : ''}${escaped(state)}`,
    '',
    `Made at ${clock(madeAt)} from the timeline up to event #${upTo.seq} (hash \`${upTo.hash}\`). Numbers in brackets are events.`,
    ...sections.flatMap(sectionLines),
    '',
    `**${tlpLabel(tlp)}**`,
    '',
  ].join('\n');
}

function sectionLines({ heading, lead, lines, table }: ReportSection): readonly string[] {
  return [
    '',
    `## ${heading}`,
    ...(lead === undefined ? [] : ['', escaped(lead)]),
    ...(lines.length === 0 ? [] : ['', ...lines.map(lineOf)]),
    ...(table === undefined || table.rows.length === 0 ? [] : ['', ...tableLines(table)]),
  ];
}

function lineOf({ text, cites }: CitedLine): string {
  return `- ${markdown(text)}${citation(cites)}`;
}

function tableLines({ columns, rows }: ReportTable): readonly string[] {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell || ' ').join(' | ')} |`;
  return [
    row([...columns, 'Events']),
    row([...columns, 'Events'].map(() => '---')),
    ...rows.map(({ cells, cites }) => row([...cells.map(markdown), citation(cites).trim()])),
  ];
}

function citation(cites: readonly number[]): string {
  return cites.map((seq) => ` [#${seq}]`).join('');
}

function markdown(text: Text): string {
  return piecesOf(text).map(markdownPiece).join('');
}

function markdownPiece(piece: Piece): string {
  if (typeof piece === 'string') return escaped(visible(piece, 2000));
  if (piece instanceof Untrusted) return escaped(piece.forTerminal());
  if ('at' in piece) return clock(piece.at);
  if ('strong' in piece) return escaped(piece.strong).replace(/\S(?:.*\S)?/, '**$&**');
  if ('code' in piece) return `\`${piece.code.replaceAll('`', "'")}\``;
  return `[${escaped(piece.label)}](${encodeURI(piece.link).replace(/\(/g, '%28').replace(/\)/g, '%29')})`;
}

/** Markdown marks as themselves, HTML as text, and no line break that could begin a heading of somebody else's. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]#|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
