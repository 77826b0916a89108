import type { Instant } from '../../core/alert.ts';
import { type Piece, piecesOf, type Text } from '../../core/text.ts';
import { escapeForSlack, Untrusted, visible } from '../../core/untrusted.ts';

/** Slack mrkdwn that is safe to send: made by the `mrkdwn` tag, which takes the power from whatever was put in. There is no way to make one from a string. */
export class Mrkdwn {
  readonly #source: string;

  private constructor(source: string) {
    this.#source = source;
  }

  /** For this file only. */
  static written(source: string): Mrkdwn {
    return new Mrkdwn(source);
  }

  toString(): string {
    return this.#source;
  }
}

/** What may stand between the braces of `mrkdwn`; nothing for null, undefined and false. */
export type MrkdwnPart = Text | Mrkdwn | number | null | undefined | false;

/**
 * Writes mrkdwn: `` mrkdwn`*${incident.title}* since ${{ at: incident.openedAt }}` ``. What stands between the braces can mention nobody, link nowhere
 * except through `{ link, label }`, and break no line.
 */
export function mrkdwn(pieces: TemplateStringsArray, ...parts: readonly MrkdwnPart[]): Mrkdwn {
  return Mrkdwn.written(pieces.reduce((whole, piece, index) => `${whole}${spellPart(parts[index - 1])}${piece}`));
}

/** Several in one, with line feeds or whatever of ours stands between. */
export function joined(parts: readonly Mrkdwn[], between = '\n'): Mrkdwn {
  return Mrkdwn.written(parts.map(String).join(between));
}

/** Our own sentences that quote names somebody else chose (a target's label, a vendor's answer): inert like attackers' text, up to `limit` characters. */
export function inert(text: string | Untrusted, limit = 300): Mrkdwn {
  const words = typeof text === 'string' ? Untrusted.of(text) : text;
  return Mrkdwn.written(words.forSlack(limit));
}

/** What our own people wrote, and addresses that our settings name: as inert, and spelled as it was typed. */
export function typed(text: string, limit = 300): Mrkdwn {
  return Mrkdwn.written(escapeForSlack(visible(text, limit)));
}

/** Text without any markup, for headers, button labels and table cells, where Slack reads none. */
export function plain(text: Text, limit: number): string {
  const whole = piecesOf(text).map(plainPiece).join('').replace(/\s+/g, ' ').trim();
  return whole.length > limit ? `${whole.slice(0, limit - 1)}…` : whole;
}

/** Cuts drawn mrkdwn at a line or a word, never inside a date, a link or an escaped character. */
export function cut(source: string, limit: number): string {
  if (source.length <= limit) return source;
  let head = source.slice(0, limit - 1);
  if (head.lastIndexOf('<') > head.lastIndexOf('>')) head = head.slice(0, head.lastIndexOf('<'));
  if (/&[a-z]{0,3}$/.test(head)) head = head.slice(0, head.lastIndexOf('&'));
  const line = head.lastIndexOf('\n');
  const word = head.lastIndexOf(' ');
  const whole = line > limit / 2 ? line : word > limit / 2 ? word : head.length;
  return `${head.slice(0, whole)}…`;
}

/** `2026-03-14 02:11 UTC` */
export function utc(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** Escapes what Slack reads as markup, for the `text` of a message that stands beside its blocks. */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function spellPart(part: MrkdwnPart): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Mrkdwn) return String(part);
  if (typeof part === 'number') return String(part);
  return piecesOf(part).map(spellPiece).join('');
}

function spellPiece(piece: Piece): string {
  if (typeof piece === 'string') return escaped(piece);
  if (piece instanceof Untrusted) return piece.forSlack();
  if ('at' in piece) return spellInstant(piece.at);
  if ('strong' in piece) return emphasised(piece.strong, '*');
  if ('code' in piece) return emphasised(piece.code, '`');
  return spellLink(piece.link, piece.label);
}

function plainPiece(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if (piece instanceof Untrusted) return piece.forTerminal();
  if ('at' in piece) return utc(piece.at);
  if ('strong' in piece) return piece.strong;
  if ('code' in piece) return piece.code;
  return piece.label;
}

/** UTC with its date, and what the reader's own clock said: a record of one zone alone is misread at night. */
function spellInstant(at: Instant): string {
  const seconds = Math.floor(Date.parse(at) / 1000);
  return `${utc(at)} (<!date^${seconds}^{date_short_pretty} {time}|${at.slice(11, 16)} UTC>)`;
}

/** Slack reads a mark only at the edge of a word, so the spaces around what is emphasised stay outside of it. */
function emphasised(text: string, mark: '*' | '`'): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(escaped(text.replaceAll(mark, ''))) ?? [];
  return inner === '' ? '' : `${before}${mark}${inner}${mark}${after}`;
}

function spellLink(url: string, label: string): string {
  const words = escaped(label.replace(/\|/g, '/'));
  if (!/^https?:\/\//.test(url)) return words;
  return `<${encodeURI(decodeSafely(url)).replace(/\|/g, '%7C').replace(/[<>]/g, '')}|${words}>`;
}

function decodeSafely(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
