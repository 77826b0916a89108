import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { SlackServer } from '../../../src/workspace/slack/server.ts';
import { clientOf, quiet, start } from './practice-app.ts';

let slack: SlackServer;
beforeEach(async () => {
  slack = await start({ ackTimeoutMs: 600, retryDelays: [10, 20] });
});
afterEach(() => slack.close());

interface Line {
  readonly type: string;
  readonly envelope_id?: string;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
  readonly payload?: { readonly event_id?: string };
}

/** A connection that notes every line and acknowledges nothing by itself. */
async function connect(): Promise<{ socket: WebSocket; lines: Line[] }> {
  const { url } = await clientOf(slack, slack.appToken).apps.connections.open({});
  const socket = new WebSocket(url ?? '');
  const lines: Line[] = [];
  socket.on('message', (data) => lines.push(JSON.parse(data.toString())));
  await slack.control.waitFor(() => lines.length > 0, { what: 'hello' });
  return { socket, lines };
}

it('says hello with the number of connections, and lets a ticket in once', async () => {
  const { url } = await clientOf(slack, slack.appToken).apps.connections.open({});
  const one = await connect();
  const two = await connect();
  expect(one.lines[0]).toMatchObject({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0FIREBREAK' } });
  expect(two.lines[0]).toMatchObject({ type: 'hello', num_connections: 2 });

  const first = new WebSocket(url ?? '');
  await new Promise((resolve) => first.once('open', resolve));
  const second = new WebSocket(url ?? '');
  const refusal = await new Promise<Error>((resolve) => second.once('error', resolve));
  expect(refusal.message).toContain('403');
});

it('sends an event again until it is acknowledged, and says which attempt it is', async () => {
  const { socket, lines } = await connect();
  await slack.control.as('ana').say('#general', 'hello', { answerWithin: 0 });
  await slack.control.waitFor(() => lines.some(({ retry_attempt }) => retry_attempt === 1), { what: 'a retry' });
  const [, first, second] = lines;
  expect(first).toMatchObject({ type: 'events_api', retry_attempt: 0 });
  expect(second).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout', payload: { event_id: first?.payload?.event_id } });
  socket.send(JSON.stringify({ envelope_id: second?.envelope_id }));
  await slack.control.waitFor(() => slack.control.deliveries.length === 2, { what: 'the acknowledgement' });
  expect(slack.control.deliveries.at(-1)).toMatchObject({ attempt: 1, acknowledged: { ok: true } });
});

it('gives each envelope to one connection in turn', async () => {
  const one = await connect();
  const two = await connect();
  const acknowledge = ({ socket }: typeof one) => {
    socket.on('message', (data) => socket.send(JSON.stringify({ envelope_id: JSON.parse(data.toString()).envelope_id })));
  };
  acknowledge(one);
  acknowledge(two);
  for (const text of ['a', 'b', 'c', 'd']) await slack.control.as('ana').say('#general', text, { answerWithin: 0 });
  await slack.control.waitFor(() => one.lines.length + two.lines.length === 6, { what: 'four events' });
  expect([one.lines.length, two.lines.length]).toEqual([3, 3]);
});

it.each(['asked to refresh', 'cut off'])('sees Slack’s own client come back after being %s', async (how) => {
  const client = new SocketModeClient({
    appToken: slack.appToken,
    clientPingTimeout: 200,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  let connections = 0;
  client.on('connected', () => {
    connections += 1;
  });
  client.on('error', () => {});
  client.on('slash_commands', ({ ack }) => ack({ text: 'still here' }));
  await client.start();
  if (how === 'cut off') slack.control.sockets.drop();
  else slack.control.sockets.requestRefresh();
  await slack.control.waitFor(() => connections === 2, { what: 'the second connection' });
  const { answers } = await slack.control.as('ana').command('#general', '/triage');
  expect(answers).toMatchObject([{ text: 'still here' }]);
  await client.disconnect();
});

it('says that nobody is there', async () => {
  expect((await slack.control.as('ana').command('#general', '/triage')).problem).toBe('/triage failed with the error "dispatch_failed"');
});
