import { z } from 'zod';
import { anyText, imageFields, list, mrkdwn, plainText, richTextPart, words } from './composition.ts';
import { accessory, actionsElement, button, contextActionsElement, contextElement, imageElement, inputElement } from './elements.ts';
import { limits } from './limits.ts';

/** Where blocks can stand. */
export type Surface = 'message' | 'modal' | 'home';

const block = <const Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  z.strictObject({ type: z.literal(type), block_id: words('block_id').optional(), ...fields });

const section = block('section', {
  text: anyText('section.text').optional(),
  fields: list(anyText('section.fields.text'), 'section.fields').optional(),
  accessory: accessory.optional(),
  expand: z.boolean().optional(),
}).refine((value) => value.text !== undefined || value.fields !== undefined, 'missing required field: text');

const divider = block('divider', {});
const header = block('header', { text: plainText('header.text') });
const context = block('context', { elements: list(contextElement, 'context.elements') });
const actions = block('actions', { elements: list(actionsElement, 'actions.elements') });
const contextActions = block('context_actions', { elements: list(contextActionsElement, 'context_actions.elements') });
const image = block('image', { ...imageFields, title: plainText('image.title').optional() });
const input = block('input', {
  label: plainText('input.label'),
  hint: plainText('input.hint').optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});
const richText = block('rich_text', { elements: z.array(richTextPart) });
const markdown = block('markdown', { text: words('markdown.text') });
const video = block('video', {
  video_url: z.url(),
  thumbnail_url: z.url(),
  alt_text: z.string(),
  title: plainText('image.title'),
  title_url: z.string().optional(),
  author_name: z.string().optional(),
  provider_name: z.string().optional(),
  provider_icon_url: z.string().optional(),
  description: plainText('image.title').optional(),
});
const alert = block('alert', { text: anyText('alert.text'), level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional() });

const cardFields = {
  hero_image: imageElement.optional(),
  icon: imageElement.optional(),
  title: mrkdwn('card.title').optional(),
  subtitle: mrkdwn('card.subtitle').optional(),
  body: mrkdwn('card.body').optional(),
  actions: z.array(button).optional(),
};
const card = block('card', cardFields).refine(
  (value) => Boolean(value.hero_image ?? value.title ?? value.actions ?? value.body),
  'missing required field: title',
);
const carousel = block('carousel', { elements: list(card, 'carousel.elements') });

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().optional() }),
  richText,
]);
const table = block('table', {
  rows: list(list(cell, 'table.columns'), 'table.rows'),
  column_settings: z
    .array(z.strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() }).nullable())
    .max(limits['table.column_settings'])
    .optional(),
});
const dataTable = block('data_table', {
  rows: list(list(cell, 'data_table.columns'), 'data_table.rows').min(2),
  caption: z.string().min(1),
  page_size: z.int().min(1).max(limits['data_table.page_size']).optional(),
  row_header_column_index: z.int().min(0).optional(),
});
const dataVisualization = block('data_visualization', { title: words('data_visualization.title'), chart: z.looseObject({ type: z.string() }) });

const taskCard = block('task_card', {
  task_id: z.string(),
  title: z.string().min(1),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal('url'), url: z.string(), text: z.string() })).optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
});
const plan = block('plan', { title: z.string().min(1), tasks: z.array(taskCard).optional() });

const container = block('container', {
  title: plainText('container.title').optional(),
  rich_text_title: richText.optional(),
  subtitle: anyText('container.subtitle').optional(),
  child_blocks: list(
    z.discriminatedUnion('type', [actions, context, divider, header, image, input, richText, section, table, video]),
    'container.child_blocks',
  ),
  width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
  icon: imageElement.optional(),
  is_collapsible: z.boolean().optional(),
  default_collapsed: z.boolean().optional(),
  has_header_divider: z.boolean().optional(),
}).refine((value) => value.title !== undefined || value.rich_text_title !== undefined, 'missing required field: title');

const everywhere = [section, divider, header, context, actions, image, input, richText, video, table] as const;

/** The blocks that each surface takes. `alert` stands in modals only; `markdown`, cards, plans and data in messages only. */
export const blocksOf = {
  message: z.discriminatedUnion('type', [
    ...everywhere,
    contextActions,
    markdown,
    card,
    carousel,
    container,
    dataTable,
    dataVisualization,
    taskCard,
    plan,
  ]),
  modal: z.discriminatedUnion('type', [...everywhere, alert]),
  home: z.discriminatedUnion('type', [...everywhere, card, carousel, container]),
} as const satisfies Record<Surface, z.ZodType>;

/** A view as `views.open` and `views.publish` take it, without its blocks. */
export const viewFields = {
  callback_id: z.string().max(limits['view.callback_id']).optional(),
  external_id: z.string().max(limits['view.external_id']).optional(),
  private_metadata: z.string().max(limits['view.private_metadata']).optional(),
};
export const modalFields = {
  title: plainText('view.title'),
  submit: plainText('view.submit').optional(),
  close: plainText('view.close').optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
};
