import type { Block, Filled, FilledValues, Json, JsonObject } from '../page-api.ts';

/** One interactive element and the block in which it stands. */
export interface Placed {
  readonly block: Block;
  readonly element: JsonObject & { readonly type: string; readonly action_id: string };
}

/** How Slack names what an element holds, and how that is spelled. Buttons hold nothing. */
const holds: Record<string, { readonly field: string; readonly as: 'text' | 'option' | 'options' | 'list' | 'number' | 'rich_text' }> = {
  plain_text_input: { field: 'value', as: 'text' },
  email_text_input: { field: 'value', as: 'text' },
  url_text_input: { field: 'value', as: 'text' },
  number_input: { field: 'value', as: 'text' },
  rich_text_input: { field: 'rich_text_value', as: 'rich_text' },
  datepicker: { field: 'selected_date', as: 'text' },
  timepicker: { field: 'selected_time', as: 'text' },
  datetimepicker: { field: 'selected_date_time', as: 'number' },
  static_select: { field: 'selected_option', as: 'option' },
  external_select: { field: 'selected_option', as: 'option' },
  radio_buttons: { field: 'selected_option', as: 'option' },
  overflow: { field: 'selected_option', as: 'option' },
  checkboxes: { field: 'selected_options', as: 'options' },
  multi_static_select: { field: 'selected_options', as: 'options' },
  multi_external_select: { field: 'selected_options', as: 'options' },
  users_select: { field: 'selected_user', as: 'text' },
  conversations_select: { field: 'selected_conversation', as: 'text' },
  channels_select: { field: 'selected_channel', as: 'text' },
  multi_users_select: { field: 'selected_users', as: 'list' },
  multi_conversations_select: { field: 'selected_conversations', as: 'list' },
  multi_channels_select: { field: 'selected_channels', as: 'list' },
};

/** Every interactive element of these blocks, containers and cards included, in the order in which they are read. */
export function elementsOf(blocks: readonly Block[]): readonly Placed[] {
  return blocks.flatMap((block) => [
    ...[block.element, block.accessory, ...asList(block.elements), ...asList(block.actions)].flatMap((candidate) => {
      if (!isObject(candidate)) return [];
      if (candidate.type === 'card') return elementsOf([candidate as Block]);
      return typeof candidate.type === 'string' && (candidate.type in holds || isButton(candidate.type))
        ? [{ block, element: { ...candidate, type: candidate.type, action_id: String(candidate.action_id ?? '') } }]
        : [];
    }),
    ...elementsOf(asList(block.child_blocks) as Block[]),
  ]);
}

/** What stands in the inputs before anybody has touched them. */
export function initialValues(blocks: readonly Block[]): FilledValues {
  return gather(blocks, ({ element }) => initial(element));
}

/** Slack's `state.values`: every input, by block and action, with what it holds now. */
export function stateOf(blocks: readonly Block[], filled: FilledValues): JsonObject {
  return gather(blocks, ({ block, element }) => heldBy(element, filled[block.block_id]?.[element.action_id] ?? null)) as JsonObject;
}

/** What an element holds, as Slack spells it in states and actions. */
export function heldBy(element: JsonObject, filled: Filled): JsonObject {
  const shape = holds[String(element.type)];
  if (!shape) return { type: String(element.type) };
  return { type: String(element.type), [shape.field]: spelled(element, shape.as, filled) };
}

/** Sentences for what is missing or wrong, by block, as Slack's own client says it before anything is sent. */
export function complaints(blocks: readonly Block[], filled: FilledValues): Record<string, string> {
  const wrong = elementsOf(blocks).flatMap(({ block, element }) => {
    if (block.type !== 'input') return [];
    const value = filled[block.block_id]?.[element.action_id] ?? null;
    const complaint = complaintAbout(element, value, block.optional === true);
    return complaint ? [[block.block_id, complaint] as const] : [];
  });
  return Object.fromEntries(wrong);
}

function complaintAbout(element: JsonObject, value: Filled, optional: boolean): string | undefined {
  if (value === null || value.length === 0) return optional ? undefined : 'Please complete this required field.';
  if (typeof value !== 'string') return undefined;
  const { type, min_length: least, max_length: most, min_value: lowest, max_value: highest } = element;
  if (typeof least === 'number' && value.length < least) return `Please use at least ${least} characters.`;
  if (typeof most === 'number' && value.length > most) return `Please use at most ${most} characters.`;
  if (type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'Please enter a valid email address.';
  if (type === 'url_text_input' && !URL.canParse(value)) return 'Please enter a valid URL.';
  if (type !== 'number_input') return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(value)) return 'Please enter a number.';
  if (element.is_decimal_allowed !== true && value.includes('.')) return 'Please enter a whole number.';
  if (lowest !== undefined && Number(value) < Number(lowest)) return `Please enter a number of at least ${lowest}.`;
  if (highest !== undefined && Number(value) > Number(highest)) return `Please enter a number of at most ${highest}.`;
  return undefined;
}

function initial(element: JsonObject): Filled {
  const { initial_option: option, initial_options: options, initial_value: value, initial_date_time: dateTime } = element;
  if (isObject(option)) return String(option.value);
  if (Array.isArray(options)) return options.map((chosen: JsonObject) => String(chosen.value));
  if (isObject(value)) return plainTextOf(value);
  if (typeof dateTime === 'number') return String(dateTime);
  const many = element.initial_users ?? element.initial_conversations ?? element.initial_channels;
  if (Array.isArray(many)) return many.map(String);
  const one =
    value ?? element.initial_date ?? element.initial_time ?? element.initial_user ?? element.initial_conversation ?? element.initial_channel;
  return typeof one === 'string' ? one : null;
}

function spelled(element: JsonObject, as: (typeof holds)[string]['as'], filled: Filled): Json {
  const many = filled === null ? [] : typeof filled === 'string' ? [filled] : filled;
  const one = many[0] ?? null;
  switch (as) {
    case 'text':
      return one === '' ? null : one;
    case 'number':
      return one === null ? null : Number(one);
    case 'list':
      return many;
    case 'option':
      return one === null ? null : optionOf(element, one);
    case 'options':
      return many.map((value) => optionOf(element, value));
    case 'rich_text':
      return one === null ? null : { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: one }] }] };
    default:
      return as satisfies never;
  }
}

function optionOf(element: JsonObject, value: string): JsonObject {
  const groups = asList(element.option_groups).flatMap((group) => (isObject(group) ? asList(group.options) : []));
  const known = [...asList(element.options), ...groups].find((option) => isObject(option) && option.value === value);
  return isObject(known) ? known : { text: { type: 'plain_text', text: value }, value };
}

function gather<Held>(blocks: readonly Block[], hold: (placed: Placed) => Held): Record<string, Record<string, Held>> {
  const gathered: Record<string, Record<string, Held>> = {};
  for (const placed of elementsOf(blocks)) {
    if (isButton(placed.element.type) || placed.element.type === 'overflow') continue;
    gathered[placed.block.block_id] = { ...gathered[placed.block.block_id], [placed.element.action_id]: hold(placed) };
  }
  return gathered;
}

function plainTextOf(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(plainTextOf).join('');
  if (!isObject(value)) return '';
  return typeof value.text === 'string' ? value.text : plainTextOf(value.elements);
}

function isButton(type: string): boolean {
  return type === 'button' || type === 'workflow_button' || type === 'icon_button' || type === 'feedback_buttons';
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
