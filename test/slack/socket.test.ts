import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/core/errors.ts';
import { connectSlack, type SlackSettings } from '../../src/slack/app.ts';
import { socket } from '../../src/slack/socket.ts';
import { type Practice, startPractice } from './practice.ts';

let practice: Practice;
const waitFor = <Value>(look: () => Value, what: string) => practice.slack.control.waitFor(look, { what });

/** How often a connection was asked for. */
const opened = () => practice.slack.control.calls.filter(({ method }) => method === 'apps.connections.open').length;

beforeEach(async () => {
  practice = await startPractice();
});
afterEach(() => practice.close());

it('after a cut connection the next command is answered', async () => {
  practice.slack.control.sockets.drop();
  await waitFor(() => opened() === 2, 'a second connection');
  await waitFor(() => practice.connection.health().connected, 'a new connection');
  const { answers } = await practice.slack.control.as('ana').command('#general', '/triage');
  expect(answers).toHaveLength(1);
});

it('when Slack asks for a fresh connection it gets one', async () => {
  practice.slack.control.sockets.requestRefresh();
  await waitFor(() => opened() === 2, 'a second connection');
  await waitFor(() => practice.connection.health().connected, 'a new connection');
});

it('when Slack cannot be reached it is tried until it can', async () => {
  practice.slack.control.faults.add({ method: 'apps.connections.open', mishap: { drop: 'before' }, times: 2 });
  practice.slack.control.sockets.drop();
  await waitFor(() => practice.troubles.some(({ sentence }) => sentence === 'Slack could not be reached; trying again'), 'a failed attempt');
  await waitFor(() => practice.connection.health().connected, 'a new connection');
});

it('one connection too many is told to whoever runs the bot, and two too many are an alarm', async () => {
  const log = { ...practice.bot.log, error: (_fields: object, sentence: string) => void alarms.push(sentence) };
  const alarms: string[] = [];
  const others = [1, 2].map(() => socket(practice.slack.appToken, { apiUrl: practice.slack.apiUrl, log }));
  try {
    for (const other of others) await other.start();
    expect(practice.troubles.map(({ sentence }) => sentence)).toContain('one connection to Slack more than expected');
    expect(alarms).toEqual(['more connections to Slack than expected: somebody else may use the app token']);
  } finally {
    for (const other of others) await other.stop();
  }
});

it('after stop nothing is connected any more', async () => {
  await practice.connection.stop();
  await waitFor(() => !practice.slack.control.sockets.connected, 'the end of the connection');
  expect(practice.connection.health().connected).toBe(false);
});

/** Tries to start another bot in this workspace. */
async function startAnother(changes: Partial<SlackSettings> = {}): Promise<unknown> {
  const { botToken, appToken, apiUrl } = practice.slack;
  const content = {
    caseFile: async () => Promise.reject(),
    digest: async () => Promise.reject(),
    report: async () => Promise.reject(),
  };
  const hooks = { log: practice.bot.log, measure: () => undefined, redact: (text: string) => text };
  return connectSlack(
    practice.bot,
    practice.catalogue,
    { botToken, entrance: { appToken }, apiUrl, alertsChannel: 'x', recordChannel: 'y', ...changes },
    content,
    hooks,
  ).catch((error: unknown) => error);
}

it.each([
  ['a token that is no token', { botToken: 'xoxb-wrong' }, 'SLACK_BOT_TOKEN'],
  ['a short signing secret', { entrance: { signingSecret: 'short' } }, 'SLACK_SIGNING_SECRET'],
])('%s stops the start and names the setting', async (_name, changes, setting) => {
  const refused = await startAnother(changes);
  expect(`${refused} ${refused instanceof Error && 'next' in refused ? refused.next : ''}`).toContain(setting);
});

it('a missing scope stops the start and names the scope', async () => {
  practice.slack.control.grantScopes(['chat:write', 'commands', 'users:read', 'groups:read']);
  const refused = await startAnother();
  expect(refused).toBeInstanceOf(ConfigurationError);
  expect(String(refused)).toContain('groups:write');
});
