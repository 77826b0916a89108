import type { PageEvent, PageMessage } from '../../../page-api.ts';

/** Lists of messages that are loaded, each by what it shows. */
export type Lists = Readonly<Record<string, readonly PageMessage[]>>;

export const listKey = {
  channel: (channel: string) => channel,
  thread: (channel: string, ts: string) => `${channel}/${ts}`,
  pins: (channel: string) => `${channel}/pins`,
} as const;

/** The lists after a message was posted, changed or deleted. Lists that are not loaded stay so: they are read whole when somebody looks. */
export function withChange(lists: Lists, event: Extract<PageEvent, { type: 'message' | 'message-deleted' }>): Lists {
  if (event.type === 'message-deleted') {
    const keys = [listKey.channel(event.channel), listKey.thread(event.channel, event.thread ?? event.ts), listKey.pins(event.channel)];
    return change(lists, keys, (list) => list.filter(({ ts }) => ts !== event.ts));
  }
  const { message } = event;
  const { channel, ts, thread } = message;
  const reply = thread !== null && thread !== ts && message.subtype !== 'thread_broadcast';
  const placed = change(lists, [...(reply ? [] : [listKey.channel(channel)]), listKey.thread(channel, thread ?? ts)], (list) =>
    insert(list, message),
  );
  return change(placed, [listKey.pins(channel)], (list) => (message.pinned ? insert(list, message) : list.filter((pinned) => pinned.ts !== ts)));
}

function change(lists: Lists, keys: readonly string[], next: (list: readonly PageMessage[]) => readonly PageMessage[]): Lists {
  const changed = keys.flatMap((key) => {
    const list = lists[key];
    return list ? [[key, next(list)] as const] : [];
  });
  return { ...lists, ...Object.fromEntries(changed) };
}

/** In the order of `ts`; one with the same `ts` is replaced. */
function insert(list: readonly PageMessage[], message: PageMessage): readonly PageMessage[] {
  return [...list.filter(({ ts }) => ts !== message.ts), message].toSorted((a, b) => Number(a.ts) - Number(b.ts));
}
