import type { Text } from '../core/text.ts';
import type { ButtonContract } from './contract.ts';

export type { Piece, Text } from '../core/text.ts';

/** A button under an answer. The contract is shared with the handler that takes the press. */
export interface Offer<Value = unknown> {
  readonly label: string;
  readonly contract: ButtonContract<Value>;
  readonly value: Value;
  readonly style?: 'primary' | 'danger';
}

/** A part of an answer; they are shown from top to bottom, the most important first. */
export type Part =
  | { readonly text: Text }
  | { readonly heading: string }
  | { readonly facts: readonly (readonly [label: string, value: Text])[] }
  | { readonly list: readonly Text[] }
  | { readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly Text[])[] } }
  | { readonly offers: readonly Offer[] }
  /** Small print: what to type next, where more is found. */
  | { readonly hint: Text };

/**
 * What a command or a press answers. It knows nothing of Slack: slack/views draws it, the terminal prints it or its `data` as JSON.
 */
export interface Answer {
  readonly title: Text;
  readonly parts: readonly Part[];
  /** `you`: only the asker sees it (the default everywhere); `channel`: everybody in the channel does. */
  readonly audience: 'you' | 'channel';
  /** What `--json` prints. Plain JSON; instants as ISO, scores 0–100. */
  readonly data: unknown;
}

/** An answer that only the asker sees. */
export function answer(title: Text, parts: readonly Part[], data: unknown): Answer {
  return { title, parts, audience: 'you', data };
}
