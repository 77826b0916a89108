import { useEffect } from 'preact/hooks';
import type { PageChannel, PageMessage } from '../../../page-api.ts';
import { Icon } from '../shell/icon.tsx';
import { Menu } from '../shell/menu.tsx';
import { useDeeds } from '../state/deeds.ts';
import { useDirectory } from '../state/directory.ts';
import { emojiFor } from '../text/emoji.ts';
import { OutLink } from '../text/inline.tsx';
import { safeLink } from '../text/safe-link.ts';
import { Mrkdwn } from '../text/text.tsx';
import type { CompletionSources } from './completions.ts';
import { Composer } from './composer.tsx';
import { incidentPages } from './incident-pages.ts';
import { MessageList } from './message-list.tsx';

interface ConversationProps {
  readonly channel: PageChannel;
  readonly messages: readonly PageMessage[] | undefined;
  readonly sources: CompletionSources;
  read(): void;
  openThread(ts: string): void;
  openPins(): void;
}

/** A channel: its head, its messages, and where to write. */
export function Conversation({ channel, messages, sources, read, openThread, openPins }: ConversationProps) {
  useEffect(read, [channel.id]);
  const name = channel.kind === 'direct' ? channel.name : `#${channel.name}`;
  return (
    <section class="conversation" aria-label={name}>
      <ChannelHead channel={channel} messages={messages ?? []} openPins={openPins} />
      {messages === undefined ? (
        <p class="empty">Loading…</p>
      ) : messages.length === 0 ? (
        <div class="empty">
          <p>
            <strong>{name}</strong>
          </p>
          <p>{channel.purpose || 'Nothing has been said here yet.'}</p>
          <p class="quiet">
            Type <kbd>/</kbd> below to see what Firebreak can do.
          </p>
        </div>
      ) : (
        <MessageList key={channel.id} messages={messages} label={`Messages in ${name}`} openThread={openThread} />
      )}
      <Foot channel={channel} name={name} sources={sources} />
    </section>
  );
}

function Foot({ channel, name, sources }: { channel: PageChannel; name: string; sources: CompletionSources }) {
  const act = useDeeds();
  if (channel.archived) return <p class="foot-note">This channel is archived.</p>;
  if (channel.member) return <Composer key={channel.id} channel={channel.id} placeholder={`Message ${name}`} sources={sources} />;
  return (
    <p class="foot-note">
      You are looking at <strong>{name}</strong>.{' '}
      <button type="button" class="button primary solid" onClick={() => act({ do: 'join', channel: channel.id })}>
        Join channel
      </button>
    </p>
  );
}

function ChannelHead({ channel, messages, openPins }: { channel: PageChannel; messages: readonly PageMessage[]; openPins: () => void }) {
  const pins = messages.filter(({ pinned }) => pinned).length;
  const pages = incidentPages(channel, messages);
  return (
    <header class="channel-head">
      <div class="channel-title">
        <h1>
          {channel.kind !== 'direct' && <Icon name={channel.kind === 'private' ? 'lock' : 'hash'} label={channel.kind} />}
          <span>{channel.name}</span>
        </h1>
        {(channel.topic || channel.purpose) && (
          <p class="topic" title={channel.topic || channel.purpose}>
            <Mrkdwn source={channel.topic || channel.purpose} />
          </p>
        )}
      </div>
      <div class="channel-tools">
        {pages.length === 1 && pages[0] && (
          <a class="button small" href={pages[0].url} target="_blank" rel="noopener noreferrer" aria-label={`Page of ${pages[0].incident}`}>
            {pages[0].incident} <Icon name="out" />
          </a>
        )}
        {pages.length > 1 && (
          <Menu
            label="Pages of incidents"
            buttonClass="button small"
            items={pages.map(({ incident, url }) => ({
              label: incident,
              hint: 'Opens its page',
              choose: () => window.open(url, '_blank', 'noopener,noreferrer'),
            }))}
          >
            Incidents <Icon name="down" />
          </Menu>
        )}
        {pins > 0 && (
          <button type="button" class="button small" onClick={openPins} aria-label={`${pins} pinned`} title="Pinned messages">
            <Icon name="pin" /> {pins}
          </button>
        )}
        {channel.kind !== 'direct' && <Members channel={channel} />}
      </div>
      {channel.bookmarks.length > 0 && (
        <nav class="bookmarks" aria-label="Bookmarks">
          {channel.bookmarks.map(({ title, link, emoji }) => {
            const href = safeLink(link);
            const words = `${emoji ? `${emojiFor(emoji.replaceAll(':', ''))} ` : ''}${title}`;
            return href ? (
              <OutLink key={link} href={href}>
                {words}
              </OutLink>
            ) : (
              <span key={link}>{words}</span>
            );
          })}
        </nav>
      )}
    </header>
  );
}

function Members({ channel }: { channel: PageChannel }) {
  const { people, as } = useDirectory();
  const act = useDeeds();
  const inside = channel.members.map((id) => people.get(id)?.realName ?? id);
  const others = [...people.values()].filter(({ id, deactivated }) => !deactivated && !channel.members.includes(id));
  const items = [
    ...others.map(({ id, realName }) => ({ label: `Add ${realName}`, choose: () => void act({ do: 'invite', channel: channel.id, user: id }) })),
    ...(channel.members.includes(as) ? [{ label: 'Leave channel', choose: () => void act({ do: 'leave', channel: channel.id }) }] : []),
  ];
  return (
    <Menu label={`${inside.length} members: ${inside.join(', ')}`} items={items} buttonClass="button small">
      <Icon name="people" /> {inside.length}
    </Menu>
  );
}
