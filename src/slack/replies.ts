import type { RespondFn } from '@slack/bolt';
import type { Answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { Sealer } from './seal.ts';
import { type Drawing, drawAnswer } from './views/answer.ts';
import type { SlackApi } from './web-client.ts';

/** Says an answer to whoever knocked. Such replies may be lost; whatever must last is in the outbox. */
export type Reply = (answer: Answer) => Promise<void>;

/** Where a reply goes. */
export interface ReplyTo {
  readonly user: string;
  /** Left out: there is no channel (Home, a global shortcut), so it goes to the person directly. */
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
  /** Slack's own way back to this knock; better than posting, because it works where the bot is no member. */
  readonly url?: { readonly address: string; readonly respond: RespondFn } | undefined;
}

/** Slack's hosts for `response_url`. Anything else would make us post answers wherever a forged request says. */
const hookHosts = new Set(['https://hooks.slack.com', 'https://hooks.slack-gov.com']);

/** `apiUrl`: where Slack is when it is not Slack's own (`SLACK_API_URL`); its response URLs are on the same host. */
export function replying(bot: Bot, api: SlackApi, seal: Sealer, apiUrl: string | undefined): (to: ReplyTo) => Reply {
  const hosts = apiUrl === undefined ? hookHosts : new Set([...hookHosts, new URL(apiUrl).origin]);

  /** An incident's own channel: everybody in it may read about it. Anywhere else an answer would tell people who may not. */
  async function mayBeHeardIn(channel: string | undefined): Promise<boolean> {
    if (channel === undefined) return false;
    return (await bot.store.mirrorAt({ channel }))?.subject.startsWith('channel:') === true;
  }

  async function whisper({ user, channel, thread }: ReplyTo, { text, blocks }: Drawing): Promise<void> {
    if (channel === undefined) return direct(user, { text, blocks });
    const sealed = await seal.blocks(blocks, { channel, user });
    const to = { channel, user, text, blocks: sealed, ...(thread !== undefined && { thread_ts: thread }) };
    try {
      await api.reply('answer somebody', (client) => client.chat.postEphemeral({ ...to, parse: 'none', link_names: false }));
    } catch {
      // The bot is not in that channel; the person hears it all the same.
      await direct(user, { text, blocks });
    }
  }

  async function direct(user: string, { text, blocks }: Drawing): Promise<void> {
    const opened = await api.reply('open a direct message', (client) => client.conversations.open({ users: user }));
    const channel = opened.channel?.id;
    if (channel === undefined) return;
    // Without buttons: a press counts only in messages that the store knows or that one person alone was shown.
    const silent = blocks.filter(({ type }) => type !== 'actions');
    await api.reply('answer somebody', (client) =>
      client.chat.postMessage({ channel, text, blocks: silent, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }),
    );
  }

  async function aloud(channel: string, thread: string | undefined, { text, blocks }: Drawing): Promise<void> {
    const to = { channel, text, blocks, ...(thread !== undefined && { thread_ts: thread }) };
    await api.reply('answer in a channel', (client) =>
      client.chat.postMessage({ ...to, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }),
    );
  }

  return (to) => async (answer) => {
    const heard = answer.audience === 'channel' && (await mayBeHeardIn(to.channel));
    if (heard && to.channel !== undefined && to.url === undefined) return aloud(to.channel, to.thread, drawAnswer(answer, 'channel'));
    const drawing = drawAnswer(heard ? answer : forYouOnly(answer), heard ? 'channel' : 'message');
    if (to.url === undefined || !hosts.has(originOf(to.url.address))) return whisper(to, drawing);
    const blocks = to.channel === undefined ? drawing.blocks : await seal.blocks(drawing.blocks, { channel: to.channel, user: to.user });
    try {
      await to.url.respond({ response_type: heard ? 'in_channel' : 'ephemeral', replace_original: false, text: drawing.text, blocks });
    } catch (error) {
      bot.log.warn({ error }, 'a reply could not be sent the way Slack offered');
      await whisper(to, drawing);
    }
  };
}

function forYouOnly(answer: Answer): Answer {
  if (answer.audience === 'you') return answer;
  return {
    ...answer,
    parts: [...answer.parts, { hint: 'Shown only to you: this is no incident’s channel, so others here might not be allowed to read it.' }],
  };
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '';
}
