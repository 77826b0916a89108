import {
  type JsonObject,
  type PageChannel,
  type PageMessage,
  type PagePerson,
  type PageView,
  pagePath,
  type ViewList,
  type World,
} from '../page-api.ts';
import { maySee } from './channels.ts';
import { replies } from './messages.ts';
import type { Channel, Message, User, View } from './records.ts';
import { modalsOf } from './views.ts';
import type { Workspace } from './workspace.ts';

/** The workspace as one person sees it: what the page shows and what tests read. */
export function worldSeenBy(workspace: Workspace, user: User, connected: boolean): World {
  const { team, app, groups } = workspace;
  const { slash_commands: commands = [], shortcuts = [] } = workspace.manifest.features;
  return {
    team: { id: team.id, name: team.name },
    as: user.id,
    app: { id: app.id, name: app.name, user: app.user, connected },
    people: workspace.users.values().map(personSeen),
    groups: groups.values().map(({ id, handle, name }) => ({ id, handle, name })),
    channels: channelsSeenBy(workspace, user),
    commands: commands.map(({ command, description, usage_hint }) => ({ command, description, usageHint: usage_hint ?? '' })),
    shortcuts: shortcuts.map(({ callback_id, name, description, type }) => ({ callbackId: callback_id, name, description, on: type })),
  };
}

export function channelsSeenBy(workspace: Workspace, user: User): readonly PageChannel[] {
  return workspace.channels
    .values()
    .filter((channel) => maySee(user, channel))
    .map((channel) => channelSeenBy(workspace, channel, user));
}

export function channelSeenBy(workspace: Workspace, channel: Channel, user: User): PageChannel {
  const other = channel.kind === 'direct' ? (channel.members.find((member) => member !== user.id) ?? user.id) : null;
  return {
    id: channel.id,
    name: other === null ? channel.name : (workspace.users.get(other)?.realName ?? other),
    kind: channel.kind,
    member: channel.members.includes(user.id),
    members: channel.members,
    topic: channel.topic.value,
    purpose: channel.purpose.value,
    archived: channel.archived,
    with: other,
    bookmarks: channel.bookmarks.map(({ title, link, emoji }) => ({ title, link, emoji })),
    latest: latestSeenBy(workspace, channel, user),
  };
}

/** Oldest first, replies included; ephemeral messages only to whom they are for. */
export function messagesSeenBy(workspace: Workspace, channel: Channel, user: User): readonly PageMessage[] {
  if (!maySee(user, channel)) return [];
  const all = workspace.messages(channel.id).values();
  const threads = Map.groupBy(
    all.filter((message) => message.ephemeralFor === undefined),
    (message) => message.thread,
  );
  return all.filter((message) => isFor(message, user)).map((message) => messageSeen(workspace, message, threads.get(message.ts) ?? []));
}

function latestSeenBy(workspace: Workspace, channel: Channel, user: User): string {
  return (
    (maySee(user, channel) &&
      workspace
        .messages(channel.id)
        .values()
        .findLast((message) => isFor(message, user))?.ts) ||
    '0'
  );
}

export function isFor(message: Message, user: User): boolean {
  return message.ephemeralFor === undefined || message.ephemeralFor === user.id;
}

/** `answers`: its replies, when the caller has them at hand. */
export function messageSeen(workspace: Workspace, message: Message, answers = replies(workspace, message.channel, message.ts)): PageMessage {
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    attachments: message.attachments,
    subtype: message.subtype ?? null,
    thread: message.thread ?? (answers.length > 0 ? message.ts : null),
    replies: answers.length,
    repliers: [...new Set(answers.map((answer) => answer.user))],
    latestReply: answers.at(-1)?.ts ?? null,
    edited: message.edited !== undefined,
    ephemeral: message.ephemeralFor !== undefined,
    pinned: workspace.channels.get(message.channel)?.pins.some((pin) => pin.ts === message.ts) ?? false,
    reactions: message.reactions,
    files: message.files.flatMap((id) => {
      const file = workspace.files.get(id);
      if (!file) return [];
      const { name, title, mimetype, size } = file;
      return [{ id, name, title, mimetype, size, url: `${pagePath}/files/${id}/${encodeURIComponent(name)}` }];
    }),
  };
}

export function viewsSeenBy(workspace: Workspace, user: string): ViewList {
  const home = workspace.homes.get(user);
  return { modals: modalsOf(workspace, user).map(viewSeen), home: home ? viewSeen(home) : null };
}

function personSeen(user: User): PagePerson {
  const { id, name, realName, title, timezone, bot, standing, part } = user;
  return {
    id,
    name,
    realName,
    title,
    timezone,
    bot,
    guest: standing === 'guest' || standing === 'single-channel-guest',
    deactivated: standing === 'deactivated',
    playable: part !== '',
    part,
  };
}

function viewSeen(view: View): PageView {
  const words = (text: JsonObject | undefined): string | null => (text === undefined ? null : String(text.text));
  return {
    id: view.id,
    type: view.type,
    title: words(view.title) ?? 'Home',
    submit: words(view.submit),
    close: words(view.close) ?? 'Close',
    blocks: view.blocks,
    values: view.filled,
    errors: view.errors,
  };
}
