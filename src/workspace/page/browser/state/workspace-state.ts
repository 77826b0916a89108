import type { PageChannel, PageEvent, PageMessage, ViewList, World } from '../../../page-api.ts';
import { type Lists, withChange } from './conversation-lists.ts';

/** Everything the page knows of the workspace, as one person sees it. */
export interface WorkspaceState {
  /** Null until it has been read. */
  readonly world: World | null;
  readonly lists: Lists;
  readonly views: ViewList;
  /** Whether changes arrive. */
  readonly live: boolean;
  /** The newest message of somebody else, for those who listen to the page. */
  readonly heard: PageMessage | null;
}

export const nothingYet: WorkspaceState = { world: null, lists: {}, views: { modals: [], home: null }, live: false, heard: null };

/** What was read, or what the workspace told. */
export type Change =
  | { readonly type: 'begin' }
  | { readonly type: 'read-world'; readonly world: World; readonly views: ViewList }
  | { readonly type: 'read-list'; readonly key: string; readonly messages: readonly PageMessage[] }
  | { readonly type: 'live'; readonly live: boolean }
  | Exclude<PageEvent, { type: 'hello' | 'reset' }>;

/** The state after a change. */
export function nextState(state: WorkspaceState, change: Change): WorkspaceState {
  switch (change.type) {
    case 'begin':
      return nothingYet;
    case 'read-world':
      return { ...state, world: change.world, views: change.views };
    case 'read-list':
      return { ...state, lists: { ...state.lists, [change.key]: change.messages } };
    case 'live':
      return { ...state, live: change.live };
    case 'message':
      return {
        ...withChannels(state, (channels) => channels.map((channel) => touched(channel, change.message))),
        lists: withChange(state.lists, change),
        heard: change.message.user === state.world?.as ? state.heard : change.message,
      };
    case 'message-deleted':
      return { ...state, lists: withChange(state.lists, change) };
    case 'channel':
      return withChannels(state, (channels) => [...channels.filter(({ id }) => id !== change.channel.id), change.channel]);
    case 'channel-gone':
      return withChannels(state, (channels) => channels.filter(({ id }) => id !== change.id));
    case 'views':
      return { ...state, views: change.views };
    case 'app':
      return state.world ? { ...state, world: { ...state.world, app: { ...state.world.app, connected: change.connected } } } : state;
    default:
      return change satisfies never;
  }
}

function withChannels(state: WorkspaceState, next: (channels: readonly PageChannel[]) => readonly PageChannel[]): WorkspaceState {
  return state.world ? { ...state, world: { ...state.world, channels: next(state.world.channels) } } : state;
}

function touched(channel: PageChannel, { channel: id, ts, thread }: PageMessage): PageChannel {
  const newest = channel.id === id && (thread === null || thread === ts) && Number(ts) > Number(channel.latest);
  return newest ? { ...channel, latest: ts } : channel;
}
