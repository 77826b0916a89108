import type { Picture } from '../core/picture.ts';
import type { Report, ReportSection, ReportTable } from '../core/report.ts';
import type { CitedLine } from '../core/summary.ts';
import { clock, type Piece, piecesOf, type Text } from '../core/text.ts';
import { tlpColours, tlpLabel, tlpMeanings } from '../core/tlp.ts';
import { Untrusted, visible } from '../core/untrusted.ts';
import { diamondPath } from '../kit/svg.ts';
import type { Fonts } from './fonts.ts';
import { margins, Paper, pageSize, room, type Styled } from './paper.ts';

const quiet = '#57606a';
const accent = '#9a1f18';
const text = 9.5;
const cell = 8;

/** Rows of the timeline that are printed; the record itself, and the forms for machines, have all of them. */
const mostRows = 1000;

/** The report as a tagged PDF with its own fonts, A4. Times stand in UTC. */
export async function reportPdf(report: Report, fonts: Fonts): Promise<Uint8Array> {
  const { incident, title, tlp, state, drill, madeAt, upTo, sections, events, pictures } = report;
  const name = title.forTerminal();
  const paper = new Paper(fonts, { title: `${tlpLabel(tlp)} ${incident}: ${name}`, madeAt: new Date(madeAt) });
  const { doc } = paper;
  const root = doc.struct('Document');
  doc.addStructure(root);

  heading(paper, root, 'H1', `${incident}: post-incident report`, 20);
  block(paper, root, 'P', [{ text: `${drill ? 'DRILL. ' : ''}${name}`, face: 'bold' }], 12);
  block(paper, root, 'P', [{ text: state }], text);
  block(
    paper,
    root,
    'P',
    [{ text: `Made at ${clock(madeAt)} from the timeline up to event #${upTo.seq}. ${tlpLabel(tlp)}: ${tlpMeanings[tlp]}`, colour: quiet }],
    text,
  );
  paper.y += 6;
  drawPicture(paper, root, pictures.wide);
  for (const section of sections) drawSection(paper, root, section);
  const rows = events
    .slice(0, mostRows)
    .map(({ seq, happenedAt, by, says }) => ({ cells: [`#${seq}`, { at: happenedAt }, by, says] as Text[], cites: [] }));
  const more = events.length - rows.length;
  drawSection(paper, root, {
    heading: 'Timeline',
    ...(more > 0 && { lead: `The first ${rows.length} of ${events.length} events; the others stand in the record and in the bundle.` }),
    lines: [],
    table: { columns: ['Event', 'When', 'By', 'What'], rows },
  });
  block(
    paper,
    root,
    'P',
    [
      { text: 'Hash of the last event: ', colour: quiet },
      { text: upTo.hash, face: 'mono' },
    ],
    cell,
  );
  root.end();

  return paper.finish((index, pages) => {
    mark(paper, report, 24);
    mark(paper, report, pageSize.height - 44);
    paper.place(paper.wrap([{ text: `${incident} · page ${index + 1} of ${pages}`, colour: quiet }], 300, 8.5), margins.left, pageSize.height - 40);
  });
}

/** The mark of the protocol at the right, as FIRST asks for it: in the header and the footer of each page, twelve points or more. */
function mark(paper: Paper, { tlp }: Report, y: number): void {
  const label: Styled = { text: tlpLabel(tlp), face: 'bold', colour: tlpColours[tlp].letters };
  const width = paper.widthOf(label, 12) + 12;
  const x = pageSize.width - margins.right - width;
  paper.doc.rect(x, y, width, 20).fill(tlpColours[tlp].background);
  paper.place(paper.wrap([label], width, 12), x + 6, y + 3);
}

function drawSection(paper: Paper, root: PDFKit.PDFStructureElement, { heading: name, lead, lines, table }: ReportSection): void {
  const section = paper.doc.struct('Sect');
  root.add(section);
  paper.y += 10;
  paper.need(60);
  heading(paper, section, 'H2', name, 13);
  paper.doc.outline.addItem(name);
  if (lead !== undefined) block(paper, section, 'P', [{ text: lead, colour: quiet }], text);
  if (lines.length > 0) drawList(paper, section, lines);
  if (table !== undefined && table.rows.length > 0) drawTable(paper, section, table);
  section.end();
}

