import type { Instant } from './alert.ts';
import type { Untrusted } from './untrusted.ts';

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
