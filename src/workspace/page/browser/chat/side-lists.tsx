import { useEffect } from 'preact/hooks';
import type { PageMessage } from '../../../page-api.ts';
import type { CompletionSources } from './completions.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

interface ThreadProps {
  readonly channel: string;
  readonly ts: string;
  readonly messages: readonly PageMessage[] | undefined;
  readonly sources: CompletionSources;
  read(): void;
}

/** A message and its replies. */
export function Thread({ channel, ts, messages, sources, read }: ThreadProps) {
  useEffect(read, [channel, ts]);
  return (
    <div class="thread">
      <MessageList messages={messages ?? []} label="Thread" thread={ts} />
      <Composer key={ts} channel={channel} thread={ts} placeholder="Reply…" sources={sources} />
    </div>
  );
}

interface PinsProps {
  readonly channel: string;
  readonly messages: readonly PageMessage[] | undefined;
  read(): void;
  openThread(ts: string): void;
}

/** What is pinned in a channel. */
export function Pins({ channel, messages, read, openThread }: PinsProps) {
  useEffect(read, [channel]);
  if (messages?.length === 0) return <p class="empty">Nothing is pinned here.</p>;
  return <MessageList messages={messages ?? []} label="Pinned messages" openThread={openThread} />;
}