function heading(paper: Paper, parent: PDFKit.PDFStructureElement, level: 'H1' | 'H2', words: string, size: number): void {
  block(paper, parent, level, [{ text: words, face: 'bold' }], size);
  if (level === 'H1') paper.y += 2;
}

function block(paper: Paper, parent: PDFKit.PDFStructureElement, tag: string, styled: readonly Styled[], size: number, indent = 0): void {
  const wrapped = paper.wrap(styled, room - indent, size);
  paper.need(Math.min(wrapped.height, 40));
  tagged(paper, parent, tag, () => paper.draw(wrapped, margins.left + indent));
  paper.y += size * 0.35;
}

/** What is drawn inside belongs to one element. */
function tagged(paper: Paper, parent: PDFKit.PDFStructureElement, tag: string, drawing: () => void, alt?: string): void {
  const element = paper.doc.struct(tag, alt === undefined ? {} : { alt });
  parent.add(element);
  element.add(paper.doc.markStructureContent(tag));
  drawing();
  paper.doc.endMarkedContent();
  element.end();
}

function drawList(paper: Paper, parent: PDFKit.PDFStructureElement, lines: readonly CitedLine[]): void {
  const list = paper.doc.struct('L');
  parent.add(list);
  for (const { text: words, cites } of lines) {
    const wrapped = paper.wrap([...styledOf(words), ...citation(cites)], room - 12, text);
    paper.need(Math.min(wrapped.height, 40));
    tagged(paper, list, 'LI', () => {
      paper.place(paper.wrap([{ text: '•' }], 12, text), margins.left + 1, paper.y);
      paper.draw(wrapped, margins.left + 12);
    });
    paper.y += 2;
  }
  list.end();
}

function drawTable(paper: Paper, parent: PDFKit.PDFStructureElement, { columns, rows }: ReportTable): void {
  const cited = rows.some(({ cites }) => cites.length > 0);
  const heads = cited ? [...columns, 'Events'] : columns;
  const cellsOf = ({ cells, cites }: ReportTable['rows'][number]) => [...cells.map(styledOf), ...(cited ? [citation(cites)] : [])];
  const drawn = rows.map(cellsOf);
  const widths = columnWidths(paper, heads, drawn);
  const table = paper.doc.struct('Table');
  parent.add(table);
  const head = () =>
    drawRow(
      paper,
      table,
      'TH',
      heads.map((words) => [{ text: words, face: 'bold', colour: quiet }]),
      widths,
    );
  paper.y += 2;
  head();
  for (const cells of drawn) {
    const height = Math.max(...cells.map((styled, index) => paper.wrap(styled, (widths[index] ?? 0) - 8, cell).height)) + 6;
    const before = paper.y;
    if (height < pageSize.height / 2) paper.need(height);
    if (paper.y < before) head();
    drawRow(paper, table, 'TD', cells, widths);
  }
  table.end();
  paper.y += 4;
}

/** A row of which the longest cell may go over several pages; the others stand at its beginning. */
function drawRow(
  paper: Paper,
  table: PDFKit.PDFStructureElement,
  tag: 'TH' | 'TD',
  cells: readonly (readonly Styled[])[],
  widths: readonly number[],
): void {
  const row = paper.doc.struct('TR');
  table.add(row);
  const wrapped = cells.map((styled, index) => paper.wrap(styled, (widths[index] ?? 0) - 8, cell));
  const height = Math.max(...wrapped.map((one) => one.height));
  const longest = wrapped.findIndex((one) => one.height === height);
  const top = paper.y + 3;
  const lefts = widths.map((_, index) => margins.left + widths.slice(0, index).reduce((sum, width) => sum + width, 0));
  const order = [...wrapped.keys()].sort((a, b) => Number(a === longest) - Number(b === longest) || a - b);
  const elements = wrapped.map(() => paper.doc.struct(tag));
  for (const element of elements) row.add(element);
  for (const index of order) {
    const one = wrapped[index];
    const element = elements[index];
    if (one === undefined || element === undefined) continue;
    element.add(paper.doc.markStructureContent(tag));
    paper.y = top;
    if (index === longest) paper.draw(one, lefts[index] ?? 0);
    else paper.place(one, lefts[index] ?? 0, top);
    paper.doc.endMarkedContent();
    element.end();
  }
  row.end();
  paper.y += 3;
  paper.doc.markContent('Artifact', { type: 'Layout' });
  paper.doc
    .moveTo(margins.left, paper.y)
    .lineTo(margins.left + room, paper.y)
    .lineWidth(0.5)
    .strokeColor('#d8dde3')
    .stroke();
  paper.doc.endMarkedContent();
}

