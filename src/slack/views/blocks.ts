import type { ActionsBlock, Button, ContextBlock, HeaderBlock, MrkdwnElement, PlainTextElement, SectionBlock } from '@slack/types';
import type { Text } from '../../core/text.ts';
import type { ButtonContract } from '../../kit/contract.ts';
import { encode } from '../contracts.ts';
import { cut, joined, type Mrkdwn, mrkdwn, plain } from './mrkdwn.ts';

/** Slack's own sizes, in characters and items (docs.slack.dev/reference/block-kit). */
export const sizes = { section: 3000, field: 2000, fields: 10, header: 150, label: 75, context: 2000 } as const;

/** `verbatim`: Slack must not make links of anything by itself. */
export function textOf(text: Mrkdwn, limit: number): MrkdwnElement {
  return { type: 'mrkdwn', text: cut(String(text), limit) || '–', verbatim: true };
}

export function plainOf(text: Text, limit: number): PlainTextElement {
  return { type: 'plain_text', text: plain(text, limit) || '–', emoji: false };
}

export function header(text: Text): HeaderBlock {
  return { type: 'header', text: plainOf(text, sizes.header) };
}

export function section(text: Mrkdwn): SectionBlock {
  return { type: 'section', text: textOf(text, sizes.section), expand: true };
}

export function context(text: Mrkdwn): ContextBlock {
  return { type: 'context', elements: [textOf(text, sizes.context)] };
}

/** Label and value pairs, two to a row; as many sections as they need. */
export function facts(pairs: readonly (readonly [label: string, value: Mrkdwn])[]): readonly SectionBlock[] {
  const fields = pairs.map(([label, value]) => textOf(mrkdwn`*${label}*\n${value}`, sizes.field));
  return Array.from({ length: Math.ceil(fields.length / sizes.fields) }, (_, index) => ({
    type: 'section' as const,
    fields: fields.slice(index * sizes.fields, (index + 1) * sizes.fields),
  }));
}

/** A titled list, cut to `limit` characters; what did not fit is counted, and found at `page`. */
export function bullets(title: string | null, items: readonly Mrkdwn[], page: string | undefined, limit = 2900): SectionBlock {
  const lines: Mrkdwn[] = title === null ? [] : [mrkdwn`*${title}*`];
  let length = title?.length ?? 0;
  let shown = 0;
  for (const item of items) {
    length += String(item).length + 3;
    if (length > limit && shown > 0) break;
    lines.push(mrkdwn`• ${item}`);
    shown += 1;
  }
  if (shown < items.length) lines.push(more(items.length - shown, page));
  return section(joined(lines));
}

/** What is said in place of what was cut. */
export function more(count: number, page: string | undefined): Mrkdwn {
  return page === undefined ? mrkdwn`… ${count} more` : mrkdwn`… ${count} more ${{ link: page, label: 'in the web page' }}`;
}

/** A button as views write it down. */
export interface DrawnButton {
  readonly label: Text;
  /** What it is about: the ids of its value, `P-1:1`. */
  readonly about: string;
  readonly contract: { readonly id: string };
  readonly value: string;
  readonly style?: 'primary' | 'danger' | undefined;
}

/** Binds a contract and its value to a label. */
export function press<Value>(contract: ButtonContract<Value>, value: Value, label: Text, style?: 'primary' | 'danger'): DrawnButton {
  const encoded = encode(contract, value);
  return { label, about: Object.values(JSON.parse(encoded)).join(':'), contract, value: encoded, style };
}

/**
 * The row of buttons that stands in a message under `name`. Both of its ids say what they are about and not where they stand, so that a press on a
 * message that is being drawn again reaches the same button, or none when it is gone.
 */
export function actions(name: string, buttons: readonly DrawnButton[]): readonly ActionsBlock[] {
  if (buttons.length === 0) return [];
  // Slack wants every `action_id` once, and two buttons that do the same are one too many anyway.
  const drawn = new Map(
    buttons.map(({ label, about, contract, value, style }): readonly [string, Button] => {
      const id = `${contract.id}:${about}`;
      return [id, { type: 'button', action_id: id, text: plainOf(label, sizes.label), value, ...(style && { style }) }];
    }),
  );
  const elements = [...drawn.values()].slice(0, 25);
  return [{ type: 'actions', block_id: `actions:${name}`, elements }];
}

/** The contract's id in an `action_id` that `actions` wrote. */
export function contractOf(actionId: string): string {
  return actionId.replace(/:.*$/, '');
}
