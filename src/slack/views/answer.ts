import type { KnownBlock, RichTextBlock, RichTextElement, TableBlock } from '@slack/types';
import { type Piece, piecesOf, type Text } from '../../core/text.ts';
import { Untrusted } from '../../core/untrusted.ts';
import type { Answer, Offer, Part } from '../../kit/answer.ts';
import { withinBudget } from '../budget.ts';
import { actions, bullets, context, facts, header, more, press, section } from './blocks.ts';
import { cut, joined, type Mrkdwn, mrkdwn, plain, utc } from './mrkdwn.ts';

/** A message: what notifications and screen readers get, and what is drawn. */
export interface Drawing {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Where an answer is drawn. In a modal nothing can be pressed, and Slack draws no tables. */
export type AnswerPlace = 'message' | 'channel' | 'modal';

/**
 * Draws an answer. In a channel it has no buttons: a button counts only in a message that the store knows, or in one that only its asker sees.
 * `page`: where all of it stands when it has to be cut.
 */
export function drawAnswer(answer: Answer, place: AnswerPlace = 'message', page?: string): Drawing {
  let tables = 0;
  let rows = 0;
  const blocks = answer.parts.flatMap((part): readonly KnownBlock[] => {
    if ('table' in part && place !== 'modal') {
      tables += 1;
      // Slack takes one table per message.
      if (tables === 1) return tableBlocks(part.table, page);
    }
    if ('offers' in part) {
      rows += 1;
      // A button counts where the store knows the message; elsewhere nothing is drawn that could not be used.
      return place === 'message' ? offersBlocks(part.offers, rows) : [];
    }
    return drawPart(part, page);
  });
  return { text: cut(String(mrkdwn`${answer.title}`), 300), blocks: withinBudget([header(answer.title), ...blocks], page) };
}

function drawPart(part: Exclude<Part, { offers: unknown }>, page: string | undefined): readonly KnownBlock[] {
  if ('text' in part) return [section(mrkdwn`${part.text}`)];
  if ('heading' in part) return [section(mrkdwn`*${part.heading}*`)];
  if ('facts' in part) return facts(part.facts.map(([label, value]) => [label, mrkdwn`${value}`]));
  if ('list' in part) {
    return part.list.length === 0
      ? []
      : [
          bullets(
            null,
            part.list.map((item) => mrkdwn`${item}`),
            page,
          ),
        ];
  }
  if ('table' in part) return [rowsAsLines(part.table, page)];
  return [context(mrkdwn`${part.hint}`)];
}

/** `row`: which of the answer's rows of buttons it is, from 1. */
function offersBlocks(offers: readonly Offer[], row: number): readonly KnownBlock[] {
  return actions(
    `row-${row}`,
    offers.map(({ contract, value, label, style }) => press(contract, value, label, style)),
  );
}

type Table = Extract<Part, { table: unknown }>['table'];

/** Slack's own sizes of a table are 100 rows and 20 columns; the characters are what leaves room for the rest of the message. */
const tableSizes = { rows: 100, columns: 20, characters: 7000, cell: 300 } as const;

function tableBlocks({ columns, rows }: Table, page: string | undefined): readonly KnownBlock[] {
  const drawn: TableBlock['rows'] = [columns.slice(0, tableSizes.columns).map((name) => ({ type: 'raw_text', text: name || '–' }))];
  let left = tableSizes.characters;
  for (const row of rows.slice(0, tableSizes.rows - 1)) {
    left -= row.reduce<number>((sum, text) => sum + plain(text, tableSizes.cell).length, 0);
    if (left < 0) break;
    drawn.push(columns.slice(0, tableSizes.columns).map((_name, index) => cell(row[index] ?? '')));
  }
  const missing = rows.length - (drawn.length - 1);
  const table: TableBlock = { type: 'table', rows: drawn, column_settings: columns.slice(0, tableSizes.columns).map(() => ({ is_wrapped: true })) };
  return missing > 0 ? [table, context(more(missing, page))] : [table];
}

function cell(text: Text): RichTextBlock | { type: 'raw_text'; text: string } {
  const pieces = piecesOf(text);
  if (pieces.every((piece) => typeof piece === 'string' || piece instanceof Untrusted)) {
    return { type: 'raw_text', text: plain(text, tableSizes.cell) || '–' };
  }
  const elements = pieces.flatMap(richPiece);
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

/** Rich text has no markup to escape: what stands in a text element is shown as it is. */
function richPiece(piece: Piece): readonly RichTextElement[] {
  if (typeof piece === 'string') return richText(piece);
  if (piece instanceof Untrusted) return richText(piece.forTerminal());
  if ('at' in piece) {
    const timestamp = Math.floor(Date.parse(piece.at) / 1000);
    return [
      { type: 'text', text: `${utc(piece.at)} (` },
      { type: 'date', timestamp, format: '{date_short_pretty} {time}', fallback: utc(piece.at) },
      { type: 'text', text: ')' },
    ];
  }
  if ('strong' in piece) return richText(piece.strong, { bold: true });
  if ('code' in piece) return richText(piece.code, { code: true });
  return /^https?:\/\//.test(piece.link) ? [{ type: 'link', url: piece.link, text: piece.label }] : richText(piece.label);
}

function richText(text: string, style?: { bold?: true; code?: true }): readonly RichTextElement[] {
  return text === '' ? [] : [{ type: 'text', text, ...(style && { style }) }];
}

function rowsAsLines({ columns, rows }: Table, page: string | undefined): KnownBlock {
  const lines: Mrkdwn[] = rows.map((row) =>
    joined(
      row.map((text, index) => (index === 0 ? mrkdwn`*${text}*` : mrkdwn`${columns[index] ?? ''}: ${text}`)),
      ' · ',
    ),
  );
  return bullets(null, lines, page);
}
