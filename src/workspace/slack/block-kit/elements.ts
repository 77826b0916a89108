import { z } from 'zod';
import { anyText, confirm, imageFields, list, optionGroup, plainOption, plainText, richOption, richTextPart, words } from './composition.ts';
import { limits } from './limits.ts';

const actionable = { action_id: words('action_id').optional() };
const confirmable = { confirm: confirm.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholdable = { placeholder: plainText('placeholder').optional() };
const dispatchable = {
  dispatch_action_config: z.strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])) }).optional(),
};

const element = <const Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  z.strictObject({ type: z.literal(type), ...actionable, ...fields });

const accessibility = { accessibility_label: z.string().max(limits['button.accessibility_label']).optional() };
export const button = element('button', {
  ...confirmable,
  ...accessibility,
  text: plainText('button.text'),
  value: z.string().max(limits['button.value']).optional(),
  url: z.string().max(limits['button.url']).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});
const workflowButton = element('workflow_button', {
  ...accessibility,
  text: plainText('button.text'),
  workflow: z.looseObject({}),
  style: z.enum(['primary', 'danger']).optional(),
});

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const pickers = [
  element('datepicker', { ...confirmable, ...focusable, ...placeholdable, initial_date: date.optional() }),
  element('timepicker', {
    ...confirmable,
    ...focusable,
    ...placeholdable,
    initial_time: z
      .string()
      .regex(/^\d{2}:\d{2}$/)
      .optional(),
    timezone: z.string().optional(),
  }),
  element('datetimepicker', { ...confirmable, ...focusable, initial_date_time: z.int().optional() }),
] as const;

const menu = { ...confirmable, ...focusable, ...placeholdable };
const several = { max_selected_items: z.int().min(1).optional() };
const ids = z.array(z.string()).optional();
const fixedOptions = { options: list(plainOption, 'select.options').optional(), option_groups: list(optionGroup, 'select.option_groups').optional() };
const conversations = { default_to_current_conversation: z.boolean().optional(), filter: z.looseObject({}).optional() };
const answerable = { response_url_enabled: z.boolean().optional() };

const menus = [
  element('static_select', { ...menu, ...fixedOptions, initial_option: plainOption.optional() }),
  element('multi_static_select', { ...menu, ...several, ...fixedOptions, initial_options: z.array(plainOption).optional() }),
  element('external_select', { ...menu, min_query_length: z.int().optional(), initial_option: plainOption.optional() }),
  element('multi_external_select', { ...menu, ...several, min_query_length: z.int().optional(), initial_options: z.array(plainOption).optional() }),
  element('users_select', { ...menu, initial_user: z.string().optional() }),
  element('multi_users_select', { ...menu, ...several, initial_users: ids }),
  element('conversations_select', { ...menu, ...conversations, ...answerable, initial_conversation: z.string().optional() }),
  element('multi_conversations_select', { ...menu, ...several, ...conversations, initial_conversations: ids }),
  element('channels_select', { ...menu, ...answerable, initial_channel: z.string().optional() }),
  element('multi_channels_select', { ...menu, ...several, initial_channels: ids }),
] as const;

const choices = [
  element('checkboxes', {
    ...confirmable,
    ...focusable,
    options: list(richOption, 'checkboxes.options'),
    initial_options: z.array(richOption).optional(),
  }),
  element('radio_buttons', {
    ...confirmable,
    ...focusable,
    options: list(richOption, 'radio_buttons.options'),
    initial_option: richOption.optional(),
  }),
] as const;

/** Two to five: a menu of one is a button. */
const overflow = element('overflow', { ...confirmable, options: list(plainOption, 'overflow.options').min(2) });

const written = { ...dispatchable, ...focusable, ...placeholdable };
const length = z.int().min(0).max(limits['plain_text_input.max_length']).optional();
const richTextInput = element('rich_text_input', {
  ...written,
  initial_value: z.looseObject({ type: z.literal('rich_text'), elements: z.array(richTextPart) }).optional(),
  min_lines: z.int().min(1).max(100).optional(),
  max_lines: z.int().min(1).max(100).optional(),
});
const typedInputs = [
  element('plain_text_input', {
    ...written,
    initial_value: z.string().optional(),
    multiline: z.boolean().optional(),
    min_length: length,
    max_length: length,
  }),
  element('email_text_input', { ...written, initial_value: z.string().optional() }),
  element('url_text_input', { ...written, initial_value: z.string().optional() }),
  element('number_input', {
    ...written,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  element('file_input', { filetypes: z.array(z.string()).optional(), max_files: z.int().min(1).max(10).optional() }),
  richTextInput,
] as const;

const feedback = z.strictObject({ text: plainText('button.text'), value: z.string().max(limits['button.value']), ...accessibility });
const image = z.strictObject({ type: z.literal('image'), ...imageFields });

/** What may stand in an `actions` block. */
export const actionsElement = z.discriminatedUnion('type', [button, workflowButton, overflow, richTextInput, ...pickers, ...menus, ...choices]);
/** What may stand at the right of a section. */
export const accessory = z.discriminatedUnion('type', [button, workflowButton, overflow, image, pickers[0], pickers[1], ...menus, ...choices]);
/** What an `input` block may hold. */
export const inputElement = z.discriminatedUnion('type', [...typedInputs, ...pickers, ...menus, ...choices]);
export const contextElement = z.discriminatedUnion('type', [image, ...anyText('context.elements.text').options]);
export const contextActionsElement = z.discriminatedUnion('type', [
  element('feedback_buttons', { positive_button: feedback, negative_button: feedback }),
  element('icon_button', {
    ...confirmable,
    ...accessibility,
    icon: z.string(),
    text: plainText('button.text'),
    value: z.string().max(limits['button.value']).optional(),
    visible_to_user_ids: ids,
  }),
]);
export { image as imageElement };
