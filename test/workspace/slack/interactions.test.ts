import type { App } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SlackServer } from '../../../src/workspace/slack/server.ts';
import { textOf } from '../../../src/workspace/slack/text-of.ts';
import { httpApp, socketApp, start } from './practice-app.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const reasonModal = (submit = 'Contain') => ({
  type: 'modal' as const,
  callback_id: 'contain',
  private_metadata: 'P-1',
  title: plain('Contain'),
  submit: plain(submit),
  notify_on_close: true,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: plain('Reason'),
      element: { type: 'plain_text_input' as const, action_id: 'text', min_length: 3 },
    },
    {
      type: 'input' as const,
      block_id: 'verdict',
      optional: true,
      label: plain('Verdict'),
      element: {
        type: 'static_select' as const,
        action_id: 'choice',
        initial_option: { text: plain('Benign'), value: 'benign' },
        options: [
          { text: plain('Benign'), value: 'benign' },
          { text: plain('True positive'), value: 'tp' },
        ],
      },
    },
  ],
});

describe.each(['Socket Mode', 'HTTP mode'])('a Bolt app in %s', (mode) => {
  let slack: SlackServer;
  let app: App;
  let heard: Record<string, unknown>[];

  beforeAll(async () => {
    slack = await start({ enforceRates: 'none', ackTimeoutMs: 1000, retryDelays: [10, 20] });
    app = mode === 'Socket Mode' ? socketApp(slack) : httpApp(slack);
    listen(app, (what) => heard.push(what));
    if (mode === 'Socket Mode') {
      await app.start();
      await slack.control.waitFor(() => slack.control.sockets.connected, { what: 'a connection' });
      return;
    }
    const server = (await app.start(0)) as unknown as { address(): { port: number } };
    await slack.useRequestUrl(`http://127.0.0.1:${server.address().port}/slack/events`);
  });
  beforeEach(() => {
    heard = [];
    slack.control.reset();
  });
  afterAll(async () => {
    await app.stop();
    await slack.close();
  });

  it('answers a slash command with an acknowledgement, a response URL and a message', async () => {
    const { answers, problem } = await slack.control.as('ana').command('#general', '/triage  INC-1 & more ');
    expect(problem).toBeNull();
    expect(answers.map(({ text, ephemeral }) => [text, ephemeral])).toEqual([
      ['acked /triage', true],
      ['you said INC-1 &amp; more', true],
      ['for all', false],
    ]);
    expect(heard[0]).toMatchObject({ user_id: 'U0ANALYST', user_name: 'ana', channel_name: 'general', command: '/triage' });
  });

  it('spells people and channels where the command asks for it', async () => {
    await slack.control.as('ana').command('#general', '/escaped @alex in #general at https://a.example');
    expect(heard[0]).toMatchObject({ text: '<@U0SUSPECT|alex> in <#C0GENERAL|general> at <https://a.example>' });
  });

  it('lets Slack answer for commands that nobody registered', async () => {
    const { problem, answers } = await slack.control.as('ana').command('#general', '/nothing here');
    expect(problem).toContain('/nothing is not a valid command');
    expect(answers).toMatchObject([{ user: 'USLACKBOT', ephemeral: true }]);
    expect(heard).toEqual([]);
  });

  it('says that the app took too long', async () => {
    const { problem } = await slack.control.as('ana').command('#general', '/triage sleep');
    expect(problem).toBe('/triage failed with the error "operation_timeout"');
  });

  it('opens a modal from a button, keeps it open for errors and takes what was entered', async () => {
    const ana = slack.control.as('ana');
    await ana.command('#general', '/triage card');
    const card = ana.messages('#general').find((message) => textOf(message).includes('Contain: suspend alex'));
    if (!card) throw new Error('no card');
    const { modal } = await ana.click(card, 'Contain: suspend alex');
    if (!modal) throw new Error('no modal');
    expect(heard.find(({ type }) => type === 'block_actions')).toMatchObject({
      container: { type: 'message', message_ts: card.ts, is_ephemeral: false },
      message: { ts: card.ts, metadata: { event_type: 'card' } },
      actions: [{ action_id: 'contain', value: 'P-1' }],
    });

    expect((await ana.submit(modal, { reason: '' })).errors).toEqual({ reason: 'Please complete this required field.' });
    expect((await ana.submit(modal, { reason: 'no' })).errors).toEqual({ reason: 'Please use at least 3 characters.' });
    expect((await ana.submit(modal, { reason: 'because' })).errors).toEqual({ reason: 'Say more.' });
    expect(ana.modal()).toMatchObject({ errors: { reason: 'Say more.' }, values: { reason: { text: 'because' } } });

    const done = await ana.submit(modal, { reason: 'stolen account', verdict: 'tp' });
    expect(done).toMatchObject({ problem: null, errors: {}, modal: undefined });
    expect(heard.at(-1)).toMatchObject({
      private_metadata: 'P-1',
      state: {
        values: {
          reason: { text: { type: 'plain_text_input', value: 'stolen account' } },
          verdict: { choice: { type: 'static_select', selected_option: { value: 'tp' } } },
        },
      },
    });
  });

  it('updates, pushes and clears views as the submission asks', async () => {
    const ana = slack.control.as('ana');
    const open = async () => {
      const { modal } = await ana.shortcut('open-incident');
      if (!modal) throw new Error('no modal');
      return modal;
    };
    expect((await ana.submit(await open(), { reason: 'update' })).modal).toMatchObject({ submit: 'Updated', values: { reason: { text: 'update' } } });
    expect((await ana.submit(await open(), { reason: 'push' })).modal).toMatchObject({ submit: 'Pushed' });
    const top = ana.modal();
    if (!top) throw new Error('no modal');
    expect((await ana.submit(top, { reason: 'clear' })).modal).toBeUndefined();
    expect((await ana.submit(await open(), { reason: 'wrong block' })).problem).toContain('trouble connecting');
  });

  it('hears that a modal was closed', async () => {
    const ana = slack.control.as('ana');
    const { modal } = await ana.shortcut('open-incident');
    if (!modal) throw new Error('no modal');
    await ana.close(modal);
    expect(ana.modal()).toBeUndefined();
    expect(heard.at(-1)).toMatchObject({ type: 'view_closed', is_cleared: false });
  });

  it('replaces and removes the ephemeral message that carried the button', async () => {
    const ana = slack.control.as('ana');
    const { answers } = await ana.command('#general', '/triage private card');
    const card = answers.find((message) => message.ephemeral && message.blocks.length > 0);
    if (!card) throw new Error('no card');
    const replaced = await ana.click(card, 'replace');
    expect(heard.at(-1)).toMatchObject({ container: { is_ephemeral: true } });
    expect(heard.at(-1)).not.toHaveProperty('message');
    expect(replaced.answers).toMatchObject([{ ts: card.ts, text: 'replaced', ephemeral: true }]);
  });

  it('removes the message that carried the button', async () => {
    const ana = slack.control.as('ana');
    const { answers } = await ana.command('#general', '/triage private card');
    const card = answers.find((message) => message.ephemeral && message.blocks.length > 0);
    if (!card) throw new Error('no card');
    await ana.click(card, 'remove');
    expect(ana.ephemerals('#general')).toEqual([]);
    await expect(ana.click(card, 'remove')).rejects.toThrow('no longer there');
  });

  it('hears a message shortcut with its message', async () => {
    const ana = slack.control.as('ana');
    const { ts } = await ana.say('#general', 'look at this');
    const message = ana.messages('#general').find((candidate) => candidate.ts === ts);
    if (!message) throw new Error('no message');
    const { answers } = await ana.shortcut('add-to-timeline', message);
    expect(answers.at(-1)?.text).toBe('noted: look at this');
  });

  it('hears mentions, messages, reactions and joiners, with Slack’s spelling', async () => {
    const ana = slack.control.as('ana');
    const { answers, ts } = await ana.say('#general', '@firebreak what about <evil> & a@b.example?');
    expect(answers.at(-1)).toMatchObject({ text: 'heard', thread: ts });
    const mention = heard.find(({ type }) => type === 'app_mention');
    expect(mention).toMatchObject({
      text: '<@U0FIREBREAK> what about &lt;evil&gt; &amp; <mailto:a@b.example|a@b.example>?',
      user: 'U0ANALYST',
      channel: 'C0GENERAL',
    });
    const [message] = ana.messages('#general');
    if (message) await ana.react(message, 'pushpin');
    await slack.control.as('gia').act({ as: 'U0GUEST', do: 'openDirect', with: 'U0FIREBREAK' }, { answerWithin: 0 });
    await ana.act({ as: 'U0ANALYST', do: 'invite', channel: 'C0GENERAL', user: 'U0GUEST' }, { answerWithin: 0 });
    await slack.control.waitFor(() => heard.some(({ type }) => type === 'member_joined_channel'), { what: 'the joiner' });
    expect(heard.find(({ type }) => type === 'reaction_added')).toMatchObject({ reaction: 'pushpin', item: { ts } });
    expect(heard.find(({ type }) => type === 'member_joined_channel')).toMatchObject({ user: 'U0GUEST', inviter: 'U0ANALYST' });
  });

  it('publishes Home when somebody opens it, and hears presses there', async () => {
    const ana = slack.control.as('ana');
    await ana.openHome();
    const home = ana.home();
    if (!home) throw new Error('no home');
    expect(textOf(home)).toContain('Hello U0ANALYST');
    await ana.click(home, 'contain', { answerWithin: 300 });
    expect(heard.at(-1)).toMatchObject({ type: 'block_actions', container: { type: 'view', view_id: home.id } });
  });

  it('gets the same delivery twice, and an event again when its acknowledgement is lost', async () => {
    slack.control.faults.sendTwice();
    await slack.control.as('ana').command('#general', '/triage twice', { answerWithin: 0 });
    await slack.control.waitFor(() => heard.length === 2, { what: 'the second delivery' });
    expect(heard[0]?.trigger_id).toBe(heard[1]?.trigger_id);

    heard = [];
    slack.control.faults.loseAcknowledgements();
    await slack.control.as('ana').say('#general', '@firebreak again', { answerWithin: 0 });
    await slack.control.waitFor(() => slack.control.deliveries.some(({ attempt }) => attempt === 1), { what: 'a retry' });
    const again = slack.control.deliveries.find(({ attempt }) => attempt === 1);
    expect(slack.control.deliveries.filter(({ envelope }) => envelope.payload.event_id === again?.envelope.payload.event_id)).toHaveLength(2);
  });

  it('opens one view per trigger, in time', async () => {
    await slack.control.as('ana').command('#general', '/triage trigger', { answerWithin: 0 });
    await slack.control.waitFor(() => heard.some(({ second }) => second), { what: 'the second try' });
    expect(heard.at(-1)).toMatchObject({ second: 'exchanged_trigger_id', unknown: 'invalid_trigger_id' });
  });
});

