import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySlackRequest } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SlackServer } from '../../../src/workspace/slack/server.ts';
import { clientOf, start } from './practice-app.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let slack: SlackServer;
let app: Server;
let received: Received[];
/** Status of the next answers; the challenge is always answered. */
let statuses: number[];
let url: string;

beforeEach(async () => {
  received = [];
  statuses = [];
  app = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (body.includes('url_verification')) return void response.end(JSON.stringify({ challenge: JSON.parse(body).challenge }));
    received.push({ headers: request.headers, body });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/slack/events`;
  slack = await start({ ackTimeoutMs: 2000, retryDelays: [10, 20], signingSecret: 'a-signing-secret' });
});
afterEach(async () => {
  await slack.close();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

const signedBy = (secret: string, { headers, body }: Received) =>
  `v0=${createHmac('sha256', secret).update(`v0:${headers['x-slack-request-timestamp']}:${body}`).digest('hex')}`;

describe('what is sent to a request URL', () => {
  it('is signed over its raw bytes, whatever its kind', async () => {
    await slack.useRequestUrl(url);
    const ana = slack.control.as('ana');
    await ana.command('#general', '/triage ä & b', { answerWithin: 0 });
    await ana.shortcut('open-incident', undefined, { answerWithin: 0 });
    await ana.say('#general', 'hello', { answerWithin: 0 });
    await slack.control.waitFor(() => received.length >= 3, { what: 'three deliveries' });
    expect(received.map(({ headers }) => headers['content-type'])).toEqual([
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded',
      'application/json',
    ]);
    for (const request of received) {
      expect(request.headers['x-slack-signature']).toBe(signedBy('a-signing-secret', request));
      expect(request.headers['x-slack-signature']).not.toBe(signedBy('another', request));
      verifySlackRequest({
        signingSecret: 'a-signing-secret',
        body: request.body,
        headers: {
          'x-slack-signature': String(request.headers['x-slack-signature']),
          'x-slack-request-timestamp': Number(request.headers['x-slack-request-timestamp']),
        },
      });
    }
    expect(new URLSearchParams(received[0]?.body).get('text')).toBe('ä &amp; b');
    expect(JSON.parse(new URLSearchParams(received[1]?.body).get('payload') ?? '')).toMatchObject({ type: 'shortcut' });
    expect(JSON.parse(received[2]?.body ?? '')).toMatchObject({ type: 'event_callback', event: { type: 'message', text: 'hello' } });
  });

  it('is sent again when the app fails, and says so', async () => {
    await slack.useRequestUrl(url);
    statuses = [500, 500, 200];
    await slack.control.as('ana').say('#general', 'hello', { answerWithin: 0 });
    await slack.control.waitFor(() => received.length === 3, { what: 'two retries' });
    expect(received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
    ]);
    expect(new Set(received.map(({ body }) => JSON.parse(body).event_id)).size).toBe(1);
  });

  it('is not repeated for commands: the person is told instead', async () => {
    await slack.useRequestUrl(url);
    statuses = [500];
    expect((await slack.control.as('ana').command('#general', '/triage')).problem).toContain('"http_service_error"');
    app.closeAllConnections();
    await new Promise((resolve) => app.close(resolve));
    expect((await slack.control.as('ana').command('#general', '/triage')).problem).toContain('"dispatch_failed"');
    expect(received).toHaveLength(1);
  });

  it('begins only after the app has answered the challenge', async () => {
    await expect(slack.useRequestUrl(`${slack.url}/nothing`)).rejects.toThrow('challenge');
    expect((await slack.control.as('ana').command('#general', '/triage')).problem).toContain('"dispatch_failed"');
    expect(received).toEqual([]);
  });
});

describe('a response URL', () => {
  const answer = (to: string, body: object) =>
    fetch(to, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const urlOfCommand = async () => {
    await slack.useRequestUrl(url);
    await slack.control.as('ana').command('#general', '/triage', { answerWithin: 0 });
    return new URLSearchParams(received[0]?.body).get('response_url') ?? '';
  };

  it('works five times', async () => {
    const to = await urlOfCommand();
    for (const text of ['1', '2', '3', '4', '5']) expect((await answer(to, { text })).status).toBe(200);
    const sixth = await answer(to, { text: '6' });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    expect(
      slack.control
        .as('ana')
        .ephemerals('#general')
        .map(({ text }) => text),
    ).toEqual(['1', '2', '3', '4', '5']);
  });

  it('is refused what a message is refused, and an unknown one is expired', async () => {
    const to = await urlOfCommand();
    expect(await (await answer(to, { blocks: [{ type: 'section' }] })).json()).toMatchObject({ error: 'invalid_blocks' });
    expect(await (await answer(`${to}x`, { text: 'x' })).json()).toMatchObject({ error: 'expired_url' });
  });

  it('expires after half an hour', async () => {
    await slack.close();
    let later = 0;
    slack = await start({ now: () => Date.now() + later });
    const to = await urlOfCommand();
    later = 31 * 60 * 1000;
    expect(await (await answer(to, { text: 'late' })).json()).toMatchObject({ error: 'expired_url' });
  });
});

it('keeps a trigger for three seconds', async () => {
  let later = 0;
  await slack.close();
  slack = await start({ now: () => Date.now() + later });
  await slack.useRequestUrl(url);
  await slack.control.as('ana').command('#general', '/triage', { answerWithin: 0 });
  const trigger_id = new URLSearchParams(received[0]?.body).get('trigger_id') ?? '';
  later = 3100;
  const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Late' }, blocks: [] };
  await expect(clientOf(slack).views.open({ trigger_id, view })).rejects.toMatchObject({ data: { error: 'expired_trigger_id' } });
});
