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

/** Text as one plain line: for a terminal, a ticket, a log. Times with date, in UTC and, when a zone is given, in that zone too. */
export function plain(text: Text, timezone?: string): string {
  if (typeof text === 'string') return text;
  if (text instanceof Untrusted) return text.forTerminal();
  if (Array.isArray(text)) return text.map((piece) => plain(piece, timezone)).join('');
  const piece = text as Exclude<Piece, string | Untrusted>;
  if ('at' in piece) return clock(piece.at, timezone);
  if ('strong' in piece) return piece.strong;
  if ('code' in piece) return piece.code;
  return `${piece.label} (${piece.link})`;
}

/** A share of 0–1 as people read it: `87 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `1 alert`, `2 alerts`; `many` where it is not simply one with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** An instant with its date, in UTC, and behind it in another zone where that reads differently: `2026-03-14 02:11:09 UTC (03:11:09 Europe/Berlin)`. */
export function clock(at: Instant, timezone = 'UTC'): string {
  const utc = `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
  if (timezone === 'UTC') return utc;
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at));
  const [day, time] = local.split(' ');
  return `${utc} (${day === at.slice(0, 10) ? time : local} ${timezone})`;
}