/** Each column as wide as what stands in it asks for; what is too wide gives way to the others, so that all fit. */
function columnWidths(paper: Paper, heads: readonly string[], rows: readonly (readonly (readonly Styled[])[])[]): readonly number[] {
  const wanted = heads.map((words, index) => {
    const sample = rows.slice(0, 60).map((cells) => (cells[index] ?? []).reduce((sum, styled) => sum + paper.widthOf(styled, cell), 0));
    return Math.max(paper.widthOf({ text: words, face: 'bold' }, cell), ...sample) + 9;
  });
  const least = heads.map((words) => Math.max(38, paper.widthOf({ text: words, face: 'bold' }, cell) + 9));
  const whole = wanted.reduce((sum, width) => sum + width, 0);
  if (whole <= room) return wanted.map((width) => width + (room - whole) / wanted.length);
  const small = wanted.map((width) => width <= room / heads.length);
  const taken = wanted.reduce((sum, width, index) => sum + (small[index] ? width : (least[index] ?? 0)), 0);
  const hunger = wanted.reduce((sum, width, index) => sum + (small[index] ? 0 : Math.min(width, room) ** 0.6), 0);
  return wanted.map((width, index) => (small[index] ? width : (least[index] ?? 0) + ((room - taken) * Math.min(width, room) ** 0.6) / hunger));
}

function citation(cites: readonly number[]): readonly Styled[] {
  return cites.map((seq) => ({ text: ` [#${seq}]`, colour: accent }));
}

function styledOf(words: Text): readonly Styled[] {
  return piecesOf(words).map(styledPiece);
}

function styledPiece(piece: Piece): Styled {
  if (typeof piece === 'string') return { text: spaced(piece) };
  if (piece instanceof Untrusted) return { text: piece.forTerminal(1000) };
  if ('at' in piece) return { text: clock(piece.at) };
  if ('strong' in piece) return { text: spaced(piece.strong), face: 'bold' };
  if ('code' in piece) return { text: spaced(piece.code), face: 'mono' };
  return { text: spaced(piece.label), link: piece.link, colour: accent };
}

function spaced(words: string): string {
  return visible(words, 4000).replace(/\s+/g, ' ');
}

function drawPicture(paper: Paper, root: PDFKit.PDFStructureElement, picture: Picture): void {
  const scale = Math.min(room / picture.width, 1);
  paper.need(picture.height * scale);
  const { doc } = paper;
  const top = paper.y;
  tagged(
    paper,
    root,
    'Figure',
    () => {
      doc.save().translate(margins.left, top).scale(scale);
      for (const shape of picture.shapes) {
        switch (shape.kind) {
          case 'box':
            doc.roundedRect(shape.x, shape.y, shape.width, shape.height, 3).fill(shape.fill);
            break;
          case 'line':
            doc.moveTo(shape.x1, shape.y1).lineTo(shape.x2, shape.y2).lineWidth(1);
            if (shape.dashed) doc.dash(3, {});
            doc.strokeColor(shape.stroke).stroke().undash();
            break;
          case 'circle':
            doc.circle(shape.x, shape.y, shape.r).fill(shape.fill);
            break;
          case 'square':
            doc.rect(shape.x - shape.r, shape.y - shape.r, shape.r * 2, shape.r * 2).fill(shape.fill);
            break;
          case 'diamond':
            doc.path(diamondPath(shape)).fill(shape.fill);
            break;
          case 'text': {
            const line =
              paper.wrap([{ text: shape.text, colour: shape.fill, face: shape.bold ? 'bold' : 'regular' }], 10_000, shape.size).lines[0] ?? [];
            const width = line.reduce((sum, word) => sum + word.width, 0);
            const x = shape.anchor === 'start' ? shape.x : shape.anchor === 'end' ? shape.x - width : shape.x - width / 2;
            paper.drawLine(line, x, shape.y - shape.size * 0.93, shape.size);
            break;
          }
          default:
            shape satisfies never;
        }
      }
      doc.restore();
    },
    `${picture.title}. ${picture.description}`,
  );
  paper.y = top + picture.height * scale + 6;
}
