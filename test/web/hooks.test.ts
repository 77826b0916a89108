import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { brotliCompress, deflate, gzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { serving } from './serving.ts';

const alert = { title: 'Somebody scans the VPN', severity: 'high', observables: ['203.0.113.7'] };
const bearer = { authorization: 'Bearer a-long-random-token' };

/** Headers with which a delivery to /hooks/generic is signed, `away` seconds from now. */
function signature(body: string | Buffer, away = 0) {
  const at = String(Math.floor(Date.now() / 1000) + away);
  const mac = createHmac('sha256', 'generic-secret').update(`${at}.`).update(body).digest('hex');
  return { 'x-signature-256': `sha256=${mac}`, 'x-timestamp': at };
}

function post(url: string, body: string | Buffer, headers: Readonly<Record<string, string>>) {
  return fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

const oktaEvent = (uuid: string) =>
  JSON.stringify({
    eventType: 'com.okta.event_hook',
    eventId: uuid,
    data: { events: [{ uuid, eventType: 'user.session.start', published: '2026-03-14T02:11:09.000Z', outcome: { result: 'FAILURE' } }] },
  });

describe('a delivery', () => {
  test('that is signed is kept and gets a receipt; sent again it gets the same one and has no second effect', async () => {
    const { url, bot, measured } = await serving();
    const body = JSON.stringify(alert);
    const first = await post(`${url}/hooks/generic`, body, signature(body));
    expect(first.status).toBe(202);
    const receipt = await first.json();
    expect(receipt).toEqual({ receipt: expect.stringMatching(/^R-/), alerts: 1, duplicates: 0 });
    const again = await post(`${url}/hooks/generic`, body, signature(body, 5));
    expect(again.status).toBe(202);
    expect(await again.json()).toEqual(receipt);
    expect(await bot.store.backlog()).toMatchObject({ jobs: { waiting: 1 } });
    expect(measured).toMatchObject([{ source: 'generic', outcome: 'accepted', alerts: 1 }, { outcome: 'accepted' }]);
  });

  test('with the same alert in another delivery is counted as a duplicate', async () => {
    const { url } = await serving();
    await post(`${url}/hooks/okta`, oktaEvent('e-1'), bearer);
    const other = await post(`${url}/hooks/okta`, oktaEvent('e-1').replace('"eventId":"e-1"', '"eventId":"e-2"'), bearer);
    expect(await other.json()).toMatchObject({ alerts: 1, duplicates: 1 });
  });

  test.each([
    ['unsigned', {}],
    ['with a wrong signature', { ...signature(JSON.stringify(alert)), 'x-signature-256': `sha256=${'0'.repeat(64)}` }],
    ['with a signature over other bytes', signature('{}')],
    ['signed more than 300 s ago', signature(JSON.stringify(alert), -302)],
    ['signed more than 300 s ahead', signature(JSON.stringify(alert), 360)],
    ['with only the weaker proof', bearer],
  ])('%s gets 401 and is neither read nor kept', async (_how, headers) => {
    const { url, bot, measured } = await serving();
    for (const body of [JSON.stringify(alert), 'no json at all']) {
      const answer = await post(`${url}/hooks/generic`, body, headers);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(await bot.store.backlog()).toMatchObject({ jobs: { waiting: 0 }, quarantined: 0 });
    expect(measured.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
  });

  test('to a source that is none gets the same 404 whoever asks, and does not learn which there are', async () => {
    const { url, measured } = await serving();
    const answers = await Promise.all([
      post(`${url}/hooks/nothing-like-it`, '{}', {}),
      post(`${url}/hooks/nothing-like-it`, '{}', bearer),
      fetch(`${url}/hooks/okta`),
      fetch(`${url}/hooks/nothing-like-it`),
    ]);
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).not.toMatch(/okta|github|generic/);
    expect(new Set(measured.map(({ source }) => source))).toEqual(new Set(['unknown']));
  });

  test('by GitHub is proven by its signature and named by its delivery id', async () => {
    const { url, bot } = await serving();
    const body = JSON.stringify({
      action: 'created',
      alert: { number: 1, created_at: '2026-03-14T01:00:00Z', secret_type: 'okta_token', secret: 'the-leaked-value' },
      repository: { full_name: 'acme/billing' },
    });
    const delivery = randomUUID();
    const headers = {
      'x-github-delivery': delivery,
      'x-hub-signature-256': `sha256=${createHmac('sha256', 'github-secret').update(body).digest('hex')}`,
    };
    expect((await post(`${url}/hooks/github`, body, headers)).status).toBe(202);
    expect(await bot.store.receipt('github', delivery)).toMatchObject({ alerts: 1 });
    expect((await post(`${url}/hooks/github`, `${body} `, headers)).status).toBe(401);
  });

  test.each([
    ['malformed', '{"title": }', 'title', /line 1/],
    ['with a key twice', '{"title":"a","title":"b"}', 'title', /twice/],
    ['with a number that loses digits', '{"title":"a","deep":[{"id":12345678901234567890}]}', 'deep[0].id', /digits/],
    ['without what the source needs', '{"severity":"high"}', 'title', /sources\/generic\.yml/],
    ['of another shape', '"text"', '', /JSON object/],
    ['with a severity that nobody knows', '{"title":"a","severity":"purple"}', 'severity', /0–100, or info, low, medium, high, critical or fatal/],
    ['with a severity beyond the scale', '{"title":"a","severity":101}', 'severity', /0–100/],
    ['with a kind that nobody knows', '{"title":"a","iocs":["1.2.3.4",{"kind":"box","value":"x"}]}', 'iocs[1].kind', /ip, domain, url/],
    ['in its second alert', '[{"title":"a"},{"title":"b","severity":"purple"}]', '[1].severity', /severities in sources\/generic\.yml/],
  ])('that is signed and %s gets 422 with the path, and stays in quarantine', async (_how, body, path, message) => {
    const { url, bot } = await serving();
    const answer = await post(`${url}/hooks/generic`, body, signature(body));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ problems: [{ path, message: expect.stringMatching(message) }] });
    expect(await bot.store.quarantined()).toMatchObject([{ source: 'generic', body }]);
    await post(`${url}/hooks/generic`, body, signature(body));
    expect(await bot.store.quarantined()).toHaveLength(1);
  });

  test('names the path inside what Okta sent', async () => {
    const { url } = await serving();
    const answer = await post(`${url}/hooks/okta`, oktaEvent('e-1').replace('"published":"2026-03-14T02:11:09.000Z",', ''), bearer);
    expect(await answer.json()).toMatchObject({ problems: [{ path: 'data.events[0].published' }] });
  });

  test('that cannot be kept gets 503 and when to send it again', async () => {
    const { url, measured } = await serving({ takeDelivery: async () => Promise.reject(new Error('disk full')) });
    const answer = await post(`${url}/hooks/generic`, '{}', {});
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(measured).toMatchObject([{ outcome: 'failed' }]);
    expect(await answer.text()).not.toContain('disk');
  });
});

test('Okta’s challenge is answered, before any token is known', async () => {
  const { url } = await serving();
  const answer = await fetch(`${url}/hooks/okta`, { headers: { 'x-okta-verification-challenge': 'a1b2c3' } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ verification: 'a1b2c3' });
});

describe('a body', () => {
  test.each([
    ['gzip', gzip],
    ['deflate', deflate],
    ['br', brotliCompress],
  ])('may come as %s; the signature is over what is inside', async (encoding, compress) => {
    const { url } = await serving();
    const body = JSON.stringify(alert);
    const packed = await promisify<string, Buffer>(compress)(body);
    const answer = await post(`${url}/hooks/generic`, packed, { ...signature(body), 'content-encoding': encoding });
    expect(answer.status).toBe(202);
  });

  test('of more than a mebibyte gets 413 before anybody asks who sent it', async () => {
    const { url, measured } = await serving();
    expect((await post(`${url}/hooks/generic`, 'x'.repeat(1_048_577), {})).status).toBe(413);
    const chunked = await fetch(`${url}/hooks/generic`, {
      method: 'POST',
      duplex: 'half',
      body: new ReadableStream({
        start(controller) {
          for (let sent = 0; sent < 40; sent += 1) controller.enqueue(new Uint8Array(32_768));
          controller.close();
        },
      }),
    } as RequestInit);
    expect(chunked.status).toBe(413);
    expect((await post(`${url}/hooks/generic`, 'x'.repeat(1_048_576), {})).status).toBe(401);
    expect(measured).toHaveLength(1);
  });

  test.each([
    ['gzip', gzip],
    ['deflate', deflate],
    ['br', brotliCompress],
  ])('that %s blows up gets 413 without being blown up', async (encoding, compress) => {
    const { url } = await serving();
    const bomb = await promisify<Buffer, Buffer>(compress)(Buffer.alloc(20 * 1_048_576));
    expect(bomb.length).toBeLessThan(1_048_576);
    const before = process.memoryUsage().rss;
    const answer = await post(`${url}/hooks/generic`, bomb, { 'content-encoding': encoding });
    expect(answer.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(15 * 1_048_576);
  });

  test('in an encoding that it is not, or that nobody knows, is refused', async () => {
    const { url } = await serving();
    expect((await post(`${url}/hooks/generic`, 'not gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await post(`${url}/hooks/generic`, '{}', { 'content-encoding': 'gzip, gzip' })).status).toBe(415);
  });

  test.each([
    ['headers', 'POST /hooks/generic HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
    ['body', 'POST /hooks/generic HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{'],
  ])('whose %s never end is hung up on', async (_what, beginning) => {
    const { url } = await serving({ timeouts: { headers: 200, request: 400 } });
    const { port } = new URL(url);
    const started = performance.now();
    const said = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(beginning));
      let heard = '';
      socket.on('data', (data) => {
        heard += data;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(heard));
    });
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
