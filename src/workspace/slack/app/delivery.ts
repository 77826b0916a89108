import type { JsonObject } from '../../page-api.ts';

/** Something for the app: what a Socket Mode envelope holds, or the body of a signed request. */
export interface Envelope {
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: JsonObject;
  /** Whether the acknowledgement may carry an answer. */
  readonly accepts: boolean;
}

/** What the app said within three seconds, or why it said nothing. `answer` is what its acknowledgement carried. */
export type Acknowledged =
  | { readonly ok: true; readonly answer: JsonObject }
  | { readonly ok: false; readonly why: 'unreachable' | 'timeout' | 'http_error' };

/** From the second attempt on: which it is, and why. */
export interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

/** A way to the app: Socket Mode or a request URL. */
export interface Carrier {
  readonly connected: boolean;
  carry(envelope: Envelope, retry?: Retry): Promise<Acknowledged>;
}

/** When Slack tries an event again: nearly at once, after a minute, after five. In milliseconds. */
export const slackRetryDelays: readonly number[] = [200, 60_000, 300_000];

/** One attempt to reach the app, as the log keeps it. */
export interface Delivered {
  readonly envelope: Envelope;
  readonly attempt: number;
  readonly acknowledged: Acknowledged;
}

/**
 * Hands everything to the app. Commands and interactions are tried once, because a person waits; events are tried again, as Slack does.
 */
export function delivery(options: { carrier: () => Carrier; retryDelays: readonly number[]; log: (delivered: Delivered) => void }) {
  const waiting = new Set<NodeJS.Timeout>();
  let closed = false;

  const later = (delay: number, task: () => void) => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      task();
    }, delay);
    timer.unref();
    waiting.add(timer);
  };

  const carry = async (envelope: Envelope, retry?: Retry): Promise<Acknowledged> => {
    const acknowledged = await options.carrier().carry(envelope, retry);
    options.log({ envelope, attempt: retry?.attempt ?? 0, acknowledged });
    return acknowledged;
  };

  const attempt = async (envelope: Envelope, retry?: Retry): Promise<void> => {
    const acknowledged = await carry(envelope, retry);
    const done = retry?.attempt ?? 0;
    const delay = options.retryDelays[done];
    if (acknowledged.ok || delay === undefined || closed) return;
    const reason = acknowledged.why === 'timeout' ? 'timeout' : acknowledged.why === 'http_error' ? 'http_error' : 'connection_failed';
    later(delay, () => void attempt(envelope, { attempt: done + 1, reason }));
  };

  return {
    /** Waits for the acknowledgement; never throws. */
    ask: (envelope: Envelope): Promise<Acknowledged> => carry(envelope),
    /** Sends an event and keeps trying. */
    tell: (payload: JsonObject): void => void attempt({ type: 'events_api', payload, accepts: false }),
    close() {
      closed = true;
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}

export type Delivery = ReturnType<typeof delivery>;
