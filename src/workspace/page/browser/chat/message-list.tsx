import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageMessage } from '../../../page-api.ts';
import { Icon } from '../shell/icon.tsx';
import { useDirectory } from '../state/directory.ts';
import { relativeDay, spellDate } from '../text/slack-date.ts';
import { isNotice, Message } from './message.tsx';

/** Messages of one person within this many seconds stand under one head. */
const together = 300;

interface MessageListProps {
  readonly messages: readonly PageMessage[];
  readonly label: string;
  readonly openThread?: (ts: string) => void;
  /** The `ts` of the parent when this is a thread. */
  readonly thread?: string;
}

/** Messages by day. The newest stays in sight, unless somebody has scrolled up to read; what they did themselves is always shown. */
export function MessageList({ messages, label, openThread, thread }: MessageListProps) {
  const { timezone, as } = useDirectory();
  const frame = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const newest = messages.at(-1);
  const own = newest?.user === as || newest?.ephemeral === true;
  const showNewest = () => frame.current?.scrollTo({ top: frame.current.scrollHeight });
  useLayoutEffect(() => {
    if (follows) showNewest();
  }, [messages]);
  useLayoutEffect(() => {
    if (own) showNewest();
  }, [newest?.ts]);

  const now = new Date();
  const note = ({ currentTarget }: { currentTarget: HTMLElement }) =>
    setFollows(currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < 80);
  return (
    <div class="messages-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard (WCAG 2.1.1) */}
      <div class="messages" ref={frame} onScroll={note} tabIndex={0} role="log" aria-label={label} aria-live="off">
        <ol>
          {messages.flatMap((message, index) => {
            const before = messages[index - 1];
            const day = dayOf(message, timezone, now);
            const newDay = !before || dayOf(before, timezone, now) !== day;
            const afterParent = thread !== undefined && before?.ts === thread;
            return [
              newDay && (
                <li key={`day-${message.ts}`} class="day">
                  <span>{day}</span>
                </li>
              ),
              afterParent && (
                <li key="replies" class="thread-divider">
                  {messages.length === 2 ? '1 reply' : `${messages.length - 1} replies`}
                </li>
              ),
              <Message
                key={message.ts}
                message={message}
                follows={!newDay && !afterParent && isTogether(before, message)}
                {...(openThread && { openThread })}
              />,
            ];
          })}
        </ol>
      </div>
      {!follows && (
        <button type="button" class="button small jump" onClick={showNewest}>
          Newest <Icon name="down" />
        </button>
      )}
    </div>
  );
}

function isTogether(before: PageMessage | undefined, message: PageMessage): boolean {
  if (!before || isNotice(before) || before.ephemeral) return false;
  return before.user === message.user && Number(message.ts) - Number(before.ts) < together;
}

function dayOf({ ts }: PageMessage, timezone: string, now: Date): string {
  const seconds = Math.floor(Number(ts));
  const relative = relativeDay(new Date(seconds * 1000), now, timezone);
  return relative ? `${relative[0]?.toUpperCase()}${relative.slice(1)}` : spellDate(seconds, '{date_long}', { timezone, now });
}
