import { changeChannel } from '../channels.ts';
import { lasting, pin, react } from '../messages.ts';
import type { Message } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { messageJson } from '../wire.ts';
import { type Args, type Around, joinedChannel, type Methods, needScope } from './method.ts';

/** What hangs on messages and channels: pins, reactions, bookmarks. */
export const attachedMethods: Methods = {
  'pins.add': { scopes: ['pins:write'], tier: 2, run: (args, around) => pinned(args, around, true) },
  'pins.remove': { scopes: ['pins:write'], tier: 2, run: (args, around) => pinned(args, around, false) },
  'pins.list': {
    scopes: ['pins:read'],
    tier: 2,
    run(args, around) {
      const { workspace } = around;
      const channel = joinedChannel(around, args.text('channel'));
      const items = channel.pins.flatMap(({ ts, by, at }) => {
        const message = lasting(workspace, channel.id, ts);
        return message ? [{ type: 'message', channel: channel.id, created: at, created_by: by, message: messageJson(workspace, message) }] : [];
      });
      return { items };
    },
  },
  'reactions.add': { scopes: ['reactions:write'], tier: 3, run: (args, around) => reacted(args, around, true) },
  'reactions.remove': { scopes: ['reactions:write'], tier: 2, run: (args, around) => reacted(args, around, false) },
  'reactions.get': {
    scopes: ['reactions:read'],
    tier: 3,
    run(args, around) {
      const message = pointedAt(args, around, 'timestamp');
      return { type: 'message', channel: message.channel, message: messageJson(around.workspace, message) };
    },
  },
  'bookmarks.add': {
    scopes: ['bookmarks:write'],
    tier: 2,
    run(args, around) {
      const { workspace } = around;
      const channel = joinedChannel(around, args.text('channel_id'));
      const type = args.text('type');
      if (type !== 'link') throw new SlackError('invalid_bookmark_type');
      const link = args.text('link');
      if (!/^https?:\/\//.test(link)) throw new SlackError('invalid_link');
      if (channel.bookmarks.length >= 100) throw new SlackError('too_many_bookmarks');
      const bookmark = {
        id: workspace.newId('Bk'),
        channel_id: channel.id,
        title: args.text('title'),
        link,
        emoji: args.optional('emoji') ?? '',
        type,
        date_created: Math.floor(workspace.now() / 1000),
      };
      changeChannel(workspace, channel, { bookmarks: [...channel.bookmarks, bookmark] });
      return { bookmark };
    },
  },
  'bookmarks.list': {
    scopes: ['bookmarks:read'],
    tier: 3,
    run: (args, around) => ({ bookmarks: joinedChannel(around, args.text('channel_id')).bookmarks.map((bookmark) => ({ ...bookmark })) }),
  },
  'bookmarks.remove': {
    scopes: ['bookmarks:write'],
    tier: 2,
    run(args, around) {
      const channel = joinedChannel(around, args.text('channel_id'));
      const id = args.text('bookmark_id');
      if (!channel.bookmarks.some((bookmark) => bookmark.id === id)) throw new SlackError('not_found');
      changeChannel(around.workspace, channel, { bookmarks: channel.bookmarks.filter((bookmark) => bookmark.id !== id) });
      return {};
    },
  },
};

function pointedAt(args: Args, around: Around, name: 'timestamp'): Message {
  const channel = joinedChannel(around, args.text('channel'));
  const message = lasting(around.workspace, channel.id, args.text(name));
  if (!message) throw new SlackError('message_not_found');
  return message;
}

function pinned(args: Args, around: Around, added: boolean) {
  pin(around.workspace, pointedAt(args, around, 'timestamp'), around.workspace.app.user, added);
  return {};
}

function reacted(args: Args, around: Around, added: boolean) {
  needScope(around, 'reactions:write');
  const name = args.text('name').replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError('invalid_name');
  react(around.workspace, pointedAt(args, around, 'timestamp'), name, around.workspace.app.user, added);
  return {};
}
