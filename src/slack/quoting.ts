import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { ConnectorError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import type { Messages, Quoted } from '../kit/knock.ts';
import type { SlackApi } from './web-client.ts';
import { asRead, type Mention, mentionsIn } from './written.ts';

/** What of a message is read. */
const message = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().optional(),
  text: z.string().default(''),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  files: z
    .array(
      z.looseObject({
        id: z.string(),
        name: z.string().nullish(),
        mimetype: z.string().default(''),
        size: z.int().nonnegative().default(0),
        url_private_download: z.string().optional(),
        url_private: z.string().optional(),
      }),
    )
    .default([]),
});
type Message = z.infer<typeof message>;

/** How many files of one message are read, and how large each may be, in bytes. */
const most = { files: 10, bytes: 20_000_000 };

/** Where Slack keeps files. The bot's token goes nowhere else. */
const fileHosts = new Set(['https://files.slack.com', 'https://files.slack-gov.com']);

/** Reads messages of people. `apiUrl`: where Slack is when it is not Slack's own; its files are on the same host. */
export function quoting(bot: Bot, api: SlackApi, apiUrl: string | undefined): Messages {
  const hosts = apiUrl === undefined ? fileHosts : new Set([...fileHosts, new URL(apiUrl).origin]);

  /** Undefined where Slack does not say: the id stands for itself then. */
  async function asked<Result>(operation: string, call: (client: WebClient) => Promise<Result>): Promise<Result | undefined> {
    try {
      return await api.ask(operation, call);
    } catch (error) {
      if (error instanceof ConnectorError) return undefined;
      throw error;
    }
  }

  async function person(id: string): Promise<string | undefined> {
    const known = bot.files.team.bySlack(id);
    if (known !== undefined) return known.name;
    const said = await asked('say who somebody is', (client) => client.users.info({ user: id }));
    return said?.user?.profile?.real_name || said?.user?.real_name || said?.user?.name;
  }

  async function group(id: string): Promise<string | undefined> {
    const said = await asked('list the user groups', (client) => client.usergroups.list({ include_disabled: true }));
    return said?.usergroups?.find((one) => one.id === id)?.name;
  }

  async function channel(id: string): Promise<string | undefined> {
    return (await asked('look at a channel', (client) => client.conversations.info({ channel: id })))?.channel?.name;
  }

  async function named({ id, label }: Mention): Promise<{ readonly id: string; readonly name: string }> {
    const look = /^[UW]/.test(id) ? person : /^S[A-Z0-9]/.test(id) ? group : /^[CG][A-Z0-9]/.test(id) ? channel : undefined;
    return { id, name: (await look?.(id)) ?? label?.replace(/^@/, '') ?? id };
  }

  async function words(written: string): Promise<Pick<Quoted, 'text' | 'named'>> {
    const all = await Promise.all(mentionsIn(written).map(named));
    const names = new Map(all.map(({ id, name }) => [id, name]));
    return { text: asRead(written, (id) => names.get(id)), named: all };
  }

  async function find({ channel: place, ts }: Parameters<Messages['at']>[0]): Promise<Message | undefined> {
    const only = { channel: place, ts, oldest: ts, latest: ts, inclusive: true, limit: 15 };
    const read = await asked('read a message', (client) => client.conversations.replies(only));
    const found = read?.messages?.find((one) => one.ts === ts);
    return found === undefined ? undefined : message.parse(found);
  }

  async function file({ id, name, mimetype, size, url_private_download: download, url_private: url = download }: Message['files'][number]) {
    const sha256 = url === undefined || size > most.bytes ? null : await digestOf(url);
    return { id, name: name ?? id, mimetype, size, sha256 };
  }

  /** Null for what is not kept at Slack, is too large, or is not handed out to the bot. */
  async function digestOf(url: string): Promise<string | null> {
    if (!URL.canParse(url) || !hosts.has(new URL(url).origin)) return null;
    const said = await asked('hand out a file', async ({ token }) => {
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal: AbortSignal.timeout(3000) });
      // Without leave Slack answers with its login page.
      const isFile = response.ok && response.headers.get('content-type')?.startsWith('text/html') !== true;
      return isFile && response.body !== null ? hashed(response.body) : null;
    });
    return said ?? null;
  }

  return {
    words,
    at: async (place) => {
      const found = await find(place);
      if (found === undefined) return undefined;
      const author = found.user ?? found.bot_id ?? 'unknown';
      const [written, name, channelName, link, files] = await Promise.all([
        words(found.text),
        person(author),
        channel(place.channel),
        asked('link to a message', (client) => client.chat.getPermalink({ channel: place.channel, message_ts: place.ts })),
        Promise.all(found.files.slice(0, most.files).map(file)),
      ]);
      return {
        ...place,
        thread: found.thread_ts,
        channelName: channelName ?? null,
        author: { id: author, name: name ?? author },
        ...written,
        exact: true,
        permalink: link?.permalink ?? null,
        files,
      };
    },
  };
}

/** SHA-256 of what comes, hex; null for more than is read. */
async function hashed(body: ReadableStream<Uint8Array>): Promise<string | null> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > most.bytes) return null;
    hash.update(chunk);
  }
  return hash.digest('hex');
}
