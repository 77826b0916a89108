import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Act, ActResult, MessageList, PageEvent, World } from '../../../src/workspace/page-api.ts';
import type { SlackServer } from '../../../src/workspace/slack/server.ts';
import { clientOf, manifest, start } from './practice-app.ts';

let slack: SlackServer;
beforeAll(async () => {
  slack = await start({
    enforceRates: 'none',
    pages: [
      (_, response, url) => {
        if (url.pathname !== '/') return false;
        response.end('the page');
        return true;
      },
    ],
  });
});
beforeEach(() => slack.control.reset());
afterAll(() => slack.close());

const read = async <Body>(path: string): Promise<Body> => (await fetch(`${slack.url}/page-api${path}`)).json() as Promise<Body>;
const post = (body: object, headers: Record<string, string> = { 'x-practice': '1' }, path = '/act') =>
  fetch(`${slack.url}/page-api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
const act = async (what: Act): Promise<ActResult> => (await post(what)).json() as Promise<ActResult>;

describe('the page', () => {
  it('is served beside the API', async () => {
    expect(await (await fetch(slack.url)).text()).toBe('the page');
    expect((await fetch(`${slack.url}/nothing`)).status).toBe(404);
  });

  it('reads the world as one person sees it', async () => {
    const world = await read<World>('/world?as=U0ANALYST');
    expect(world).toMatchObject({ as: 'U0ANALYST', app: { user: 'U0FIREBREAK', connected: false }, team: { id: 'T0PRACTICE' } });
    expect(world.people.filter(({ playable }) => playable)).toHaveLength(6);
    expect(world.commands[0]).toEqual({ command: '/triage', description: 'Show the queue', usageHint: '[incident]' });
    expect(world.shortcuts).toHaveLength(2);
    expect((await read<World>('/world')).as).toBe('U0ANALYST');
    expect((await fetch(`${slack.url}/page-api/events`)).status).toBe(404);
    const guest = await read<World>('/world?as=U0GUEST');
    expect(guest.channels.map(({ name }) => name)).toEqual(['lobby']);
  });

  it('types, replies, edits and reads it back', async () => {
    const { ts } = await act({ as: 'U0ANALYST', do: 'type', channel: 'C0GENERAL', text: 'hello @ben' });
    await act({ as: 'U0APPROVER', do: 'type', channel: 'C0GENERAL', text: 'hi', thread: ts ?? '' });
    await act({ as: 'U0ANALYST', do: 'edit', channel: 'C0GENERAL', ts: ts ?? '', text: 'hello all' });
    const { messages } = await read<MessageList>('/messages?as=U0ANALYST&channel=C0GENERAL');
    expect(messages).toMatchObject([{ text: 'hello all', replies: 1, repliers: ['U0APPROVER'], edited: true }]);
    const thread = await read<MessageList>(`/messages?as=U0ANALYST&channel=C0GENERAL&thread=${ts}`);
    expect(thread.messages.map(({ text }) => text)).toEqual(['hello all', 'hi']);
  });

  it('hears of changes at once, and only of what the person may see', async () => {
    const stop = new AbortController();
    const stream = await fetch(`${slack.url}/page-api/events?as=U0OUTSIDER`, { signal: stop.signal });
    const events: PageEvent[] = [];
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) {
        for (const line of new TextDecoder().decode(chunk).split('\n')) if (line.startsWith('data: ')) events.push(JSON.parse(line.slice(6)));
      }
    })().catch(() => undefined);
    const client = clientOf(slack);
    await client.chat.postEphemeral({ channel: 'C0GENERAL', user: 'U0ANALYST', text: 'secret' });
    await client.conversations.create({ name: 'inc-1', is_private: true });
    await client.chat.postMessage({ channel: 'C0GENERAL', text: 'open' });
    await slack.control.waitFor(() => events.some(({ type }) => type === 'message'), { what: 'the message' });
    expect(events.map(({ type }) => type)).toEqual(['hello', 'message']);
    expect(events[1]).toMatchObject({ message: { text: 'open' } });
    stop.abort();
    await reading;
  });

  it.each<[string, Act, string]>([
    ['a channel the person is not in', { as: 'U0ANALYST', do: 'type', channel: 'C0NOWHERE', text: 'x' }, 'sees no channel'],
    ['a guest looking around', { as: 'U0GUEST', do: 'join', channel: 'C0GENERAL' }, 'sees no channel'],
    ['acting as the bot', { as: 'U0FIREBREAK', do: 'openHome' }, 'Nobody can act as'],
    ['a modal that is not open', { as: 'U0ANALYST', do: 'submit', view: 'V1', values: {} }, 'no longer open'],
    ['an unknown shortcut', { as: 'U0ANALYST', do: 'shortcut', callbackId: 'nothing' }, 'no such shortcut'],
  ])('refuses %s with a sentence', async (_, what, sentence) => {
    const response = await post(what);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ problem: expect.stringContaining(sentence) });
  });

  it('has no composer where the app has closed its Messages tab, and no Home where there is none', async () => {
    const closed = await start({
      manifest: {
        ...manifest,
        features: { app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: true } },
      },
    });
    const ana = closed.control.as('ana');
    await expect(ana.say(await ana.direct(), 'hello')).rejects.toThrow('turned off');
    await expect(ana.openHome()).rejects.toThrow('no Home');
    await closed.close();
  });

  it('reads long channels quickly', async () => {
    const ana = slack.control.as('ana');
    for (let n = 0; n < 1500; n += 1) await ana.act({ as: ana.id, do: 'type', channel: 'C0GENERAL', text: String(n) }, { answerWithin: 0 });
    const began = performance.now();
    await read<World>('/world?as=U0ANALYST');
    const { messages } = await read<MessageList>('/messages?as=U0ANALYST&channel=C0GENERAL');
    expect(messages).toHaveLength(1500);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('refuses what is no act', async () => {
    expect((await post({ as: 'U0ANALYST', do: 'dance' })).status).toBe(400);
  });

  it('does not support commands in threads, as Slack', async () => {
    const { ts } = await act({ as: 'U0ANALYST', do: 'type', channel: 'C0GENERAL', text: 'parent' });
    const { problem } = await act({ as: 'U0ANALYST', do: 'type', channel: 'C0GENERAL', text: '/triage', thread: ts ?? '' });
    expect(problem).toContain('not supported in threads');
  });
});

describe('other origins', () => {
  const hello = { as: 'U0ANALYST', do: 'type', channel: 'C0GENERAL', text: 'forged' };

  it.each<[string, Record<string, string>]>([
    ['without the header', {}],
    ['from another origin', { 'x-practice': '1', origin: 'https://evil.example' }],
    ['from another site', { 'x-practice': '1', 'sec-fetch-site': 'cross-site' }],
  ])('cannot act %s', async (_, headers) => {
    expect((await post(hello, headers)).status).toBe(403);
    expect((await post({}, headers, '/reset')).status).toBe(403);
    expect(slack.control.messages('#general')).toEqual([]);
  });

  it('cannot come by another name for this machine', async () => {
    const status = await new Promise<number>((resolve) => {
      request(`${slack.url}/page-api/world?as=U0ANALYST`, { headers: { host: 'rebound.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }).end();
    });
    expect(status).toBe(403);
  });
});
