import type { Channel, Message } from './records.ts';

/** What can happen in the workspace. The app's events, the page and the tests all live on these. */
export type Change =
  | { readonly type: 'posted'; readonly message: Message }
  | { readonly type: 'edited'; readonly message: Message; readonly before: Message }
  /** Only what surrounds the message changed: its replies, its pin. */
  | { readonly type: 'redrawn'; readonly message: Message }
  | { readonly type: 'deleted'; readonly message: Message }
  | { readonly type: 'reacted'; readonly message: Message; readonly name: string; readonly by: string; readonly added: boolean }
  | { readonly type: 'pinned'; readonly message: Message; readonly by: string; readonly added: boolean }
  | { readonly type: 'joined'; readonly channel: Channel; readonly user: string; readonly inviter: string | null }
  | { readonly type: 'left'; readonly channel: Channel; readonly user: string }
  /** Created, archived, topic, bookmarks. */
  | { readonly type: 'channel'; readonly channel: Channel; readonly what: 'created' | 'archived' | 'other' }
  | { readonly type: 'views'; readonly user: string }
  | { readonly type: 'home-opened'; readonly user: string }
  | { readonly type: 'app'; readonly connected: boolean }
  | { readonly type: 'reset' };

type Listener = (change: Change) => void;

/** Tells every listener of every change, at once and in order. */
export function announcer() {
  const listeners = new Set<Listener>();
  return {
    announce(change: Change): void {
      for (const listener of [...listeners]) listener(change);
    },
    /** Returns what ends it. */
    listen(listener: Listener): () => void {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
