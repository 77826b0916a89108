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
  readonly contract: { readonly id: string };
  readonly value: string;
  readonly style?: 'primary' | 'danger' | undefined;
}

/** Binds a contract and its value to a label. */
export function press<Value>(contract: ButtonContract<Value>, value: Value, label: Text, style?: 'primary' | 'danger'): DrawnButton {
  return { label, contract, value: encode(contract, value), style };
}

/** A row of buttons. Slack wants action ids unique within it, so the second of a kind becomes `contain:2`. */
export function actions(buttons: readonly DrawnButton[]): readonly ActionsBlock[] {
  if (buttons.length === 0) return [];
  const seen = new Map<string, number>();
  const elements = buttons.slice(0, 25).map(({ label, contract, value, style }): Button => {
    const nth = (seen.get(contract.id) ?? 0) + 1;
    seen.set(contract.id, nth);
    return {
      type: 'button',
      action_id: nth === 1 ? contract.id : `${contract.id}:${nth}`,
      text: plainOf(label, sizes.label),
      value,
      ...(style && { style }),
    };
  });
  return [{ type: 'actions', elements }];
}

/** The contract's id in an `action_id` that `actions` wrote. */
export function contractOf(actionId: string): string {
  return actionId.replace(/:\d+$/, '');
}