/** A small app that does one of everything. */
function listen(app: App, note: (what: Record<string, unknown>) => void): void {
  const errorOf = (task: Promise<unknown>) =>
    task.then(
      () => 'none',
      (error: { data: { error: string } }) => error.data.error,
    );
  const card = [
    {
      type: 'actions' as const,
      elements: [
        { type: 'button' as const, action_id: 'contain', value: 'P-1', text: plain('Contain: suspend alex') },
        { type: 'button' as const, action_id: 'replace', text: plain('Replace') },
        { type: 'button' as const, action_id: 'remove', text: plain('Remove') },
      ],
    },
  ];

  app.command('/triage', async ({ command, ack, respond, client, payload }) => {
    note(payload as unknown as Record<string, unknown>);
    if (command.text === 'sleep') return;
    if (command.text === 'twice') return ack();
    if (command.text === 'trigger') {
      await ack();
      const open = (trigger_id: string) => errorOf(client.views.open({ trigger_id, view: reasonModal() }));
      await open(command.trigger_id);
      note({ second: await open(command.trigger_id), unknown: await open('1.2.3') });
      return;
    }
    if (command.text === 'card') {
      await ack();
      await client.chat.postMessage({ channel: command.channel_id, text: 'card', blocks: card, metadata: { event_type: 'card', event_payload: {} } });
      return;
    }
    if (command.text === 'private card') {
      await ack({ text: 'private', blocks: card });
      return;
    }
    await ack('acked /triage');
    await respond(`you said ${command.text}`);
    await respond({ text: 'for all', response_type: 'in_channel' });
  });
  app.command('/escaped', async ({ ack, payload }) => {
    note(payload as unknown as Record<string, unknown>);
    await ack('ok');
  });
  app.action('contain', async ({ ack, body, client }) => {
    note(body as unknown as Record<string, unknown>);
    await ack();
    if ('trigger_id' in body && 'container' in body && body.container.type === 'message') {
      await client.views.open({ trigger_id: body.trigger_id, view: reasonModal() });
    }
  });
  app.action('replace', async ({ ack, body, respond }) => {
    note(body as unknown as Record<string, unknown>);
    await ack();
    await respond({ text: 'replaced', replace_original: true });
  });
  app.action('remove', async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });
  app.view('contain', async ({ ack, view }) => {
    note(view as unknown as Record<string, unknown>);
    const reason = view.state.values.reason?.text?.value;
    if (reason === 'because') return ack({ response_action: 'errors', errors: { reason: 'Say more.' } });
    if (reason === 'wrong block') return ack({ response_action: 'errors', errors: { nowhere: 'Say more.' } });
    if (reason === 'update') return ack({ response_action: 'update', view: reasonModal('Updated') });
    if (reason === 'push') return ack({ response_action: 'push', view: reasonModal('Pushed') });
    if (reason === 'clear') return ack({ response_action: 'clear' });
    return ack();
  });
  app.view({ callback_id: 'contain', type: 'view_closed' }, async ({ ack, body }) => {
    note(body as unknown as Record<string, unknown>);
    await ack();
  });
  app.shortcut('open-incident', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: reasonModal() });
  });
  app.shortcut('add-to-timeline', async ({ ack, shortcut, respond }) => {
    await ack();
    if (shortcut.type === 'message_action') await respond(`noted: ${shortcut.message.text}`);
  });
  app.event('app_mention', async ({ event, client }) => {
    note(event as unknown as Record<string, unknown>);
    await client.chat.postMessage({ channel: event.channel, text: 'heard', thread_ts: event.ts });
  });
  app.event('reaction_added', async ({ event }) => note(event as unknown as Record<string, unknown>));
  app.event('member_joined_channel', async ({ event }) => note(event as unknown as Record<string, unknown>));
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `Hello ${event.user}` } }, ...card] },
    });
  });
}
