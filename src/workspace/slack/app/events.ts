import type { JsonObject } from '../../page-api.ts';
import type { Change } from '../changes.ts';
import { directChannel } from '../channels.ts';
import type { Channel, Message } from '../records.ts';
import { channelJson, messageJson, viewJson } from '../wire.ts';
import type { Workspace } from '../workspace.ts';

/** An event, and the name under which the manifest subscribes to it. */
interface SlackEvent {
  readonly subscription: string;
  readonly event: JsonObject;
}

/**
 * Tells the app what it subscribed to, and only of conversations that it is in.
 * Source: docs.slack.dev/reference/events.
 */
export function sendEvents(workspace: Workspace, tell: (payload: JsonObject) => void): void {
  const subscribed = new Set(workspace.manifest.settings.event_subscriptions?.bot_events ?? []);
  workspace.changes.listen((change) => {
    for (const { subscription, event } of eventsOf(workspace, change)) {
      if (subscribed.has(subscription)) tell(wrapped(workspace, event));
    }
  });
}

function wrapped(workspace: Workspace, event: JsonObject): JsonObject {
  return {
    token: 'practice',
    team_id: workspace.team.id,
    context_team_id: workspace.team.id,
    context_enterprise_id: null,
    api_app_id: workspace.app.id,
    type: 'event_callback',
    event,
    event_id: workspace.newId('Ev'),
    event_time: Math.floor(workspace.now() / 1000),
    is_ext_shared_channel: false,
    authorizations: [{ enterprise_id: null, team_id: workspace.team.id, user_id: workspace.app.user, is_bot: true, is_enterprise_install: false }],
    event_context: workspace.newId('4-'),
  };
}

function eventsOf(workspace: Workspace, change: Change): readonly SlackEvent[] {
  const stamp = () => ({ event_ts: workspace.nextTs() });
  const named = (event: JsonObject & { readonly type: string }): readonly SlackEvent[] => [
    { subscription: event.type, event: { ...event, ...stamp() } },
  ];

  switch (change.type) {
    case 'posted':
      return heard(workspace, change.message, (channel) => [
        ...messageEvent(channel, said(workspace, change.message, channel)),
        ...(mentions(workspace, change.message) ? named({ ...said(workspace, change.message, channel), type: 'app_mention' }) : []),
      ]);
    case 'edited':
      return heard(workspace, change.message, (channel) =>
        messageEvent(channel, {
          type: 'message',
          subtype: 'message_changed',
          hidden: true,
          channel: channel.id,
          ts: change.message.edited?.ts ?? change.message.ts,
          message: messageJson(workspace, change.message),
          previous_message: messageJson(workspace, change.before),
          ...stamp(),
        }),
      );
    case 'deleted':
      return heard(workspace, change.message, (channel) =>
        messageEvent(channel, {
          type: 'message',
          subtype: 'message_deleted',
          hidden: true,
          channel: channel.id,
          deleted_ts: change.message.ts,
          ts: workspace.nextTs(),
          previous_message: messageJson(workspace, change.message),
          ...stamp(),
        }),
      );
    case 'reacted':
      return heard(workspace, change.message, () =>
        named({
          type: change.added ? 'reaction_added' : 'reaction_removed',
          user: change.by,
          reaction: change.name,
          item_user: change.message.user,
          item: { type: 'message', channel: change.message.channel, ts: change.message.ts },
        }),
      );
    case 'pinned':
      return heard(workspace, change.message, (channel) =>
        named({
          type: change.added ? 'pin_added' : 'pin_removed',
          user: change.by,
          channel_id: channel.id,
          item: { type: 'message', channel: channel.id, message: messageJson(workspace, change.message) },
        }),
      );
    case 'joined':
    case 'left':
      if (!change.channel.members.includes(workspace.app.user) && change.user !== workspace.app.user) return [];
      return named({
        type: change.type === 'joined' ? 'member_joined_channel' : 'member_left_channel',
        user: change.user,
        channel: change.channel.id,
        channel_type: change.channel.kind === 'private' ? 'G' : 'C',
        team: workspace.team.id,
        ...(change.type === 'joined' && change.inviter && { inviter: change.inviter }),
      });
    case 'channel':
      if (change.channel.kind !== 'public' || change.what === 'other') return [];
      if (change.what === 'archived') return named({ type: 'channel_archive', channel: change.channel.id, user: change.channel.creator });
      return named({ type: 'channel_created', channel: channelJson(workspace, change.channel, workspace.app.user) });
    case 'home-opened': {
      const view = workspace.homes.get(change.user);
      const channel = directChannel(workspace, change.user, workspace.app.user).id;
      return named({ type: 'app_home_opened', user: change.user, channel, tab: 'home', ...(view && { view: viewJson(workspace, view) }) });
    }
    case 'redrawn':
    case 'views':
    case 'app':
    case 'reset':
      return [];
    default:
      return change satisfies never;
  }
}

/** Nothing is heard of conversations without the app, nor of what only one person sees. */
function heard(workspace: Workspace, message: Message, events: (channel: Channel) => readonly SlackEvent[]): readonly SlackEvent[] {
  const channel = workspace.channels.get(message.channel);
  if (!channel?.members.includes(workspace.app.user) || message.ephemeralFor !== undefined) return [];
  return events(channel);
}

function said(workspace: Workspace, message: Message, channel: Channel): JsonObject {
  return {
    ...messageJson(workspace, message, { metadata: true }),
    channel: channel.id,
    channel_type: typeOf(channel),
    event_ts: message.ts,
    ...(message.user !== workspace.app.user && { client_msg_id: `practice-${message.ts}` }),
  };
}

function messageEvent(channel: Channel, event: JsonObject): readonly SlackEvent[] {
  const subscription = { public: 'message.channels', private: 'message.groups', direct: 'message.im' }[channel.kind];
  return [{ subscription, event: { ...event, channel_type: typeOf(channel) } }];
}

function typeOf(channel: Channel): string {
  return { public: 'channel', private: 'group', direct: 'im' }[channel.kind];
}

/** Slack does not tell an app that it mentioned itself, nor of mentions in direct messages. */
function mentions(workspace: Workspace, message: Message): boolean {
  const { user } = workspace.app;
  return message.subtype === undefined && message.user !== user && message.text.includes(`<@${user}>`);
}
