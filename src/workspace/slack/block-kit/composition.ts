import { z } from 'zod';
import { type Limit, limits } from './limits.ts';

/** A string from one character up to the limit. */
export const words = (limit: Limit) => z.string().min(1).max(limits[limit]);

/** A list from one item up to the limit. */
export const list = <Item extends z.ZodType>(item: Item, limit: Limit) => z.array(item).min(1).max(limits[limit]);

/** Text that is shown as it is written. Labels and titles take nothing else. */
export const plainText = (limit: Limit) => z.strictObject({ type: z.literal('plain_text'), text: words(limit), emoji: z.boolean().optional() });

export const mrkdwn = (limit: Limit) => z.strictObject({ type: z.literal('mrkdwn'), text: words(limit), verbatim: z.boolean().optional() });

export const anyText = (limit: Limit) => z.discriminatedUnion('type', [plainText(limit), mrkdwn(limit)]);

export const confirm = z.strictObject({
  title: plainText('confirm.title'),
  text: anyText('confirm.text'),
  confirm: plainText('confirm.confirm'),
  deny: plainText('confirm.deny'),
  style: z.enum(['primary', 'danger']).optional(),
});

const optionFields = { value: words('option.value') };

/** An option of a menu: plain text only. */
export const plainOption = z.strictObject({
  ...optionFields,
  text: plainText('option.text'),
  description: plainText('option.description').optional(),
  url: z.string().max(limits['option.url']).optional(),
});

/** An option of radio buttons or checkboxes: may carry mrkdwn. */
export const richOption = z.strictObject({ ...optionFields, text: anyText('option.text'), description: anyText('option.description').optional() });

export const optionGroup = z.strictObject({ label: plainText('option_group.label'), options: list(plainOption, 'select.options') });

export const imageFields = {
  alt_text: words('image.alt_text'),
  image_url: z.url().max(limits['image.image_url']).optional(),
  slack_file: z.strictObject({ id: z.string().optional(), url: z.string().optional() }).optional(),
};

const style = z
  .strictObject({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean(), underline: z.boolean(), highlight: z.boolean() })
  .partial()
  .optional();

const span = <const Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  z.strictObject({ type: z.literal(type), ...fields, style });

const richTextSpan = z.discriminatedUnion('type', [
  span('text', { text: z.string().min(1) }),
  span('link', { url: z.string().min(1), text: z.string().optional(), unsafe: z.boolean().optional() }),
  span('user', { user_id: z.string() }),
  span('usergroup', { usergroup_id: z.string() }),
  span('channel', { channel_id: z.string() }),
  span('team', { team_id: z.string() }),
  span('broadcast', { range: z.enum(['here', 'channel', 'everyone']) }),
  span('color', { value: z.string() }),
  span('emoji', { name: z.string(), unicode: z.string().optional(), url: z.string().optional(), skin_tone: z.number().optional() }),
  span('date', { timestamp: z.number(), format: z.string(), url: z.string().optional(), fallback: z.string().optional() }),
]);

const border = z.union([z.literal(0), z.literal(1)]).optional();
const richTextSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(richTextSpan) });

/** The parts of a `rich_text` block. */
export const richTextPart = z.discriminatedUnion('type', [
  richTextSection,
  z.strictObject({
    type: z.literal('rich_text_list'),
    style: z.enum(['bullet', 'ordered']),
    elements: z.array(richTextSection),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().optional(),
    border,
  }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(richTextSpan), border }),
  z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(richTextSpan), border, language: z.string().optional() }),
]);
