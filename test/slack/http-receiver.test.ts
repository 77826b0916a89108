import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError, StaleError } from '../../src/core/errors.ts';
import type { Changes } from '../../src/core/store.ts';
import { httpReceiver } from '../../src/slack/http-receiver.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const now = Date.UTC(2026, 2, 14, 2, 11, 9);
const seconds = Math.floor(now / 1000);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What the handlers did, and which keys were spent. */
const ran: string[] = [];
const spent = new Set<string>();
let server: Server;
let url: string;

beforeAll(async () => {
  const receiver = httpReceiver(secret, {
    // The store's promise about one-shot keys is tried by its own contract; here only that the receiver uses it.
    store: {
      commit: async ({ spend = [] }: Changes) => {
        for (const { key } of spend) {
          if (spent.has(key)) throw new StaleError('spent');
          spent.add(key);
        }
        return { events: [] };
      },
    },
    now: () => new Date(now).toISOString(),
    log: silent,
  });
  const app = new App({ receiver, token: 'xoxb-test', botId: 'B1', botUserId: 'U1', tokenVerificationEnabled: false, convoStore: false });
  app.command(/.*/, async ({ ack, command }) => {
    ran.push(`command ${command.command} ${command.text}`);
    await ack();
  });
  app.action(/.*/, async ({ ack }) => {
    ran.push('action');
    await ack();
  });
  app.event('app_mention', async () => {
    ran.push('mention');
  });
  app.view(/.*/, async ({ ack }) => {
    await ack({ response_action: 'errors', errors: { reason: 'Write more.' } });
  });
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await receiver.handle(request, response, Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  ran.length = 0;
  spent.clear();
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const form = 'application/x-www-form-urlencoded';
const command = 'command=%2Ftriage&text=INC-1&user_id=U2&team_id=T1&channel_id=C1&trigger_id=1.2&response_url=x';
const click = JSON.stringify({
  type: 'block_actions',
  user: { id: 'U2' },
  team: { id: 'T1' },
  actions: [{ type: 'button', action_id: 'contain', block_id: 'b' }],
});

function sign(body: string | Buffer, at = seconds, key = secret): Record<string, string> {
  const digest = createHmac('sha256', key).update(`v0:${at}:`).update(body).digest('hex');
  return { 'x-slack-signature': `v0=${digest}`, 'x-slack-request-timestamp': String(at) };
}

function send(body: string | Buffer, headers: Record<string, string> = {}, type = form): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': type, ...headers }, body: new Uint8Array(Buffer.from(body)) });
}

describe('a request that Slack signed', () => {
  it('is run', async () => {
    expect((await send(command, sign(command))).status).toBe(200);
    expect(ran).toEqual(['command /triage INC-1']);
  });

  it.each([-300, 300])('is run %i s away', async (skew) => {
    expect((await send(command, sign(command, seconds + skew))).status).toBe(200);
    expect(ran).toHaveLength(1);
  });

  it('is answered once, however often it is sent again', async () => {
    const headers = sign(command);
    const answers = [await send(command, headers), await send(command, headers), await send(command, headers)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(ran).toHaveLength(1);
  });

  it('may carry a click', async () => {
    const body = `payload=${encodeURIComponent(click)}`;
    expect((await send(body, sign(body))).status).toBe(200);
    expect(ran).toEqual(['action']);
  });

  it('may carry an event', async () => {
    const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event: { type: 'app_mention', user: 'U2', text: 'x' } });
    expect((await send(body, sign(body), 'application/json')).status).toBe(200);
    expect(ran).toEqual(['mention']);
  });

  it('may carry a form, whose errors go back with the acknowledgement', async () => {
    const view = { id: 'V1', callback_id: 'contain', type: 'modal', state: { values: {} }, hash: 'h', private_metadata: '' };
    const body = `payload=${encodeURIComponent(JSON.stringify({ type: 'view_submission', user: { id: 'U2' }, team: { id: 'T1' }, view }))}`;
    const answer = await send(body, sign(body));
    expect(await answer.json()).toEqual({ response_action: 'errors', errors: { reason: 'Write more.' } });
  });

  it('may ask whether it is us', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    expect(await (await send(body, sign(body), 'application/json')).json()).toEqual({ challenge: 'abc' });
  });

  it('that nobody listens for is acknowledged', async () => {
    const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev2', team_id: 'T1', event: { type: 'team_join', user: 'U2' } });
    expect((await send(body, sign(body), 'application/json')).status).toBe(200);
  });
});

