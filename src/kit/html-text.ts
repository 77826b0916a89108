import { clock, type Piece, piecesOf, type Text } from '../core/text.ts';
import { Untrusted } from '../core/untrusted.ts';
import { type Html, html } from './html.ts';

/** Text as HTML. Times with their date, in UTC and in the reader's zone. */
export function htmlText(text: Text, timezone: string): Html {
  return html`${piecesOf(text).map((piece) => htmlPiece(piece, timezone))}`;
}

function htmlPiece(piece: Piece, timezone: string): Html {
  if (typeof piece === 'string' || piece instanceof Untrusted) return html`${piece}`;
  if ('at' in piece) return html`<time datetime="${piece.at}">${clock(piece.at, timezone)}</time>`;
  if ('strong' in piece) return html`<strong>${piece.strong}</strong>`;
  if ('code' in piece) return html`<code>${piece.code}</code>`;
  return html`<a href="${piece.link}">${piece.label}</a>`;
}
