/** What a bot might send, one of everything that the page must draw. */
import type { KnownBlock, ModalView } from '@slack/types';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text, verbatim: true });
const option = (label: string, value: string) => ({ text: plain(label), value });

/** What attackers write where a bot quotes them: already escaped, as a bot must. */
export const hostile = '&lt;script&gt;alert(1)&lt;/script&gt; &lt;@U0JONAS001&gt; &lt;https://evil.example|reset your password&gt; &lt;!channel&gt;';

export const incidentCard = (page: string, phase: string): KnownBlock[] => [
  { type: 'header', text: plain('INC-1 · Account takeover of alex@acme.example') },
  {
    type: 'section',
    text: mrkdwn(
      `:red_circle: *Critical* · score *87* of 100, confidence *82 %* · ${phase}\nFive failed logins from \`203.0.113.7\`, then a success from *Romania*, then an unusual download from \`acme-payroll\`.`,
    ),
    accessory: {
      type: 'overflow',
      action_id: 'more',
      options: [option('Case file', 'case-file'), option('Timeline', 'timeline'), option('Report', 'report')],
    },
  },
  {
    type: 'section',
    fields: [
      mrkdwn('*Who*\nAlex Kim, data engineer'),
      mrkdwn('*Where*\nOkta, S3 `acme-payroll`'),
      mrkdwn('*Since*\n2026-03-14 02:11 UTC (<!date^1773454260^{date_short} {time}|02:11 UTC>)'),
      mrkdwn('*Led by*\n<@U0MIRA0001>'),
    ],
  },
  {
    type: 'section',
    text: mrkdwn(
      '*Why 87*\n• +9.5 a success after five failures from one address\n• +7.0 a country this person never logged in from\n• +6.2 data of the class _payroll_ was read\n• −2.1 the address is not on any block list\n> User agent: &lt;script&gt;alert(1)&lt;/script&gt; &lt;@U0JONAS001&gt;',
    ),
    expand: true,
  },
  { type: 'divider' },
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'contain', style: 'danger', text: plain('Contain: suspend alex@acme.example'), value: '{"proposal":"P-1"}' },
      {
        type: 'button',
        action_id: 'sessions',
        text: plain('Clear sessions'),
        value: '{"proposal":"P-2"}',
        confirm: {
          title: plain('Clear all sessions?'),
          text: mrkdwn('*alex@acme.example* is logged out everywhere. This *cannot be undone*.'),
          confirm: plain('Clear sessions'),
          deny: plain('Not now'),
          style: 'danger',
        },
      },
      { type: 'button', action_id: 'take', text: plain('Take it'), value: 'INC-1' },
      {
        type: 'static_select',
        action_id: 'severity',
        placeholder: plain('Severity'),
        options: [option('Critical', 'critical'), option('High', 'high'), option('Low', 'low')],
      },
    ],
  },
  { type: 'context', elements: [mrkdwn(`<${page}|INC-1> · 7 alerts, 1 incident · ticket <https://jira.example/browse/SEC-1|SEC-1>`)] },
];

export const caseFile: KnownBlock[] = [
  {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'What is not known', style: { bold: true } }] },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'whether the second factor was approved by ' },
              { type: 'user', user_id: 'U0ALEX0001' },
            ],
          },
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'what else ' },
              { type: 'text', text: '203.0.113.7', style: { code: true } },
              { type: 'text', text: ' has reached' },
            ],
          },
        ],
      },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: '<b>not bold</b> & *not bold either*' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'GET /acme-payroll/2026-02.csv 200\n4.1 GB in 6 minutes' }] },
    ],
  },
  {
    type: 'table',
    column_settings: [{ is_wrapped: true }, { align: 'right' }],
    rows: [
      [
        { type: 'raw_text', text: 'Observable' },
        { type: 'raw_text', text: 'Alerts' },
      ],
      [
        { type: 'raw_text', text: 'user alex@acme.example' },
        { type: 'raw_text', text: '7' },
      ],
      [
        { type: 'raw_text', text: 'ip 203.0.113.7' },
        { type: 'raw_text', text: '6' },
      ],
    ],
  },
  {
    type: 'markdown',
    text: '**Next**: [read the runbook](https://wiki.acme.example/takeover) and ~~panic~~ `triage`.\n\n1. Suspend\n2. Ask Alex\n\n<img src=x onerror=alert(1)>',
  },
];

