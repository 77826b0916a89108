import type { Instant } from '../core/alert.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Picture } from '../core/picture.ts';
import type { ClaimedDelivery, Mirror } from '../core/store.ts';
import type { Answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { ChannelOfOurs } from './channel-of-ours.ts';
import type { Channels } from './channels.ts';
import type { Put } from './posting.ts';
import { drawAnswer } from './views/answer.ts';
import type { SlackApi } from './web-client.ts';

/** The week in numbers, and as a picture. */
export interface Digest {
  readonly answer: Answer;
  readonly picture: Picture;
}

interface Surroundings {
  readonly bot: Bot;
  readonly api: SlackApi;
  readonly channels: Channels;
  readonly alerts: ChannelOfOurs;
  readonly put: Put;
  readonly digest: (until: Instant) => Promise<Digest>;
}

/** Slack takes no more words for a picture. */
const mostAltText = 1000;

/** Posts the week that ended then in the channel that policy names for it, with its picture in the thread. */
export function digestPoster({
  bot,
  api,
  channels,
  alerts,
  put,
  digest,
}: Surroundings): (delivery: ClaimedDelivery, until: Instant) => Promise<Mirror> {
  async function attach({ title, description, ...picture }: Picture, { subject, ref: { channel = '', ts = '' } }: Mirror): Promise<void> {
    const attached = `${subject}:picture`;
    if ((await bot.store.mirror(attached)) !== undefined) return;
    const file = Buffer.from(await bot.printer.draw({ title, description, ...picture }));
    const alt_text = `${title}. ${description}`.slice(0, mostAltText);
    const uploaded = await api.change('take a picture', (client) =>
      client.filesUploadV2({ channel_id: channel, thread_ts: ts, file, filename: 'week.png', title, alt_text }),
    );
    await bot.store.commit({ mirrors: [{ subject: attached, ref: { file: uploaded.files[0]?.files?.[0]?.id ?? '' } }] });
  }

  return async (delivery, until) => {
    const named = bot.files.policy.metrics.digest?.channel;
    const channel = named === undefined ? await alerts.id() : await digestChannel(channels, named);
    const { answer, picture } = await digest(until);
    const mirror = await put(delivery, { channel }, drawAnswer(answer, 'channel'));
    await attach(picture, mirror);
    return mirror;
  };
}

/** @throws ConnectorError while Firebreak cannot speak there; it is tried again. */
async function digestChannel(channels: Channels, named: string): Promise<string> {
  const name = named.replace(/^#/, '');
  const found = await channels.find(name);
  if (found === undefined || found.isArchived) {
    const why = found === undefined ? 'does not exist, or Firebreak is not in it' : 'is archived';
    throw new ConnectorError('slack', `The channel #${name} ${why}, so the digest of the week cannot be posted.`, {
      retryable: true,
      next: 'Make it, or type /invite @Firebreak in it, or name another in policy.yml under metrics.digest.',
    });
  }
  if (!found.isMember) await channels.join(found.id);
  return found.id;
}
