import type { ClaimedDelivery, Mirror } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import { pace } from '../kit/pace.ts';
import type { Channels } from './channels.ts';
import { metadataOf, type Place, type PostedMessages } from './posted.ts';
import type { Sealer } from './seal.ts';
import { slackWord } from './slack-error.ts';
import type { Drawing } from './views/answer.ts';
import type { SlackApi } from './web-client.ts';

/** Makes a subject's message what it should be: edits the one that stands, finds the one whose posting was never confirmed, or posts it once. */
export type Put = (delivery: Pick<ClaimedDelivery, 'subject' | 'attempt' | 'ambiguous'>, place: Place, drawing: Drawing) => Promise<Mirror>;

/** Slack makes no links, mentions or previews of anything by itself. */
const asWritten = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** Words with which Slack says that the message to be edited is gone. */
const gone = new Set(['message_not_found', 'channel_not_found', 'cant_update_message']);

/** `gapMs`: milliseconds between two messages in one channel. */
export function posting(bot: Bot, api: SlackApi, channels: Pick<Channels, 'refuseShared'>, posted: PostedMessages, seal: Sealer, gapMs: number): Put {
  const inLane = <Result>(channel: string, job: () => Promise<Result>) => pace(`slack:${channel}`, { minTime: gapMs }, job);

  async function update(mirror: Mirror, { text, blocks }: Drawing): Promise<boolean> {
    const { channel = '', ts = '' } = mirror.ref;
    const sealed = await seal.blocks(blocks, { channel });
    try {
      await inLane(channel, () =>
        api.change('edit a message', (client) =>
          client.chat.update({
            channel,
            ts,
            text,
            blocks: sealed,
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

  async function post(subject: string, { channel, thread }: Place, { text, blocks }: Drawing): Promise<Mirror> {
    const message = { channel, text, blocks: await seal.blocks(blocks, { channel }), metadata: metadataOf(subject), ...asWritten };
    const said = await inLane(channel, () =>
      api.change('post a message', (client) => client.chat.postMessage(thread === undefined ? message : { ...message, thread_ts: thread })),
    );
    return { subject, ref: { channel: said.channel ?? channel, ts: said.ts ?? '' } };
  }

  return async ({ subject, attempt, ambiguous }, place, drawing) => {
    // What is said to one member alone is in nobody else's channel, and we may not read it either: should its answer get lost, it is said twice.
    if (!place.direct) await channels.refuseShared(place.channel);
    const standing = await bot.store.mirror(subject);
    if (standing && (await update(standing, drawing))) return standing;
    const found = !place.direct && (ambiguous || attempt > 1) ? await posted.showing(subject, place) : undefined;
    const unconfirmed = found && { subject, ref: { channel: place.channel, ts: found.ts } };
    if (unconfirmed && (await update(unconfirmed, drawing))) {
      await bot.store.commit({ mirrors: [unconfirmed] });
      return unconfirmed;
    }
    const sent = await post(subject, place, drawing);
    // At once: whatever fails after this must not post it again, and its buttons must be known before anybody presses one.
    await bot.store.commit({ mirrors: [sent] });
    return sent;
  };
}
