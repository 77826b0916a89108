import type { Instant } from './alert.ts';
import { Untrusted } from './untrusted.ts';

/**
 * One run of text. Plain strings are our own words; whoever draws them escapes them all the same. What an attacker may have written is
 * `Untrusted`; an instant is drawn with its date, in UTC and in the reader's time zone.
 */
export type Piece =
  | string
  | Untrusted
  | { readonly at: Instant }
  | { readonly strong: string }
  | { readonly code: string }
  /** A link to a page of ours or of a configured vendor; never to what an alert says. */
  | { readonly link: string; readonly label: string };
export type Text = Piece | readonly Piece[];

/** A text as its runs, one or many. */
export function piecesOf(text: Text): readonly Piece[] {
  return isList(text) ? text : [text];
}

/** Several runs with something of ours between each two. */
export function strung(pieces: readonly Piece[], between = ' '): readonly Piece[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));
}

/** Text as one plain line: for a terminal, a ticket, a log. Times with date, in UTC and, when a zone is given, in that zone too. */
export function plain(text: Text, timezone?: string): string {
  return piecesOf(text)
    .map((piece) => plainPiece(piece, timezone))
    .join('');
}

function plainPiece(piece: Piece, timezone: string | undefined): string {
  if (typeof piece === 'string') return piece;
  if (piece instanceof Untrusted) return piece.forTerminal();
  if ('at' in piece) return clock(piece.at, timezone);
  if ('strong' in piece) return piece.strong;
  if ('code' in piece) return piece.code;
  return `${piece.label} (${piece.link})`;
}

function isList(text: Text): text is readonly Piece[] {
  return Array.isArray(text);
}

/** A share of 0–1 as people read it: `87 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `1 alert`, `2 alerts`; `many` where it is not simply one with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How long it is from one instant to a later one, in the largest unit of which there are two, rounded down: `45 s`, `21 min`, `3 h`, `2 days`. */
export function span(from: Instant, to: Instant): string {
  const seconds = Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} days`;
}

/** An instant with its date, in UTC, and behind it in another zone where that reads differently: `2026-03-14 02:11:09 UTC (03:11:09 Europe/Berlin)`. */
export function clock(at: Instant, timezone = 'UTC'): string {
  const utc = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
  if (timezone === 'UTC') return utc;
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at));
  const [day, time] = local.split(' ');
  return `${utc} (${day === at.slice(0, 10) ? time : local} ${timezone})`;
}

/** Ends in one full stop, whoever wrote it. */
export function ended(sentence: string): string {
  return /[.!?…”]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Reasons to stand behind a sentence; nothing for none. */
export function reasons(because: readonly string[]): string {
  return because.length === 0 ? '' : ` ${because.join(' ')}`;
}
