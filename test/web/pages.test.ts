import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Untrusted } from '../../src/core/untrusted.ts';
import { definePage, html, NotFoundError } from '../../src/kit/index.ts';
import { serving } from './serving.ts';

const incident = definePage({
  id: 'incident',
  title: 'An incident',
  path: '/incidents/:incident',
  render: async (_bot, { incident: id = '' }) => {
    if (id === 'INC-7') throw new NotFoundError('not for this reader');
    return { type: 'html', body: html`<p>${id}</p><p>${Untrusted.of('<img src=x>')}</p>`.toString() };
  },
});
const report = definePage({
  id: 'report',
  title: 'A report',
  path: '/incidents/:incident/report.md',
  render: async (_bot, { incident: id = '' }) => ({
    bytes: Buffer.from(`# ${id}\n`),
    contentType: 'text/markdown; charset=utf-8',
    fileName: `${id}\r\n".md`,
    open: false,
  }),
});
const list = definePage({
  id: 'incidents',
  title: 'Incidents',
  path: '/',
  alsoAt: ['/incidents', '/incidents/'],
  render: async () => ({ type: 'html', body: '<p>all</p>' }),
});
const definitions = [incident, report, list];
const asBrowser = { accept: 'text/html' };
const bearer = { authorization: 'Bearer the-web-token' };

