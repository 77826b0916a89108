import { describe, expect, it } from 'vitest';
import { checkMessageBlocks, checkView } from '../../../src/workspace/slack/block-kit/check.ts';
import { type Limit, limits } from '../../../src/workspace/slack/block-kit/limits.ts';
import { SlackError } from '../../../src/workspace/slack/slack-error.ts';

const x = (length: number) => 'x'.repeat(length);
const many = <Item>(length: number, item: (index: number) => Item): Item[] => Array.from({ length }, (_, index) => item(index));
const plain = (text = 'x') => ({ type: 'plain_text', text });
const mrkdwn = (text = 'x') => ({ type: 'mrkdwn', text });
const section = (fields: object = {}) => ({ type: 'section', text: mrkdwn(), ...fields });
const button = (fields: object = {}) => ({ type: 'button', text: plain(), ...fields });
const actions = (...elements: object[]) => [{ type: 'actions', elements }];
const option = (fields: object = {}) => ({ text: plain(), value: 'v', ...fields });
const select = (fields: object) => actions({ type: 'static_select', ...fields });
const withConfirm = (fields: object) => actions(button({ confirm: { title: plain(), text: plain(), confirm: plain(), deny: plain(), ...fields } }));
const input = (fields: object = {}) => [{ type: 'input', label: plain(), element: { type: 'plain_text_input' }, ...fields }];
const cell = { type: 'raw_text', text: 'x' };
const container = (fields: object) => [{ type: 'container', title: plain(), child_blocks: [{ type: 'divider' }], ...fields }];
const modal = (fields: object) => ({ type: 'modal', title: plain(), submit: plain(), blocks: [{ type: 'divider' }], ...fields });

type Trial = { readonly message: (size: number) => object[] } | { readonly view: (size: number) => object };
const message = (blocks: (size: number) => object[]): Trial => ({ message: blocks });
const view = (drawn: (size: number) => object): Trial => ({ view: drawn });

