import type { ComponentChildren } from 'preact';
import { useDirectory } from '../state/directory.ts';
import { emojiFor } from './emoji.ts';
import type { Inline } from './mrkdwn.ts';
import { spellDate } from './slack-date.ts';

/** Pieces of a line as elements. Text goes in as text: there is no way from here to markup. */
export function Pieces({ pieces }: { pieces: readonly Inline[] }) {
  return pieces.map((piece, index) => <Piece key={index} piece={piece} />);
}

function Piece({ piece }: { piece: Inline }) {
  switch (piece.kind) {
    case 'text':
      return <>{piece.text}</>;
    case 'strong':
      return (
        <strong>
          <Pieces pieces={piece.content} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Pieces pieces={piece.content} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Pieces pieces={piece.content} />
        </s>
      );
    case 'code':
      return <code>{piece.text}</code>;
    case 'emoji':
      return <Emoji name={piece.name} />;
    case 'link':
      return <OutLink href={piece.href}>{piece.label}</OutLink>;
    case 'user':
      return <PersonMention id={piece.id} label={piece.label} />;
    case 'channel':
      return <ChannelMention id={piece.id} label={piece.label} />;
    case 'group':
      return <GroupMention id={piece.id} label={piece.label} />;
    case 'broadcast':
      return <span class="mention mention-all">@{piece.range}</span>;
    case 'date':
      return <SlackDate {...piece} />;
    case 'break':
      return <br />;
    default:
      return piece satisfies never;
  }
}

/** Only for an address that `safeLink` has let through. */
export function OutLink({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

export function Emoji({ name }: { name: string }) {
  const shown = emojiFor(name);
  return shown.startsWith(':') ? (
    <>{shown}</>
  ) : (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')}>
      {shown}
    </span>
  );
}

export function PersonMention({ id, label = null }: { id: string; label?: string | null }) {
  const { people, as } = useDirectory();
  const person = people.get(id);
  return <span class={id === as ? 'mention mention-me' : 'mention'}>@{person?.realName ?? label ?? id}</span>;
}

export function ChannelMention({ id, label = null }: { id: string; label?: string | null }) {
  const { channels, openChannel } = useDirectory();
  const channel = channels.get(id);
  if (!channel) return <span class="mention">#{label || 'private channel'}</span>;
  return (
    <button type="button" class="mention" onClick={() => openChannel(id)}>
      #{channel.name}
    </button>
  );
}

export function GroupMention({ id, label = null }: { id: string; label?: string | null }) {
  const { groups } = useDirectory();
  return <span class="mention">@{groups.get(id) ?? label?.replace(/^@/, '') ?? id}</span>;
}

interface SlackDateProps {
  seconds: number;
  format: string;
  href: string | null;
  fallback: string;
}

export function SlackDate({ seconds, format, href, fallback }: SlackDateProps) {
  const { timezone } = useDirectory();
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return <>{fallback}</>;
  const time = (
    <time dateTime={at.toISOString()} title={`${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`}>
      {spellDate(seconds, format, { timezone, now: new Date() })}
    </time>
  );
  return href ? <OutLink href={href}>{time}</OutLink> : time;
}
