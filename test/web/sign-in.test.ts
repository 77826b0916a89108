import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { definePage, html } from '../../src/kit/index.ts';
import { slackSignIn } from '../../src/slack/sign-in.ts';
import { personSessions } from '../../src/web/sessions.ts';
import { peopleDoor } from '../../src/web/sign-in.ts';
import { type Practice, people, startPractice } from '../slack/practice.ts';
import { serving } from './serving.ts';

const clientSecret = 'a-secret-of-the-tests-0123456789';
const whoami = definePage({
  id: 'whoami',
  title: 'Who am I',
  path: '/',
  render: async (_bot, _params, by) => ({ type: 'html', body: String(html`<p>${by.person?.id ?? 'nobody'} in ${by.timezone}</p>`) }),
});
const asBrowser = { accept: 'text/html' };

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

/** A server outside practice that takes Sign in with Slack, with a browser that keeps its cookies. */
async function signInDoor(changed: { clientSecret?: string; apiUrl?: string; now?: () => number } = {}) {
  const { slack, bot } = practice;
  const hooks = { log: bot.log, measure: () => undefined, redact: (text: string) => text };
  const settings = {
    clientId: slack.client.id,
    clientSecret: changed.clientSecret ?? slack.client.secret,
    botToken: slack.botToken,
    apiUrl: changed.apiUrl ?? slack.apiUrl,
  };
  const sessions = personSessions(clientSecret, { secure: false, now: changed.now ?? Date.now });
  let url = '';
  const signIn = slackSignIn(settings, bot, hooks);
  const server = await serving({ definitions: [whoami], people: peopleDoor(signIn, sessions, () => url, bot.log) });
  url = server.url;
  return { url, browser: browserOf(url) };
}