/** A request with a Host header of its own, which fetch does not allow. */
function withHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host, authorization: 'Bearer the-web-token' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('a page', () => {
  test('is drawn inside the shell, with attackers’ words spelled without power', async () => {
    const { url } = await serving({ definitions });
    const answer = await fetch(`${url}/incidents/INC-1`, { headers: bearer });
    const body = await answer.text();
    expect(answer.status).toBe(200);
    expect(body).toMatch(/<h1>An incident<\/h1><p>INC-1<\/p>/);
    expect(body).toContain('&#60;img src=x&#62;');
    expect(body).not.toMatch(/<script|https?:\/\//);
  });

  test('that is a file is a download under a harmless name', async () => {
    const { url } = await serving({ definitions });
    const answer = await fetch(`${url}/incidents/INC-1/report.md`, { headers: bearer });
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="INC-1___.md"');
    expect(await answer.text()).toBe('# INC-1\n');
  });

  test.each(['/incidents', '/incidents/'])('is found at %s too, by whoever may see it', async (path) => {
    const { url } = await serving({ definitions });
    expect((await fetch(`${url}${path}`, { redirect: 'manual' })).status).toBe(401);
    const led = await fetch(`${url}${path}`, { headers: bearer });
    expect([led.url, led.status]).toEqual([`${url}/`, 200]);
  });

  test('that is not there and one that is not for this reader are the same 404', async () => {
    const { url } = await serving({ definitions });
    const answers = await Promise.all(
      ['/incidents/INC-7', '/no/such/page', '/incidents/%ff'].map((path) => fetch(`${url}${path}`, { headers: bearer })),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
  });

  test('forbids scripts, frames, sniffing and caching', async () => {
    const { url } = await serving({ definitions });
    const { headers } = await fetch(`${url}/incidents/INC-1`, { headers: bearer });
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('without the token', () => {
  test.each(['/incidents/INC-1', '/no/such/page', '/metrics', '/'])('%s is closed, whether it is there or not', async (path) => {
    const { url } = await serving({ definitions });
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { cookie: 'firebreak_session=99999999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    ]) {
      const answer = await fetch(`${url}${path}`, { headers: { ...headers } });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({ error: expect.stringContaining('WEB_TOKEN') });
    }
  });

  test('everything is closed when no token is set at all', async () => {
    const { url } = await serving({ definitions, pageToken: undefined });
    expect((await fetch(`${url}/incidents/INC-1`, { headers: { authorization: 'Bearer ' } })).status).toBe(401);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
  });

  test('a browser gets the login page, and a session by it', async () => {
    const { url } = await serving({ definitions });
    const closed = await fetch(`${url}/incidents/INC-1`, { headers: asBrowser });
    expect(closed.status).toBe(401);
    expect(await closed.text()).toContain('name="next" value="/incidents/INC-1"');

    const login = (token: string, next: string) =>
      fetch(`${url}/login`, { method: 'POST', body: new URLSearchParams({ token, next }), redirect: 'manual' });
    const wrong = await login('wrong', '/');
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('set-cookie')).toBeNull();

    const opened = await login('the-web-token', '/incidents/INC-1');
    expect(opened.status).toBe(303);
    expect(opened.headers.get('location')).toBe('/incidents/INC-1');
    const cookie = opened.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain('the-web-token');
    const session = cookie.split(';')[0] ?? '';
    expect((await fetch(`${url}/incidents/INC-1`, { headers: { cookie: session } })).status).toBe(200);
    expect((await fetch(`${url}/incidents/INC-1`, { headers: { cookie: session.replace(/=\d/, '=9') } })).status).toBe(401);

    for (const elsewhere of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      expect((await login('the-web-token', elsewhere)).headers.get('location')).toMatch(/^\/(?![/\\])/);
    }
  });

  test('a link followed from elsewhere opens itself again, so that the session comes along', async () => {
    const { url } = await serving({ definitions });
    const answer = await fetch(`${url}/incidents/INC-1`, { headers: { ...asBrowser, 'sec-fetch-site': 'cross-site' } });
    expect(await answer.text()).toContain('content="0; url=/incidents/INC-1"');
    for (const elsewhere of ['//evil.example/', '/\\evil.example/', '/.//evil.example/']) {
      const led = await fetch(`${url}${elsewhere}`, { headers: { ...asBrowser, 'sec-fetch-site': 'cross-site' } });
      expect(await led.text()).toContain('content="0; url=/"');
    }
  });

  test('the eleventh wrong token within a minute gets 429 and when to come again, at the login and as Bearer alike', async () => {
    const { url } = await serving({ definitions });
    const guess = (token: string) => fetch(`${url}/login`, { method: 'POST', body: new URLSearchParams({ token }), redirect: 'manual' });
    const session = (await guess('the-web-token')).headers.get('set-cookie')?.split(';')[0] ?? '';
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        index % 2 === 0 ? guess(`wrong-${index}`) : fetch(`${url}/metrics`, { headers: { authorization: `Bearer wrong-${index}` } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    const held = await guess('the-web-token');
    expect(held.status).toBe(429);
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await fetch(`${url}/metrics`, { headers: bearer })).status).toBe(429);
    expect((await fetch(`${url}/incidents/INC-1`, { headers: { cookie: session } })).status).toBe(200);
  });

  test('practice is open', async () => {
    const { url } = await serving({ definitions, practice: true });
    expect((await fetch(`${url}/incidents/INC-1`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('firebreak_up 1\n');
  });
});

describe('the server', () => {
  test('goes by its own names only', async () => {
    const { url } = await serving({ definitions, publicUrl: 'https://firebreak.acme.example', allowedHosts: ['firebreak.internal'] });
    const { port } = new URL(url);
    const page = `${url}/incidents/INC-1`;
    for (const host of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      '[::1]:1',
      'firebreak.acme.example',
      'FIREBREAK.acme.example:443',
      'firebreak.internal',
    ]) {
      expect(await withHost(page, host)).toBe(200);
    }
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'localhost.evil.example', '192.0.2.1']) {
      expect(await withHost(page, host)).toBe(421);
    }
    expect(await withHost(`${url}/hooks/generic`, 'evil.example')).toBe(421);
  });

  test('says in words that its port is taken, and what to do', async () => {
    const { url } = await serving();
    await expect(serving({ port: Number(new URL(url).port) })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('another program'),
      next: expect.stringContaining('PORT'),
    });
  });

  test('says that it lives and whether it is ready, to anybody and under any name', async () => {
    const { url } = await serving();
    expect(await withHost(`${url}/healthz`, '10.1.2.3:3000')).toBe(200);
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready', parts: { store: 'ok' } });
    const waiting = await serving({ readiness: async () => ({ ready: false, parts: { store: 'cannot be written', slack: 'ok' } }) });
    expect((await fetch(`${waiting.url}/readyz`)).status).toBe(503);
  });

  test('hands Slack’s requests on with their raw bytes, capped', async () => {
    const bodies: string[] = [];
    const { url } = await serving({
      slackReceiver: (_request, response, rawBody) => {
        bodies.push(rawBody.toString());
        response.end('heard');
      },
    });
    const answer = await fetch(`${url}/slack/events`, { method: 'POST', body: 'a=1&b=%20' });
    expect(await answer.text()).toBe('heard');
    expect((await fetch(`${url}/slack/events`, { method: 'POST', body: 'x'.repeat(1_048_577) })).status).toBe(413);
    expect(bodies).toEqual(['a=1&b=%20']);
  });

  test('says nothing of what went wrong inside', async () => {
    const broken = definePage({ id: 'broken', title: 'Broken', path: '/broken', render: async () => Promise.reject(new Error('SELECT secret')) });
    const { url } = await serving({ definitions: [broken], practice: true });
    const answer = await fetch(`${url}/broken`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('SELECT');
  });
});
