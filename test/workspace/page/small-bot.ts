import { App } from '@slack/bolt';
import { type Practice, startPractice } from '../../../src/workspace/start.ts';
import { quiet } from '../slack/practice-app.ts';
import { caseFile, details, everyInput, homeBlocks, hostile, incidentCard } from './drawn-by-the-bot.ts';

/** The practice workspace with a small bot of its own in it, which sends one of everything. */
export interface Furnished {
  readonly practice: Practice;
  /** Id of the channel where the card stands. */
  readonly channel: string;
  /** `ts` of the card. */
  readonly card: string;
  /** What the bot was told by presses and submissions, in order. */
  readonly heard: readonly string[];
  readonly app: App;
  close(): Promise<void>;
}

export async function furnish(): Promise<Furnished> {
  const practice = await startPractice({ pauseMs: 50 });
  const heard: string[] = [];
  const { slack } = practice;
  slack.control.enforceRates('none');
  const app = new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  const page = 'http://127.0.0.1:3000/incidents/INC-1';

  app.command('/triage', async ({ ack, respond, command }) => {
    heard.push(`triage ${command.text}`);
    await ack();
    await respond({
      response_type: 'ephemeral',
      text: 'The queue',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `*The queue*\n1. INC-1 ${hostile}`, verbatim: true } }],
    });
  });
  app.command('/contain', async ({ ack, client, command }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: everyInput });
  });
  app.action('contain', async ({ ack, client, body }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: everyInput });
  });
  app.action('details', async ({ ack, client, body }) => {
    await ack();
    if ('trigger_id' in body) await client.views.push({ trigger_id: body.trigger_id, view: details });
  });
  app.action('severity', async ({ ack, action }) => {
    await ack();
    heard.push(`severity ${'selected_option' in action && action.selected_option?.value}`);
  });
  app.action(/sessions|take|more/, async ({ ack, action }) => {
    await ack();
    heard.push('action_id' in action ? action.action_id : '?');
  });
  app.view('every-input', async ({ ack, view }) => {
    const reason = view.state.values.reason?.reason?.value ?? '';
    if (reason.length < 10) return ack({ response_action: 'errors', errors: { reason: 'Write a few words more: they stand in the timeline.' } });
    heard.push(`reason ${reason} lease ${view.state.values.lease?.lease?.selected_option?.value}`);
    return ack();
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: homeBlocks } });
  });
  await app.start();

  const made = await app.client.conversations.create({ name: 'security-alerts', is_private: true });
  const channel = made.channel?.id ?? '';
  await app.client.conversations.invite({ channel, users: 'U0MIRA0001,U0JONAS001,U0PRIYA001' });
  await app.client.conversations.setTopic({ channel, topic: 'Alerts of Acme, as incidents' });
  const card = await app.client.chat.postMessage({ channel, text: 'INC-1 Account takeover', blocks: incidentCard(page, 'open') });
  const ts = card.ts ?? '';
  await app.client.chat.postMessage({ channel, thread_ts: ts, text: 'Okta: six logins in 22 minutes.' });
  await app.client.chat.postMessage({ channel, thread_ts: ts, text: 'Seen before: never.' });
  await app.client.pins.add({ channel, timestamp: ts });
  await slack.control.as('jonas').say('security-alerts', 'I am on it, @mira :eyes: is *Alex* awake? See #general');
  await app.client.chat.postMessage({ channel, text: 'Case file of INC-1', blocks: caseFile });
  await app.client.chat.update({ channel, ts, text: 'INC-1 Account takeover', blocks: incidentCard(page, 'being contained') });
  return {
    practice,
    channel,
    card: ts,
    heard,
    app,
    async close() {
      await app.stop();
      await practice.close();
    },
  };
}
