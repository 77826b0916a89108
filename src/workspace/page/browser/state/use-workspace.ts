import { useCallback, useEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import { listKey } from './conversation-lists.ts';
import { type PageClient, pageClient } from './page-client.ts';
import { readAnew } from './read-anew.ts';
import { nextState, nothingYet, type WorkspaceState } from './workspace-state.ts';

/** A list of messages that something on the page shows. */
export type Wanted =
  | { readonly show: 'channel'; readonly channel: string }
  | { readonly show: 'thread'; readonly channel: string; readonly ts: string }
  | { readonly show: 'pins'; readonly channel: string };

export interface Workspace {
  readonly state: WorkspaceState;
  readonly client: PageClient;
  /** Reads a list; changes are kept up from then on. */
  want(list: Wanted): void;
}

/** The workspace as one person sees it, kept up to date. Another person begins from nothing: nobody sees what the one before saw. */
export function useWorkspace(as: string): Workspace {
  const client = useMemo(() => pageClient(as), [as]);
  const [state, dispatch] = useReducer(nextState, nothingYet);
  const wanted = useRef<readonly Wanted[]>([]);
  const whose = useRef(client);
  whose.current = client;
  const changes = useRef(0);

  const keptUp = useCallback(
    <Found>(read: () => Promise<Found>, take: (found: Found) => void) =>
      readAnew(
        read,
        take,
        () => changes.current,
        () => whose.current === client,
      ),
    [client],
  );
  const read = useCallback(
    (list: Wanted) =>
      keptUp(
        () => readList(client, list),
        ({ messages }) => dispatch({ type: 'read-list', key: keyOf(list), messages }),
      ),
    [client, keptUp],
  );

  useEffect(() => {
    dispatch({ type: 'begin' });
    wanted.current = [];
    const readAll = async () => {
      await keptUp(
        () => Promise.all([client.world(), client.views()]),
        ([world, views]) => dispatch({ type: 'read-world', world, views }),
      );
      if (whose.current !== client) return;
      dispatch({ type: 'live', live: true });
      await Promise.all(wanted.current.map(read));
    };
    const lost = () => dispatch({ type: 'live', live: false });
    return client.listen((event) => {
      changes.current += 1;
      if (event.type === 'hello' || event.type === 'reset') readAll().catch(lost);
      else dispatch(event);
    }, lost);
  }, [client, keptUp, read]);

  const want = useCallback(
    (list: Wanted) => {
      const key = keyOf(list);
      if (!wanted.current.some((each) => keyOf(each) === key)) wanted.current = [...wanted.current, list];
      read(list).catch(() => dispatch({ type: 'live', live: false }));
    },
    [read],
  );
  return { state, client, want };
}

export function keyOf(list: Wanted): string {
  return list.show === 'thread' ? listKey.thread(list.channel, list.ts) : listKey[list.show](list.channel);
}

function readList(client: PageClient, list: Wanted) {
  if (list.show === 'pins') return client.pins(list.channel);
  return client.messages(list.channel, list.show === 'thread' ? list.ts : undefined);
}
