import type { PageEvent } from '../page-api.ts';
import type { Change } from './changes.ts';
import { maySee } from './channels.ts';
import type { Channel, Message, User } from './records.ts';
import { channelSeenBy, isFor, messageSeen, viewsSeenBy } from './seen.ts';
import type { Workspace } from './workspace.ts';

/** What a change means for one person's page. */
export function pageEvents(workspace: Workspace, user: User, change: Change): readonly PageEvent[] {
  switch (change.type) {
    case 'posted':
    case 'edited':
    case 'redrawn':
    case 'reacted':
      return visible(workspace, user, change.message) ? [{ type: 'message', message: messageSeen(workspace, change.message) }] : [];
    case 'pinned':
      if (!visible(workspace, user, change.message)) return [];
      return [{ type: 'message', message: messageSeen(workspace, change.message) }];
    case 'deleted': {
      const { channel, ts, thread } = change.message;
      return visible(workspace, user, change.message) ? [{ type: 'message-deleted', channel, ts, thread: thread ?? null }] : [];
    }
    case 'joined':
    case 'left':
    case 'channel':
      return channelEvents(workspace, user, change.channel, change.type === 'left' && change.user === user.id);
    case 'views':
      return change.user === user.id ? [{ type: 'views', views: viewsSeenBy(workspace, user.id) }] : [];
    case 'app':
      return [{ type: 'app', connected: change.connected }];
    case 'reset':
      return [{ type: 'reset' }];
    case 'home-opened':
      return [];
    default:
      return change satisfies never;
  }
}

function visible(workspace: Workspace, user: User, message: Message): boolean {
  const channel = workspace.channels.get(message.channel);
  return channel !== undefined && maySee(user, channel) && isFor(message, user);
}

function channelEvents(workspace: Workspace, user: User, channel: Channel, gone: boolean): readonly PageEvent[] {
  if (maySee(user, channel)) return [{ type: 'channel', channel: channelSeenBy(workspace, channel, user) }];
  return gone ? [{ type: 'channel-gone', id: channel.id }] : [];
}
