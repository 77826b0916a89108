import type { JsonObject } from '../../page-api.ts';
import { changeChannel, createChannel, directChannel, join, leave, setSign } from '../channels.ts';
import { lasting, replies } from '../messages.ts';
import type { Channel, Message } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { channelJson, messageJson } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import { type Args, type Around, channelScope, joinedChannel, knownUser, type Methods, needScope, page, seenChannel } from './method.ts';

const described = ({ workspace }: Around, channel: Channel) => ({ channel: channelJson(workspace, channel, workspace.app.user) });

/** Channels: made, read, joined, left. */
export const conversationMethods: Methods = {
  'conversations.create': {
    tier: 2,
    run(args, around) {
      const isPrivate = args.flag('is_private');
      needScope(around, isPrivate ? 'groups:write' : 'channels:manage');
      const { workspace } = around;
      return described(around, createChannel(workspace, { name: args.text('name'), private: isPrivate, by: workspace.app.user }));
    },
  },
  'conversations.info': {
    tier: 3,
    run(args, around) {
      const channel = seenChannel(around, args.text('channel'));
      needScope(around, channelScope(channel, 'read'));
      return described(around, channel);
    },
  },
  'conversations.list': {
    tier: 2,
    run(args, around) {
      const { workspace } = around;
      const types = (args.optional('types') ?? 'public_channel').split(',');
      const scopes = { public_channel: 'channels:read', private_channel: 'groups:read', im: 'im:read', mpim: 'mpim:read' } as const;
      for (const type of types) needScope(around, scopes[type as keyof typeof scopes] ?? 'channels:read');
      const listed = workspace.channels.values().filter((channel) => {
        const wanted = types.includes({ public: 'public_channel', private: 'private_channel', direct: 'im' }[channel.kind]);
        const seen = channel.kind === 'public' || channel.members.includes(workspace.app.user);
        return wanted && seen && !(channel.archived && args.flag('exclude_archived'));
      });
      const { items, next } = page(listed, args, 100);
      return { channels: items.map((channel) => channelJson(workspace, channel, workspace.app.user)), response_metadata: { next_cursor: next } };
    },
  },
  'conversations.join': {
    scopes: ['channels:join'],
    tier: 3,
    run(args, around) {
      const channel = seenChannel(around, args.text('channel'));
      if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
      if (channel.archived) throw new SlackError('is_archived');
      const { workspace } = around;
      const already = channel.members.includes(workspace.app.user);
      const joined = join(workspace, channel, workspace.app.user, null);
      return { ...described(around, joined), ...(already && { warning: 'already_in_channel' }) };
    },
  },
  'conversations.invite': {
    tier: 3,
    run(args, around) {
      const channel = joinedChannel(around, args.text('channel'));
      needScope(around, channelScope(channel, 'write'), channel.kind === 'public' ? 'channels:write.invites' : 'groups:write.invites');
      const users = args
        .text('users')
        .split(',')
        .map((id) => knownUser(around, id.trim()));
      const problems = users.flatMap((user) => {
        const error =
          user.id === around.workspace.app.user ? 'cant_invite_self' : channel.members.includes(user.id) ? 'already_in_channel' : undefined;
        const refused =
          error ?? (user.standing === 'single-channel-guest' ? 'ura_max_channels' : user.standing === 'deactivated' ? 'user_not_found' : undefined);
        return refused ? [{ user: user.id, ok: false, error: refused }] : [];
      });
      const [first] = problems;
      if (first && !args.flag('force')) throw new SlackError(first.error, { errors: problems });
      let now = channel;
      for (const user of users)
        if (!problems.some((problem) => problem.user === user.id)) now = join(around.workspace, now, user.id, around.workspace.app.user);
      return described(around, now);
    },
  },
  'conversations.kick': {
    tier: 3,
    run(args, around) {
      const channel = joinedChannel(around, args.text('channel'));
      needScope(around, channelScope(channel, 'write'));
      const user = knownUser(around, args.text('user'));
      if (user.id === around.workspace.app.user) throw new SlackError('cant_kick_self');
      if (!channel.members.includes(user.id)) throw new SlackError('not_in_channel');
      if (channel.name === 'general') throw new SlackError('cant_kick_from_general');
      leave(around.workspace, channel, user.id);
      return {};
    },
  },
  'conversations.leave': {
    tier: 3,
    run(args, around) {
      const channel = seenChannel(around, args.text('channel'));
      needScope(around, channelScope(channel, 'write'));
      if (!channel.members.includes(around.workspace.app.user)) return { not_in_channel: true };
      leave(around.workspace, channel, around.workspace.app.user);
      return {};
    },
  },
  'conversations.members': {
    tier: 4,
    run(args, around) {
      const channel = seenChannel(around, args.text('channel'));
      needScope(around, channelScope(channel, 'read'));
      const { items, next } = page(channel.members, args, 100);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.open': {
    scopes: ['im:write'],
    tier: 3,
    run(args, around) {
      const ids = args.text('users').split(',');
      const [id] = ids;
      if (id === undefined || ids.length > 1) throw new SlackError('method_not_supported_for_channel_type');
      const user = knownUser(around, id);
      if (user.standing === 'deactivated') throw new SlackError('user_disabled');
      return { channel: { id: directChannel(around.workspace, user.id, around.workspace.app.user).id } };
    },
  },
  'conversations.setTopic': { tier: 2, run: (args, around) => sign(args, around, 'topic') },
  'conversations.setPurpose': { tier: 2, run: (args, around) => sign(args, around, 'purpose') },
  'conversations.archive': {
    tier: 2,
    run(args, around) {
      const channel = seenChannel(around, args.text('channel'));
      needScope(around, channelScope(channel, 'write'));
      if (channel.archived) throw new SlackError('already_archived');
      if (channel.name === 'general') throw new SlackError('cant_archive_general');
      if (!channel.members.includes(around.workspace.app.user)) throw new SlackError('not_in_channel');
      changeChannel(around.workspace, channel, { archived: true });
      return {};
    },
  },
  'conversations.history': {
    tier: 3,
    run(args, around) {
      const channel = readableChannel(args, around);
      const messages = lastingIn(around.workspace, channel).filter((message) => message.thread === undefined);
      return messagePage(args, around, messages.toReversed(), 100);
    },
  },
  'conversations.replies': {
    tier: 3,
    run(args, around) {
      const channel = readableChannel(args, around);
      const parent = lasting(around.workspace, channel.id, args.text('ts'));
      if (!parent) throw new SlackError('thread_not_found');
      const thread = parent.thread ?? parent.ts;
      const first = lasting(around.workspace, channel.id, thread);
      return messagePage(args, around, [...(first ? [first] : []), ...replies(around.workspace, channel.id, thread)], 1000);
    },
  },
};

function sign(args: Args, around: Around, which: 'topic' | 'purpose'): JsonObject {
  const channel = joinedChannel(around, args.text('channel'));
  needScope(around, channelScope(channel, 'write'), channel.kind === 'public' ? 'channels:write.topic' : 'groups:write.topic');
  const value = args.optional(which) ?? '';
  if (value.length > 250) throw new SlackError('too_long');
  return described(around, setSign(around.workspace, channel, which, value, around.workspace.app.user));
}

function readableChannel(args: Args, around: Around): Channel {
  const channel = seenChannel(around, args.text('channel'));
  needScope(around, channelScope(channel, 'history'));
  if (!channel.members.includes(around.workspace.app.user)) throw new SlackError('not_in_channel');
  return channel;
}

function lastingIn(workspace: Workspace, channel: Channel): readonly Message[] {
  return workspace
    .messages(channel.id)
    .values()
    .filter((message) => message.ephemeralFor === undefined);
}

/** `oldest` and `latest` as Slack reads them: exclusive, unless `inclusive` says otherwise. */
function messagePage(args: Args, around: Around, messages: readonly Message[], usual: number): JsonObject {
  const oldest = args.optional('oldest') ?? '0';
  const latest = args.optional('latest');
  const inclusive = args.flag('inclusive');
  const within = messages.filter(({ ts }) => {
    const after = Number(ts) > Number(oldest) || (inclusive && ts === oldest);
    return after && (latest === undefined || Number(ts) < Number(latest) || (inclusive && ts === latest));
  });
  const { items, next } = page(within, args, usual);
  const metadata = args.flag('include_all_metadata');
  return {
    messages: items.map((message) => messageJson(around.workspace, message, { metadata })),
    has_more: next !== '',
    pin_count: 0,
    response_metadata: { next_cursor: next },
  };
}
