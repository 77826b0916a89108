import { clock, type Text } from '../core/text.ts';
import { Untrusted } from '../core/untrusted.ts';
import { type Html, html } from './html.ts';

/** Text as HTML. Times with their date, in UTC and in the reader's zone. */
export function htmlText(text: Text, timezone: string): Html {
  if (typeof text === 'string' || text instanceof Untrusted) return html`${text}`;
  if (isList(text)) return html`${text.map((piece) => htmlText(piece, timezone))}`;
  if ('at' in text) return html`<time datetime="${text.at}">${clock(text.at, timezone)}</time>`;
  if ('strong' in text) return html`<strong>${text.strong}</strong>`;
  if ('code' in text) return html`<code>${text.code}</code>`;
  return html`<a href="${text.link}">${text.label}</a>`;
}

function isList(text: Text): text is readonly Exclude<Text, readonly unknown[]>[] {
  return Array.isArray(text);
}