describe('nothing is run', () => {
  const wrong = sign(command);
  it.each<[string, Record<string, string>]>([
    ['without a signature', {}],
    ['without a time', { 'x-slack-signature': wrong['x-slack-signature'] ?? '' }],
    ['without the signature of that time', { 'x-slack-request-timestamp': String(seconds) }],
    ['when the secret is another', sign(command, seconds, 'another-secret-of-good-length')],
    ['when the secret is empty', sign(command, seconds, '')],
    ['301 s late', sign(command, seconds - 301)],
    ['301 s early', sign(command, seconds + 301)],
    ['a day early', sign(command, seconds + 86_400)],
    ['when the time is not the one that was signed', { ...wrong, 'x-slack-request-timestamp': String(seconds + 1) }],
    ['when the time is no number', { ...wrong, 'x-slack-request-timestamp': `${seconds}x` }],
    ['when the time is in milliseconds', sign(command, now)],
    ['when the signature is short', { ...wrong, 'x-slack-signature': (wrong['x-slack-signature'] ?? '').slice(0, 20) }],
    ['when the signature is of another version', { ...wrong, 'x-slack-signature': (wrong['x-slack-signature'] ?? '').replace('v0', 'v1') }],
    ['when the signature is in capitals', { ...wrong, 'x-slack-signature': (wrong['x-slack-signature'] ?? '').toUpperCase() }],
    ['when there are two signatures', { ...wrong, 'x-slack-signature': `${wrong['x-slack-signature']}, ${wrong['x-slack-signature']}` }],
  ])('%s', async (_name, headers) => {
    expect((await send(command, headers)).status).toBe(401);
    expect(ran).toEqual([]);
    expect(spent.size).toBe(0);
  });

  it('when a byte of the body was changed', async () => {
    expect((await send(command.replace('INC-1', 'INC-2'), sign(command))).status).toBe(401);
    expect(ran).toEqual([]);
  });

  it('when the body is not text at all', async () => {
    expect((await send(Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00]))).status).toBe(401);
  });

  it('for a certificate check that smuggles a click (bolt-js 2897)', async () => {
    for (const body of [`ssl_check=1&payload=${encodeURIComponent(click)}`, `payload=${encodeURIComponent(click)}&ssl_check=1&token=x`]) {
      const answer = await send(body);
      expect([answer.status, await answer.text()]).toEqual([200, '']);
    }
    expect(ran).toEqual([]);
  });

  it('for a certificate check as JSON: that is no certificate check', async () => {
    expect((await send('{"ssl_check":1}', {}, 'application/json')).status).toBe(401);
  });

  it.each([
    ['JSON that is broken', '{"type":', 'application/json'],
    ['JSON that is no object', '[1]', 'application/json'],
    ['keys that stand twice', '{"type":"event_callback","type":"x"}', 'application/json'],
    ['a payload that is broken', 'payload=%7B', form],
    ['another type of content', 'x', 'text/plain'],
  ])('for signed bytes that cannot be read: %s', async (_name, body, type) => {
    expect((await send(body, sign(body), type)).status).toBe(400);
    expect(ran).toEqual([]);
  });

  it('for anything but POST', async () => {
    expect((await fetch(url)).status).toBe(405);
  });
});

it.each(['', 'short', 'x'.repeat(15)])('the secret “%s” stops the start', (weak) => {
  expect(() => httpReceiver(weak, { store: { commit: async () => ({ events: [] }) }, now: () => '', log: silent })).toThrow(ConfigurationError);
});