/** What is exactly as large as asked, for every row of the table. The rows left out are tried elsewhere. */
const trials: Record<Exclude<Limit, 'message.characters' | 'message.charactersPerBlock' | 'message.text' | 'view.stack'>, Trial> = {
  'message.blocks': message((size) => many(size, () => ({ type: 'divider' }))),
  'view.blocks': view((size) => modal({ blocks: many(size, () => ({ type: 'divider' })) })),
  'view.title': view((size) => modal({ title: plain(x(size)) })),
  'view.submit': view((size) => modal({ submit: plain(x(size)) })),
  'view.close': view((size) => modal({ close: plain(x(size)) })),
  'view.callback_id': view((size) => modal({ callback_id: x(size) })),
  'view.external_id': view((size) => modal({ external_id: x(size) })),
  'view.private_metadata': view((size) => modal({ private_metadata: x(size) })),
  block_id: message((size) => [{ type: 'divider', block_id: x(size) }]),
  action_id: message((size) => actions(button({ action_id: x(size) }))),
  'section.text': message((size) => [section({ text: mrkdwn(x(size)) })]),
  'section.fields': message((size) => [section({ fields: many(size, () => mrkdwn()) })]),
  'section.fields.text': message((size) => [section({ fields: [mrkdwn(x(size))] })]),
  'header.text': message((size) => [{ type: 'header', text: plain(x(size)) }]),
  'context.elements': message((size) => [{ type: 'context', elements: many(size, () => mrkdwn()) }]),
  'context.elements.text': message((size) => [{ type: 'context', elements: [mrkdwn(x(size))] }]),
  'actions.elements': message((size) => actions(...many(size, () => button()))),
  'context_actions.elements': message((size) => [
    { type: 'context_actions', elements: many(size, () => ({ type: 'icon_button', icon: 'trash', text: plain() })) },
  ]),
  'input.label': view((size) => modal({ blocks: input({ label: plain(x(size)) }) })),
  'input.hint': view((size) => modal({ blocks: input({ hint: plain(x(size)) }) })),
  'image.alt_text': message((size) => [{ type: 'image', image_url: 'https://a.example/i.png', alt_text: x(size) }]),
  'image.image_url': message((size) => [{ type: 'image', image_url: `https://a.example/${x(size - 18)}`, alt_text: 'x' }]),
  'image.title': message((size) => [{ type: 'image', image_url: 'https://a.example/i.png', alt_text: 'x', title: plain(x(size)) }]),
  'markdown.text': message((size) => [{ type: 'markdown', text: x(size) }]),
  'alert.text': view((size) => modal({ blocks: [{ type: 'alert', text: plain(x(size)) }] })),
  'card.title': message((size) => [{ type: 'card', title: mrkdwn(x(size)) }]),
  'card.subtitle': message((size) => [{ type: 'card', title: mrkdwn(), subtitle: mrkdwn(x(size)) }]),
  'card.body': message((size) => [{ type: 'card', body: mrkdwn(x(size)) }]),
  'carousel.elements': message((size) => [{ type: 'carousel', elements: many(size, () => ({ type: 'card', title: mrkdwn() })) }]),
  'container.title': message((size) => container({ title: plain(x(size)) })),
  'container.subtitle': message((size) => container({ subtitle: plain(x(size)) })),
  'container.child_blocks': message((size) => container({ child_blocks: many(size, () => ({ type: 'divider' })) })),
  'table.rows': message((size) => [{ type: 'table', rows: many(size, () => [cell]) }]),
  'table.columns': message((size) => [{ type: 'table', rows: [many(size, () => cell)] }]),
  'table.column_settings': message((size) => [{ type: 'table', rows: [[cell]], column_settings: many(size, () => ({ align: 'left' })) }]),
  'data_table.rows': message((size) => [{ type: 'data_table', caption: 'x', rows: many(size, () => [cell]) }]),
  'data_table.columns': message((size) => [{ type: 'data_table', caption: 'x', rows: many(2, () => many(size, () => cell)) }]),
  'data_table.page_size': message((size) => [{ type: 'data_table', caption: 'x', page_size: size, rows: many(2, () => [cell]) }]),
  'data_visualization.title': message((size) => [{ type: 'data_visualization', title: x(size), chart: { type: 'pie' } }]),
  'button.text': message((size) => actions(button({ text: plain(x(size)) }))),
  'button.value': message((size) => actions(button({ value: x(size) }))),
  'button.url': message((size) => actions(button({ url: x(size) }))),
  'button.accessibility_label': message((size) => actions(button({ accessibility_label: x(size) }))),
  'overflow.options': message((size) => actions({ type: 'overflow', options: many(size, () => option()) })),
  'select.options': message((size) => select({ options: many(size, () => option()) })),
  'select.option_groups': message((size) => select({ option_groups: many(size, () => ({ label: plain(), options: [option()] })) })),
  'checkboxes.options': message((size) => actions({ type: 'checkboxes', options: many(size, () => option()) })),
  'radio_buttons.options': message((size) => actions({ type: 'radio_buttons', options: many(size, () => option()) })),
  'option.text': message((size) => select({ options: [option({ text: plain(x(size)) })] })),
  'option.value': message((size) => select({ options: [option({ value: x(size) })] })),
  'option.description': message((size) => select({ options: [option({ description: plain(x(size)) })] })),
  'option.url': message((size) => actions({ type: 'overflow', options: many(2, () => option({ url: x(size) })) })),
  'option_group.label': message((size) => select({ option_groups: [{ label: plain(x(size)), options: [option()] }] })),
  placeholder: message((size) => select({ options: [option()], placeholder: plain(x(size)) })),
  'plain_text_input.max_length': view((size) => modal({ blocks: input({ element: { type: 'plain_text_input', max_length: size } }) })),
  'confirm.title': message((size) => withConfirm({ title: plain(x(size)) })),
  'confirm.text': message((size) => withConfirm({ text: plain(x(size)) })),
  'confirm.confirm': message((size) => withConfirm({ confirm: plain(x(size)) })),
  'confirm.deny': message((size) => withConfirm({ deny: plain(x(size)) })),
};

