import type { ClaimedDelivery, Mirror } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import { pace } from '../kit/pace.ts';
import type { Channels } from './channels.ts';
import type { Sealer } from './seal.ts';
import { slackWord } from './slack-error.ts';
import type { Drawing } from './views/answer.ts';
import type { SlackApi } from './web-client.ts';

/** Where a message is to stand. */
export interface Place {
  readonly channel: string;
  /** `ts` of the message in whose thread it goes. */
  readonly thread?: string | undefined;
}

/** Makes a subject's message what it should be: edits the one that stands, finds the one whose posting was never confirmed, or posts it once. */
export type Put = (delivery: Pick<ClaimedDelivery, 'subject' | 'attempt' | 'ambiguous'>, place: Place, drawing: Drawing) => Promise<Mirror>;

/** Marks a message as ours and says which subject it shows, so that it can be found again. */
const eventType = 'firebreak';
const pageSize = 200;
/** How far back is looked for a message whose posting was never confirmed: 1000 messages. */
const mostPages = 5;

/** Slack makes no links, mentions or previews of anything by itself. */
const asWritten = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** Words with which Slack says that the message to be edited is gone. */
const gone = new Set(['message_not_found', 'channel_not_found', 'cant_update_message']);

/** `gapMs`: milliseconds between two messages in one channel. */
export function posting(bot: Bot, api: SlackApi, channels: Pick<Channels, 'refuseShared'>, seal: Sealer, gapMs: number): Put {
  const inLane = <Result>(channel: string, job: () => Promise<Result>) => pace(`slack:${channel}`, { minTime: gapMs }, job);

  async function update(mirror: Mirror, { text, blocks }: Drawing): Promise<boolean> {
    const { channel = '', ts = '' } = mirror.ref;
    try {
      await inLane(channel, () =>
        api.change('edit a message', (client) =>
          client.chat.update({
            channel,
            ts,
            text,
            blocks: seal.blocks(blocks, { channel }),
            parse: 'none',
            link_names: false,
            metadata: metadataOf(mirror.subject),
          }),
        ),
      );
      return true;
    } catch (error) {
      if (gone.has(slackWord(error) ?? '')) return false;
      throw error;
    }
  }

  async function findPosted(subject: string, { channel, thread }: Place): Promise<Mirror | undefined> {
    let cursor = '';
    for (let page = 0; page < mostPages; page++) {
      const options = { channel, limit: pageSize, include_all_metadata: true, ...(cursor !== '' && { cursor }) };
      const read = await api.read('read a channel', (client) =>
        thread === undefined ? client.conversations.history(options) : client.conversations.replies({ ...options, ts: thread }),
      );
      const found = read.messages?.find(({ metadata }) => metadata?.event_type === eventType && keyOf(metadata.event_payload) === subject);
      if (found?.ts !== undefined) return { subject, ref: { channel, ts: found.ts } };
      cursor = read.response_metadata?.next_cursor ?? '';
      if (cursor === '') break;
    }
    return undefined;
  }

  async function post(subject: string, { channel, thread }: Place, { text, blocks }: Drawing): Promise<Mirror> {
    const message = { channel, text, blocks: seal.blocks(blocks, { channel }), metadata: metadataOf(subject), ...asWritten };
    const posted = await inLane(channel, () =>
      api.change('post a message', (client) => client.chat.postMessage(thread === undefined ? message : { ...message, thread_ts: thread })),
    );
    return { subject, ref: { channel: posted.channel ?? channel, ts: posted.ts ?? '' } };
  }

  return async ({ subject, attempt, ambiguous }, place, drawing) => {
    await channels.refuseShared(place.channel);
    const standing = await bot.store.mirror(subject);
    if (standing && (await update(standing, drawing))) return standing;
    const unconfirmed = ambiguous || attempt > 1 ? await findPosted(subject, place) : undefined;
    if (unconfirmed && (await update(unconfirmed, drawing))) {
      await bot.store.commit({ mirrors: [unconfirmed] });
      return unconfirmed;
    }
    const posted = await post(subject, place, drawing);
    // At once: whatever fails after this must not post it again, and its buttons must be known before anybody presses one.
    await bot.store.commit({ mirrors: [posted] });
    return posted;
  };
}

function metadataOf(subject: string) {
  return { event_type: eventType, event_payload: { key: subject } };
}

function keyOf(payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null && 'key' in payload ? payload.key : undefined;
}
