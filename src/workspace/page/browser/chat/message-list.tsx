import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageMessage } from '../../../page-api.ts';
import { useDirectory } from '../state/directory.ts';
import { relativeDay, spellDate } from '../text/slack-date.ts';
import { isNotice, Message } from './message.tsx';

/** Messages of one person within this many seconds stand under one head. */
const together = 300;

interface MessageListProps {
  readonly messages: readonly PageMessage[];
  readonly label: string;
  readonly openThread?: (ts: string) => void;
}

/** Messages by day, the newest at the bottom and in sight unless somebody has scrolled up to read. */
export function MessageList({ messages, label, openThread }: MessageListProps) {
  const { timezone } = useDirectory();
  const frame = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (follows.current) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [messages]);
  const now = new Date();
  const note = ({ currentTarget }: { currentTarget: HTMLElement }) => {
    follows.current = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < 80;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard (WCAG 2.1.1)
    <div class="messages" ref={frame} onScroll={note} tabIndex={0} role="log" aria-label={label} aria-live="off">
      <ol>
        {messages.flatMap((message, index) => {
          const before = messages[index - 1];
          const day = dayOf(message, timezone, now);
          const newDay = !before || dayOf(before, timezone, now) !== day;
          return [
            ...(newDay
              ? [
                  <li key={`day-${message.ts}`} class="day">
                    <span>{day}</span>
                  </li>,
                ]
              : []),
            <Message key={message.ts} message={message} follows={!newDay && isTogether(before, message)} {...(openThread && { openThread })} />,
          ];
        })}
      </ol>
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
