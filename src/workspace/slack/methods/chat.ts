import type { JsonObject } from '../../page-api.ts';
import { checkMessageBlocks } from '../block-kit/check.ts';
import { limits } from '../block-kit/limits.ts';
import { directChannel } from '../channels.ts';
import { edit, lasting, post, remove } from '../messages.ts';
import type { Channel, Message } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { messageJson } from '../wire.ts';
import { type Args, type Around, joinedChannel, knownUser, type Methods, seenChannel } from './method.ts';

/** Messages that the app writes. */
export const chatMethods: Methods = {
  'chat.postMessage': {
    scopes: ['chat:write'],
    tier: 4,
    run(args, around) {
      const channel = target(args.text('channel'), around);
      const said = content(args);
      const thread = threadOf(args, around, channel);
      around.rates.post(channel.id);
      const { workspace } = around;
      const message = post(workspace, { ...said, channel: channel.id, user: workspace.app.user, ...(thread !== undefined && { thread }) });
      return { channel: channel.id, ts: message.ts, message: messageJson(workspace, message, { metadata: true }) };
    },
  },
  'chat.postEphemeral': {
    scopes: ['chat:write'],
    tier: 4,
    run(args, around) {
      const channel = joinedChannel(around, args.text('channel'));
      const user = knownUser(around, args.text('user'));
      if (!channel.members.includes(user.id)) throw new SlackError('user_not_in_channel');
      const said = content(args);
      const thread = threadOf(args, around, channel);
      around.rates.post(channel.id);
      const { workspace } = around;
      const message = post(workspace, {
        ...said,
        channel: channel.id,
        user: workspace.app.user,
        ephemeralFor: user.id,
        ...(thread !== undefined && { thread }),
      });
      return { message_ts: message.ts };
    },
  },
  'chat.update': {
    scopes: ['chat:write'],
    tier: 3,
    run(args, around) {
      const { workspace } = around;
      const channel = joinedChannel(around, args.text('channel'));
      const before = own(args, around, channel, 'cant_update_message');
      const said = content(args, before);
      const message = edit(workspace, before, { ...said, by: workspace.app.user });
      return { channel: channel.id, ts: message.ts, text: message.text, message: messageJson(workspace, message, { metadata: true }) };
    },
  },
  'chat.delete': {
    scopes: ['chat:write'],
    tier: 3,
    run(args, around) {
      const channel = joinedChannel(around, args.text('channel'));
      const message = own(args, around, channel, 'cant_delete_message');
      remove(around.workspace, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    tier: 4,
    run(args, around) {
      const channel = seenChannel(around, args.text('channel'));
      const ts = args.text('message_ts');
      if (!lasting(around.workspace, channel.id, ts)) throw new SlackError('message_not_found');
      return { channel: channel.id, permalink: `${around.origin()}/archives/${channel.id}/p${ts.replace('.', '')}` };
    },
  },
};

/** A person's id stands for the direct message with them. */
function target(reference: string, around: Around): Channel {
  const { workspace } = around;
  if (!/^[UW]/.test(reference)) return joinedChannel(around, reference);
  const user = workspace.users.get(reference);
  if (!user) throw new SlackError('channel_not_found');
  if (user.standing === 'deactivated') throw new SlackError('account_inactive');
  return directChannel(workspace, user.id, workspace.app.user);
}

type Content = Pick<Message, 'text' | 'attachments'> & { blocks: readonly JsonObject[]; metadata?: JsonObject };

/** What a call says. An update leaves what it does not mention; text alone removes the blocks, as in Slack. */
function content(args: Args, before?: Message): Content {
  const text = args.optional('text');
  const blocks = args.json('blocks', 'invalid_blocks_format');
  const attachments = args.json('attachments', 'invalid_attachments');
  const metadata = args.json('metadata', 'invalid_metadata_format');
  if (metadata !== undefined) checkMetadata(metadata);
  if (text !== undefined && text.length > limits['message.text']) throw new SlackError('msg_too_long');
  const checked = blocks === undefined ? [] : checkMessageBlocks(blocks);
  const some = (text !== undefined && text !== '') || checked.length > 0 || (Array.isArray(attachments) && attachments.length > 0);
  if (!some) throw new SlackError('no_text');
  return {
    text: text ?? before?.text ?? '',
    blocks: checked,
    attachments: attachments === undefined ? (before?.attachments ?? []) : (attachments as readonly JsonObject[]),
    ...(metadata !== undefined && { metadata: metadata as JsonObject }),
  };
}

function checkMetadata(metadata: unknown): void {
  const { event_type: type, event_payload: payload } = (metadata ?? {}) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof payload !== 'object' || payload === null) throw new SlackError('invalid_metadata_schema');
  if (JSON.stringify(metadata).length > 16_000) throw new SlackError('metadata_too_large');
}

function threadOf(args: Args, around: Around, channel: Channel): string | undefined {
  const ts = args.optional('thread_ts');
  if (ts === undefined) return undefined;
  const parent = lasting(around.workspace, channel.id, ts);
  if (!parent) throw new SlackError('thread_not_found');
  return parent.thread ?? parent.ts;
}

function own(args: Args, around: Around, channel: Channel, refusal: string): Message {
  const message = lasting(around.workspace, channel.id, args.text('ts'));
  if (!message) throw new SlackError('message_not_found');
  if (message.user !== around.workspace.app.user || message.subtype !== undefined) throw new SlackError(refusal);
  return message;
}
