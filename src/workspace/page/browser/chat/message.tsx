import type { PageFile, PageMessage } from '../../../page-api.ts';
import { Blocks } from '../blocks/block.tsx';
import { Picture } from '../blocks/picture.tsx';
import { Avatar } from '../shell/avatar.tsx';
import { Icon } from '../shell/icon.tsx';
import { useKeptFocus } from '../shell/kept-focus.ts';
import { useDeeds } from '../state/deeds.ts';
import { useDirectory } from '../state/directory.ts';
import { SurfaceProvider } from '../state/surface.ts';
import { useBlockSurface } from '../state/use-surface.ts';
import { Emoji, PersonMention } from '../text/inline.tsx';
import { spellDate } from '../text/slack-date.ts';
import { Mrkdwn } from '../text/text.tsx';
import { Attachment } from './attachment.tsx';
import { MessageTools } from './message-tools.tsx';

export interface MessageProps {
  readonly message: PageMessage;
  /** Directly below another of the same person: without the head. */
  readonly follows: boolean;
  /** Opens the message's thread; left out inside a thread. */
  readonly openThread?: (ts: string) => void;
}

/** One message as Slack shows it. */
export function Message({ message, follows, openThread }: MessageProps) {
  if (isNotice(message)) return <Notice message={message} />;
  return <Written message={message} follows={follows && !message.ephemeral && !message.pinned} {...(openThread && { openThread })} />;
}

/** Lines that nobody wrote: somebody joined, the topic is another. */
export function isNotice({ subtype }: Pick<PageMessage, 'subtype'>): boolean {
  return subtype !== null && /^(?:channel|group)_|^pinned_item$/.test(subtype);
}

function Notice({ message }: { message: PageMessage }) {
  return (
    <li class="notice" data-ts={message.ts}>
      {!message.text.startsWith('<@') && <PersonMention id={message.user} />} <Mrkdwn source={message.text} /> <Clock ts={message.ts} />
    </li>
  );
}

function Written({ message, follows, openThread }: MessageProps) {
  const { people, app } = useDirectory();
  const { channel, ts, blocks } = message;
  const { surface, problem } = useBlockSurface({ place: { channel, ts }, blocks });
  const keptFocus = useKeptFocus<HTMLLIElement>();
  const name = people.get(message.user)?.realName ?? (message.user === app.user ? app.name : 'Slackbot');
  const bot = people.get(message.user)?.bot ?? true;
  const look = ['message', follows && 'follows', message.ephemeral && 'ephemeral', message.pinned && 'pinned'].filter(Boolean).join(' ');
  return (
    <li class={look} data-ts={ts} {...keptFocus}>
      <Marks message={message} />
      <div class="message-gutter">{follows ? <Clock ts={ts} /> : <Avatar id={message.user} />}</div>
      <div class="message-main">
        {follows ? (
          <span class="hidden">{name}</span>
        ) : (
          <div class="message-head">
            <span class="message-author">{name}</span>
            {bot && <span class="badge">App</span>}
            <Clock ts={ts} />
          </div>
        )}
        <SurfaceProvider value={surface}>
          <Body message={message} />
        </SurfaceProvider>
        {problem && (
          <p class="problem" role="alert">
            <Icon name="warning" /> {problem}
          </p>
        )}
        <Reactions message={message} />
        {openThread && message.replies > 0 && <ThreadLink message={message} open={openThread} />}
      </div>
      <MessageTools message={message} {...(openThread && { openThread })} />
    </li>
  );
}

function Marks({ message }: { message: PageMessage }) {
  const act = useDeeds();
  if (message.ephemeral) {
    return (
      <div class="marks">
        <Icon name="eye" /> Only visible to you ·{' '}
        <button type="button" class="link" onClick={() => act({ do: 'dismiss', channel: message.channel, ts: message.ts })}>
          Dismiss
        </button>
      </div>
    );
  }
  if (!message.pinned) return null;
  return (
    <div class="marks">
      <Icon name="pin" /> Pinned
    </div>
  );
}

function Body({ message }: { message: PageMessage }) {
  const { blocks, attachments, text, files, edited } = message;
  return (
    <div class="message-body">
      {blocks.length > 0 ? <Blocks blocks={blocks} /> : text !== '' && <Mrkdwn source={text} />}
      {attachments.map((attachment, index) => (
        <Attachment key={index} attachment={attachment} />
      ))}
      {files.map((file) => (
        <File key={file.id} file={file} />
      ))}
      {edited && <span class="edited">(edited)</span>}
    </div>
  );
}

function File({ file }: { file: PageFile }) {
  if (file.mimetype.startsWith('image/'))
    return <Picture image={{ alt_text: file.title || file.name, image_url: new URL(file.url, location.href).href }} size="full" />;
  return (
    <a class="file" href={file.url} download={file.name}>
      <Icon name="list" />
      <span>
        <strong>{file.title || file.name}</strong>
        <small>
          {file.mimetype} · {Math.max(1, Math.round(file.size / 1024))} kB
        </small>
      </span>
    </a>
  );
}

function Reactions({ message: { channel, ts, reactions } }: { message: PageMessage }) {
  const { as, people } = useDirectory();
  const act = useDeeds();
  if (reactions.length === 0) return null;
  return (
    <div class="reactions">
      {reactions.map(({ name, users }) => {
        const mine = users.includes(as);
        const who = users.map((id) => people.get(id)?.realName ?? id).join(', ');
        return (
          <button
            key={name}
            type="button"
            class="reaction"
            aria-pressed={mine}
            title={who}
            onClick={() => act({ do: 'react', channel, ts, name, remove: mine })}
          >
            <Emoji name={name} /> {users.length}
          </button>
        );
      })}
    </div>
  );
}

function ThreadLink({ message, open }: { message: PageMessage; open: (ts: string) => void }) {
  return (
    <button type="button" class="thread-link" onClick={() => open(message.ts)}>
      {message.repliers.slice(0, 4).map((id) => (
        <Avatar key={id} id={id} size="small" />
      ))}
      <span class="thread-count">{message.replies === 1 ? '1 reply' : `${message.replies} replies`}</span>
      {message.latestReply && (
        <span class="thread-last">
          last at <Clock ts={message.latestReply} />
        </span>
      )}
    </button>
  );
}

/** When a message was written, on its reader's clock. */
export function Clock({ ts }: { ts: string }) {
  const { timezone } = useDirectory();
  const seconds = Math.floor(Number(ts));
  const now = new Date();
  return (
    <time class="clock" dateTime={new Date(seconds * 1000).toISOString()} title={spellDate(seconds, '{date_long} {time_secs}', { timezone, now })}>
      {spellDate(seconds, '{time}', { timezone, now })}
    </time>
  );
}