/** Every input that a modal may hold. */
export const everyInput: ModalView = {
  type: 'modal',
  callback_id: 'every-input',
  title: plain('Contain'),
  submit: plain('Suspend account'),
  close: plain('Cancel'),
  blocks: [
    { type: 'alert', level: 'warning', text: mrkdwn('*alex@acme.example* is logged out and cannot log in. Undo is possible for *24 hours*.') },
    {
      type: 'section',
      fields: [
        mrkdwn('*Target*\nalex@acme.example'),
        mrkdwn('*Blast radius*\n1 person, 3 applications'),
        mrkdwn('*Confidence*\n82 %'),
        mrkdwn('*Risk*\nlow, can be undone'),
      ],
    },
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Why'),
      hint: plain('It stands in the timeline, with your name.'),
      element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 200, placeholder: plain('What convinced you?') },
    },
    {
      type: 'input',
      block_id: 'lease',
      label: plain('For how long'),
      element: {
        type: 'static_select',
        action_id: 'lease',
        initial_option: option('24 hours', '24'),
        options: [option('4 hours', '4'), option('24 hours', '24')],
      },
    },
    {
      type: 'input',
      block_id: 'also',
      optional: true,
      label: plain('Also'),
      element: {
        type: 'checkboxes',
        action_id: 'also',
        options: [
          { text: mrkdwn('Clear *sessions*'), description: plain('Cannot be undone'), value: 'sessions' },
          { text: mrkdwn('Tell the manager'), value: 'manager' },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'verdict',
      label: plain('So far'),
      element: { type: 'radio_buttons', action_id: 'verdict', options: [option('True positive', 'true'), option('Not clear yet', 'open')] },
    },
    { type: 'input', block_id: 'mail', optional: true, label: plain('Mail'), element: { type: 'email_text_input', action_id: 'mail' } },
    {
      type: 'input',
      block_id: 'count',
      optional: true,
      label: plain('How many'),
      element: { type: 'number_input', action_id: 'count', is_decimal_allowed: false },
    },
    { type: 'input', block_id: 'link', optional: true, label: plain('Link'), element: { type: 'url_text_input', action_id: 'link' } },
    {
      type: 'input',
      block_id: 'day',
      optional: true,
      label: plain('Day'),
      element: { type: 'datepicker', action_id: 'day', initial_date: '2026-03-14' },
    },
    {
      type: 'input',
      block_id: 'hour',
      optional: true,
      label: plain('Hour'),
      element: { type: 'timepicker', action_id: 'hour', initial_time: '02:11' },
    },
    { type: 'input', block_id: 'who', optional: true, label: plain('With'), element: { type: 'users_select', action_id: 'who' } },
    { type: 'actions', block_id: 'extra', elements: [{ type: 'button', action_id: 'details', text: plain('What exactly happens') }] },
  ],
};

export const details: ModalView = {
  type: 'modal',
  callback_id: 'details',
  title: plain('What happens'),
  close: plain('Back'),
  blocks: [{ type: 'section', text: mrkdwn('Okta is asked to suspend the user. Nothing else is touched.') }],
};

export const homeBlocks: KnownBlock[] = [
  { type: 'header', text: plain('One incident is open') },
  {
    type: 'section',
    text: mrkdwn('*INC-1* Account takeover of alex@acme.example\nscore 87 · led by <@U0MIRA0001>'),
    accessory: { type: 'button', action_id: 'home-open', text: plain('Open') },
  },
  { type: 'divider' },
  { type: 'context', elements: [mrkdwn('Type `/triage` anywhere to see the queue.')] },
];
