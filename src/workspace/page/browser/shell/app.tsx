import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { PageChannel, World } from '../../../page-api.ts';
import { Announcer } from '../chat/announcer.tsx';
import type { CompletionSources } from '../chat/completions.ts';
import { Conversation } from '../chat/conversation.tsx';
import { Home } from '../chat/home.tsx';
import { Modals } from '../chat/modal.tsx';
import { useRange } from '../range/use-range.ts';
import { listKey } from '../state/conversation-lists.ts';
import { DeedsProvider, deedsOf } from '../state/deeds.ts';
import { DirectoryProvider, directoryOf } from '../state/directory.ts';
import { ShortcutsProvider } from '../state/shortcuts.ts';
import { useUnread } from '../state/use-unread.ts';
import { useWorkspace } from '../state/use-workspace.ts';
import { ConfirmFrame } from './confirm.tsx';
import { FaceTabs } from './face-tabs.tsx';
import { Icon } from './icon.tsx';
import { SidePane } from './side-pane.tsx';
import { Sidebar } from './sidebar.tsx';
import { addressOf, type Face, type Side, type Spot, spotIn } from './spot.ts';

/** The practice workspace: channels and people, the conversation, and beside it the range. */
export function App({ first }: { first: string }) {
  const [as, setAs] = useState(first);
  const workspace = useWorkspace(as);
  const { state, client, want } = workspace;
  const range = useRange();
  const [wanted, setWanted] = useState<Spot | null>(() => spotIn(location.hash));
  /** Whom somebody has chosen in the list of people: their page begins there again, so that the arrow keys go on. */
  const [chosen, setChosen] = useState<string | null>(null);
  const [side, setSide] = useState<Side>({ show: 'range' });
  const [face, setFace] = useState<Face>('chat');
  const world = state.world?.as === as ? state.world : null;
  const act = useMemo(() => deedsOf(client), [client]);

  const spot = world && spotFor(world, wanted);
  const channel = spot?.at === 'channel' ? world?.channels.find(({ id }) => id === spot.channel) : undefined;
  const unread = useUnread(world, channel?.id ?? null);

  const go = useCallback((next: Spot) => {
    setWanted(next);
    setFace('chat');
    setSide((shown) => (shown && shown.show !== 'range' ? { show: 'range' } : shown));
  }, []);
  const directory = useMemo(() => world && directoryOf(world, (id) => go({ at: 'channel', channel: id })), [world, go]);
  useEffect(() => {
    if (spot) history.replaceState(null, '', addressOf(as, spot));
  }, [as, spot?.at, channel?.id]);

  if (!world || !spot || !directory) return <Starting live={state.live} />;

  const openMessages = async () => {
    const { channel: direct } = await act({ do: 'openDirect', with: world.app.user });
    if (direct) go({ at: 'channel', channel: direct });
  };
  const openThread = (ts: string) => {
    if (!channel) return;
    setSide({ show: 'thread', channel: channel.id, ts });
    setFace('side');
  };
  const openPins = (from: PageChannel) => {
    setSide({ show: 'pins', channel: from.id });
    setFace('side');
  };
  const actAs = (person: string) => {
    setAs(person);
    setChosen(person);
    setSide((shown) => (shown === null ? null : { show: 'range' }));
  };
  const showFace = (next: Face) => {
    if (next === 'side') setSide({ show: 'range' });
    setFace(next);
  };
  const sources: CompletionSources = world;

  return (
    <DirectoryProvider value={directory}>
      <DeedsProvider value={act}>
        <ShortcutsProvider value={world.shortcuts}>
          <ConfirmFrame>
            <div class={`page face-${face} ${side ? 'with-side' : ''}`}>
              <Sidebar
                world={world}
                spot={spot}
                unread={unread}
                go={go}
                openMessages={openMessages}
                chosen={chosen}
                actAs={actAs}
                useShortcut={(callbackId) => void act({ do: 'shortcut', callbackId })}
              />
              <main class="middle">
                {!state.live && (
                  <p class="banner" role="status">
                    <Icon name="warning" /> The workspace does not answer. Trying again…
                  </p>
                )}
                {channel ? (
                  <Conversation
                    key={`${as}/${channel.id}`}
                    channel={channel}
                    messages={state.lists[listKey.channel(channel.id)]}
                    sources={sources}
                    read={() => want({ show: 'channel', channel: channel.id })}
                    openThread={openThread}
                    openPins={() => openPins(channel)}
                  />
                ) : (
                  <section class="conversation" aria-label={`${world.app.name} Home`}>
                    <header class="channel-head">
                      <h1>
                        <Icon name="home" /> {world.app.name}
                      </h1>
                    </header>
                    <Home key={as} home={state.views.home} />
                  </section>
                )}
              </main>
              <SidePane
                side={side}
                setSide={setSide}
                setFace={setFace}
                range={range}
                workspace={workspace}
                sources={sources}
                openThread={openThread}
              />
              <FaceTabs face={face} show={showFace} unread={unread.size} changes={range.fresh.size} />
            </div>
            <Modals modals={state.views.modals} />
            <Announcer message={state.heard} />
          </ConfirmFrame>
        </ShortcutsProvider>
      </DeedsProvider>
    </DirectoryProvider>
  );
}

/** Where somebody wants to be, as far as they may; else the first channel they are in. */
function spotFor(world: World, wanted: Spot | null): Spot {
  if (wanted?.at === 'home') return wanted;
  if (wanted && world.channels.some(({ id }) => id === wanted.channel)) return wanted;
  const rooms = world.channels.filter(({ kind, member, archived }) => kind !== 'direct' && member && !archived);
  const alerts = rooms.find(({ name }) => name.includes('alerts'));
  const first = alerts ?? rooms.toSorted((a, b) => a.name.localeCompare(b.name))[0];
  return first ? { at: 'channel', channel: first.id } : { at: 'home' };
}

function Starting({ live }: { live: boolean }) {
  return (
    <p class="starting" role="status">
      {live ? 'Opening the workspace…' : 'Connecting to the workspace…'}
    </p>
  );
}