function browserOf(base: string) {
  const jar = new Map<string, string>();
  const open = async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, base);
    const ours = url.origin === base;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: { ...asBrowser, ...(ours && cookie !== '' && { cookie }), ...init.headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (attributes.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  return {
    jar,
    open,
    /** Goes to Slack and allows it there as this user; returns the address at which Slack sends the browser back to us. */
    allowAs: async (user: string): Promise<URL> => {
      const away = new URL((await open('/sign-in?next=/')).headers.get('location') ?? '');
      expect(away.pathname).toBe('/openid/connect/authorize');
      expect(await (await open(away.href)).text()).toContain('Who are you?');
      away.pathname = '/openid/connect/allow';
      away.searchParams.set('as', user);
      return new URL((await open(away.href)).headers.get('location') ?? '');
    },
  };
}

describe('signing in with Slack', () => {
  it('shows pages to the one who signed in, as themselves, until they sign out', async () => {
    const { browser } = await signInDoor();
    const before = await browser.open('/');
    expect(before.status).toBe(401);
    expect(await before.text()).toContain('href="/sign-in?next=%2F">Sign in with Slack</a>');

    const back = await browser.allowAs('U0ANALYST');
    const landed = await browser.open(back.href);
    expect([landed.status, landed.headers.get('location')]).toEqual([303, '/']);
    const page = await (await browser.open('/')).text();
    expect(page).toContain('<p>ana.novak in Europe/Ljubljana</p>');
    expect(page).toContain('<span>Ana Novak</span> <button>Sign out</button>');
    expect((await browser.open('/metrics')).status).toBe(404);

    const stolen = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    expect(await (await browser.open('/logout', { method: 'POST' })).text()).toContain('You are signed out here.');
    expect((await browser.open('/')).status).toBe(401);
    expect((await browser.open('/', { headers: { cookie: stolen } })).status).toBe(401);
  });

  it('keeps its cookies from scripts and from forms of other sites, and sends them over https alone where there is https', async () => {
    const { browser } = await signInDoor();
    const landed = await browser.open((await browser.allowAs('U0ANALYST')).href);
    expect(landed.headers.getSetCookie()[0]).toMatch(/^firebreak_person=[\w-]+\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
    const secure = personSessions(clientSecret, { secure: true, now: Date.now });
    expect(secure.open('ana.novak')).toMatch(/^__Host-firebreak_person=.*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure$/);
  });

  it.each([
    ['whoever does not allow it there', 'U0NOBODY', 'Slack let nobody in'],
    ['a guest, whatever people.yml says', 'U0GUEST', 'no full member’s any more'],
  ])('refuses %s', async (_, user, says) => {
    const { browser } = await signInDoor();
    const landed = await browser.open((await browser.allowAs(user)).href);
    expect([landed.status, await landed.text()]).toEqual([403, expect.stringContaining(says)]);
    expect((await browser.open('/')).status).toBe(401);
  });

  it('takes an answer only in the browser that asked, once, and with the state that it sent', async () => {
    const { browser, url } = await signInDoor();
    const back = await browser.allowAs('U0ANALYST');
    const other = browserOf(url);
    expect((await other.open(back.href)).status).toBe(403);
    const forged = new URL(back);
    forged.searchParams.set('state', 'forged');
    expect((await browser.open(forged.href)).status).toBe(403);

    const again = await browser.allowAs('U0ANALYST');
    const cookies = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    expect((await browser.open(again.href)).status).toBe(303);
    expect((await browser.open(again.href)).status).toBe(403);
    expect((await fetch(again, { redirect: 'manual', headers: { cookie: cookies } })).status).toBe(403);
  });

  it('does not take the code of one attempt in another: Slack wants the verifier of the first', async () => {
    const { browser, url } = await signInDoor();
    const other = browserOf(url);
    const stolen = (await browser.allowAs('U0ANALYST')).searchParams.get('code') ?? '';
    const own = await other.allowAs('U0APPROVER');
    own.searchParams.set('code', stolen);
    expect((await other.open(own.href)).status).toBe(403);
    expect((await other.open('/')).status).toBe(401);
  });

  it('a session ends after twelve hours, with a changed cookie, and when the person leaves the team', async () => {
    let now = Date.now();
    const { browser } = await signInDoor({ now: () => now });
    await browser.open((await browser.allowAs('U0ANALYST')).href);
    expect((await browser.open('/')).status).toBe(200);
    const [name = '', value = ''] = [...browser.jar][0] ?? [];
    const forged = Buffer.from(
      Buffer.from(value.split('.')[0] ?? '', 'base64url')
        .toString()
        .replace('ana.novak', 'ben.okafor'),
    ).toString('base64url');
    expect((await browser.open('/', { headers: { cookie: `${name}=${forged}.${value.split('.')[1]}` } })).status).toBe(401);

    const ana = practice.bot.files.team.person;
    try {
      Object.assign(practice.bot.files.team, { person: () => undefined });
      expect((await browser.open('/')).status).toBe(401);
    } finally {
      Object.assign(practice.bot.files.team, { person: ana });
    }
    now += 12 * 3_600_000;
    expect((await browser.open('/')).status).toBe(401);
  });

  it('says so when the app’s secret is wrong, and lets nobody in', async () => {
    const { browser } = await signInDoor({ clientSecret: 'another-secret-of-32-characters!' });
    const landed = await browser.open((await browser.allowAs('U0ANALYST')).href);
    expect([landed.status, await landed.text()]).toEqual([403, expect.stringContaining('could not be asked who you are')]);
  });
});

describe('what Slack says of somebody', () => {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const strange = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const team = 'T0PRACTICE';

  /** A Slack that hands out this token, signed by this key, and says by which key it signs. */
  async function slackThatSays(claims: (origin: string, nonce: string) => object, how: { key?: typeof own; alg?: string } = {}) {
    let token = '';
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      const path = request.url ?? '';
      if (path === '/openid/connect/keys')
        response.end(JSON.stringify({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }] }));
      else if (path.endsWith('openid.connect.token')) response.end(JSON.stringify({ ok: true, id_token: token }));
      else if (path.endsWith('auth.test')) response.end(JSON.stringify({ ok: true, team_id: team }));
      else response.end(JSON.stringify({ ok: true, user: { id: 'U0ANALYST', team_id: team, tz: 'UTC' } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const hooks = { log: practice.bot.log, measure: () => undefined, redact: (text: string) => text };
    const signIn = slackSignIn({ clientId: 'c', clientSecret, botToken: 'xoxb-1', apiUrl: `${origin}/api/` }, practice.bot, hooks);
    const parts = [{ alg: how.alg ?? 'RS256', kid: 'k' }, claims(origin, 'the-nonce')]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    token = `${parts}.${
      how.alg === 'none'
        ? ''
        : createSign('RSA-SHA256')
            .update(parts)
            .sign((how.key ?? own).privateKey, 'base64url')
    }`;
    return signIn.finish('code', { state: 's', nonce: 'the-nonce', verifier: 'v', redirect: 'http://here/' });
  }

  const seconds = () => Math.floor(Date.now() / 1000);
  const good = (origin: string, nonce: string) => ({
    iss: origin,
    aud: 'c',
    iat: seconds(),
    exp: seconds() + 300,
    nonce,
    'https://slack.com/team_id': team,
    'https://slack.com/user_id': 'U0ANALYST',
  });

  it('counts when everything in it holds', async () => {
    expect(await slackThatSays(good)).toEqual({ person: people[0] });
  });

  it.each<[string, (origin: string, nonce: string) => object, { key?: typeof own; alg?: string }?]>([
    ['signed by somebody else', good, { key: strange }],
    ['not signed at all', good, { alg: 'none' }],
    ['for another app', (origin, nonce) => ({ ...good(origin, nonce), aud: 'another' })],
    ['by another issuer', (origin, nonce) => ({ ...good(origin, nonce), iss: 'https://evil.example' })],
    ['too old', (origin, nonce) => ({ ...good(origin, nonce), exp: seconds() - 61 })],
    ['without an end', (origin, nonce) => ({ ...good(origin, nonce), exp: undefined })],
    ['of another attempt', (origin) => good(origin, 'another-nonce')],
    ['without a nonce', (origin, nonce) => ({ ...good(origin, nonce), nonce: undefined })],
    ['about another workspace', (origin, nonce) => ({ ...good(origin, nonce), 'https://slack.com/team_id': 'T0OTHER' })],
    ['about nobody we know', (origin, nonce) => ({ ...good(origin, nonce), 'https://slack.com/user_id': 'U0STRANGER' })],
  ])('lets nobody in when it is %s', async (_, claims, how) => {
    expect(await slackThatSays(claims, how)).toEqual({ refused: expect.any(String) });
  });
});