const attempt = (trial: Trial, size: number) => ('message' in trial ? checkMessageBlocks(trial.message(size)) : checkView(trial.view(size)));
const refusalOf = (task: () => unknown): SlackError => {
  try {
    task();
  } catch (error) {
    if (error instanceof SlackError) return error;
  }
  throw new Error('nothing was refused');
};

describe('every limit', () => {
  it.each(Object.entries(trials))('%s is taken at its edge and refused one above', (limit, trial) => {
    const size = limits[limit as Limit];
    expect(attempt(trial, size)).toBeTruthy();
    expect(refusalOf(() => attempt(trial, size + 1)).code).toBe('message' in trial ? 'invalid_blocks' : 'invalid_arguments');
  });

  it('names the place and the rule as Slack does', () => {
    const { fields } = refusalOf(() => checkMessageBlocks([section(), section({ text: mrkdwn(x(3001)) })]));
    expect(fields.response_metadata).toEqual({ messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]'] });
  });

  it('refuses a message whose blocks are each fine and too long together', () => {
    expect(checkMessageBlocks(many(4, () => section({ text: mrkdwn(x(3000)) })))).toHaveLength(4);
    expect(refusalOf(() => checkMessageBlocks(many(5, () => section({ text: mrkdwn(x(3000)) })))).code).toBe('msg_blocks_too_long');
  });
});

describe('what has no size', () => {
  it.each<[string, object[], string]>([
    ['an unknown block', [{ type: 'banner' }], 'unsupported type'],
    ['an alert in a message', [{ type: 'alert', text: plain() }], 'unsupported type'],
    ['mrkdwn on a button', actions({ type: 'button', text: mrkdwn() }), 'failed to match a required pattern'],
    ['mrkdwn in a header', [{ type: 'header', text: mrkdwn() }], 'failed to match a required pattern'],
    ['a section that says nothing', [{ type: 'section' }], 'missing required field: text'],
    ['empty text', [section({ text: mrkdwn('') })], 'must be more than 0 characters'],
    ['a property that is not there', [section({ colour: 'red' })], 'invalid additional property: colour'],
    ['an overflow menu of one', actions({ type: 'overflow', options: [option()] }), 'must contain at least 2 items'],
    ['the same action twice', actions(button({ action_id: 'a' }), button({ action_id: 'a' })), '`action_id` "a" already exists'],
    ['the same block twice', [section({ block_id: 'b' }), section({ block_id: 'b' })], '`block_id` "b" already exists'],
    ['a style of its own', actions(button({ style: 'green' })), 'failed to match a required pattern'],
    ['an input in the wrong place', [{ type: 'actions', elements: [{ type: 'plain_text_input' }] }], 'unsupported type'],
  ])('refuses %s in a message', (_, blocks, problem) => {
    expect(JSON.stringify(refusalOf(() => checkMessageBlocks(blocks)).fields).replaceAll('\\"', '"')).toContain(problem);
  });

  it('takes an alert in a modal, and no markdown', () => {
    expect(checkView(modal({ blocks: [{ type: 'alert', text: plain(), level: 'warning' }] }))).toBeTruthy();
    expect(refusalOf(() => checkView(modal({ blocks: [{ type: 'markdown', text: 'x' }] }))).code).toBe('invalid_arguments');
  });

  it('wants a submit button where a modal asks something', () => {
    expect(refusalOf(() => checkView(modal({ submit: undefined, blocks: input() }))).code).toBe('invalid_arguments');
    expect(checkView(modal({ submit: undefined }))).toBeTruthy();
  });

  it('takes a Home without a title, and none with one', () => {
    expect(checkView({ type: 'home', blocks: [section()] })).toBeTruthy();
    expect(refusalOf(() => checkView({ type: 'home', title: plain(), blocks: [] })).code).toBe('invalid_arguments');
  });

  it('takes rich text with links, people and lists', () => {
    const elements = [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'a', style: { bold: true } },
          { type: 'user', user_id: 'U1' },
        ],
      },
      { type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: 'https://a.example' }] }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'code' }] },
    ];
    expect(checkMessageBlocks([{ type: 'rich_text', elements }])).toHaveLength(1);
  });
});
