import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageChannel, PagePerson, World } from '../../../page-api.ts';
import { Avatar } from './avatar.tsx';
import { Icon, Mark } from './icon.tsx';
import { Menu } from './menu.tsx';
import type { Spot } from './spot.ts';

interface SidebarProps {
  readonly world: World;
  readonly spot: Spot;
  /** Ids of channels with something new. */
  readonly unread: ReadonlySet<string>;
  /** Who was chosen here last; null on a page that was just opened. */
  readonly chosen: string | null;
  go(spot: Spot): void;
  openMessages(): void;
  actAs(person: string): void;
  useShortcut(callbackId: string): void;
}

/** Channels, the app, and the people to act as. */
export function Sidebar({ world, spot, unread, chosen, go, openMessages, actAs, useShortcut }: SidebarProps) {
  const rooms = world.channels.filter(({ kind, archived }) => kind !== 'direct' && !archived).toSorted((a, b) => a.name.localeCompare(b.name));
  const directs = world.channels.filter((channel) => channel.kind === 'direct' && channel.with !== world.app.user);
  const withApp = world.channels.find((channel) => channel.with === world.app.user);
  const globals = world.shortcuts.filter(({ on }) => on === 'global');
  const link = (channel: PageChannel) => (
    <ChannelLink key={channel.id} channel={channel} here={isAt(spot, channel.id)} unread={unread.has(channel.id)} go={go} />
  );
  return (
    <nav class="sidebar" aria-label="Workspace">
      <header class="sidebar-head">
        <Mark />
        <div>
          <strong>{world.team.name}</strong>
          <small class={world.app.connected ? 'connected' : 'disconnected'}>{world.app.connected ? 'Bot connected' : 'Bot not connected'}</small>
        </div>
        {globals.length > 0 && (
          <Menu
            label="Shortcuts"
            buttonClass="tool"
            items={globals.map(({ callbackId, name, description }) => ({ label: name, hint: description, choose: () => useShortcut(callbackId) }))}
          >
            <Icon name="bolt" />
          </Menu>
        )}
      </header>
      <div class="sidebar-scroll">
        <h2>Channels</h2>
        <ul>{rooms.map(link)}</ul>
        <h2>Apps</h2>
        <ul>
          <li>
            <button type="button" class="place" aria-current={spot.at === 'home' ? 'page' : undefined} onClick={() => go({ at: 'home' })}>
              <Icon name="home" /> {world.app.name} Home
            </button>
          </li>
          <li>
            <button
              type="button"
              class={withApp && unread.has(withApp.id) ? 'place unread' : 'place'}
              aria-current={withApp && isAt(spot, withApp.id) ? 'page' : undefined}
              onClick={openMessages}
            >
              <Icon name="chat" /> {world.app.name} messages
            </button>
          </li>
        </ul>
        {directs.length > 0 && (
          <>
            <h2>Direct messages</h2>
            <ul>{directs.map(link)}</ul>
          </>
        )}
      </div>
      <People people={world.people.filter(({ playable }) => playable)} as={world.as} chosen={chosen} actAs={actAs} />
    </nav>
  );
}

function isAt(spot: Spot, channel: string): boolean {
  return spot.at === 'channel' && spot.channel === channel;
}

interface ChannelLinkProps {
  readonly channel: PageChannel;
  readonly here: boolean;
  readonly unread: boolean;
  go(spot: Spot): void;
}

function ChannelLink({ channel, here, unread, go }: ChannelLinkProps) {
  const look = ['place', unread && 'unread', !channel.member && 'outside'].filter(Boolean).join(' ');
  return (
    <li>
      <button type="button" class={look} aria-current={here ? 'page' : undefined} onClick={() => go({ at: 'channel', channel: channel.id })}>
        <Icon name={channel.kind === 'private' ? 'lock' : channel.kind === 'direct' ? 'chat' : 'hash'} />
        <span class="place-name">{channel.name}</span>
        {unread && <span class="hidden">, something new</span>}
      </button>
    </li>
  );
}

interface PeopleProps {
  readonly people: readonly PagePerson[];
  readonly as: string;
  readonly chosen: string | null;
  actAs(person: string): void;
}

/** Who is played. Each sees only what they would see in Slack. */
function People({ people, as, chosen, actAs }: PeopleProps) {
  const played = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (chosen === as) played.current?.focus();
  }, []);
  return (
    <fieldset class="people">
      <legend>Act as</legend>
      {people.map(({ id, realName, part }) => {
        const [role, ...rest] = part.split(':');
        return (
          <label key={id} class="person" title={part}>
            <input ref={id === as ? played : null} type="radio" name="as" value={id} checked={id === as} onChange={() => actAs(id)} />
            <Avatar id={id} size="small" />
            <span>
              <strong>{realName}</strong>
              <small>{rest.length > 0 ? role : part}</small>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
