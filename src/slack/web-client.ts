import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { RunCall } from '../kit/define.ts';
import type { Log } from '../kit/log.ts';
import { type RunHooks, runCalls } from '../kit/run.ts';
import { asSlackError } from './slack-error.ts';

/** Slack's Web API as the rest of this folder uses it. Every call names itself in words that fit "refused to …". */
export interface SlackApi {
  /** Asks something. Repeated twice when Slack fails. */
  read<Result>(operation: string, call: (client: WebClient) => Promise<Result>): Promise<Result>;
  /** Asks something that a decision waits for: three seconds at most, past everything that is queued. */
  ask<Result>(operation: string, call: (client: WebClient) => Promise<Result>): Promise<Result>;
  /** Changes something. Never repeated here: no answer means that it may have happened. @throws ConnectorError */
  change<Result>(operation: string, call: (client: WebClient) => Promise<Result>): Promise<Result>;
  /** Answers somebody who waits, past everything that is queued. Never repeated. */
  reply<Result>(operation: string, call: (client: WebClient) => Promise<Result>): Promise<Result>;
}

/** Milliseconds until a call is given up; the client's own default is to wait for ever. */
const timeout = 10_000;
/** Milliseconds for which a decision waits. Whoever pressed a button has no more. */
const decisionMs = 3000;

/** A client that neither repeats nor waits by itself: with its defaults, a lost answer makes it post the same message up to eleven times. */
export function webClient(token: string | undefined, apiUrl: string | undefined, log: Log): WebClient {
  return new WebClient(token, clientOptions(apiUrl, log));
}

export function clientOptions(apiUrl: string | undefined, log: Log) {
  return {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    allowAbsoluteUrls: false,
    logger: slackLogger(log),
    ...(apiUrl !== undefined && { slackApiUrl: withSlash(apiUrl) }),
  };
}

/** Puts deadline, breaker, pacing, metrics and our words around the client. Replies have lanes of their own: a full outbox must not keep a person waiting. */
export function slackApi(client: WebClient, hooks: RunHooks): SlackApi {
  const facts = { title: 'Slack', credential: 'SLACK_BOT_TOKEN', limits: { maxConcurrent: 8, perSecond: 20 } };
  const mirror = runCalls({ id: 'slack', ...facts }, hooks);
  const replies = runCalls({ id: 'slack-replies', ...facts }, hooks);
  const through =
    (run: RunCall, how: { readonly changes: boolean; readonly deadlineMs?: number }): SlackApi['read'] =>
    (operation, call) =>
      run(operation, () => call(client).catch((error: unknown) => Promise.reject(asSlackError(error, operation))), how);
  return {
    read: through(mirror, { changes: false }),
    ask: through(replies, { changes: false, deadlineMs: decisionMs }),
    change: through(mirror, { changes: true }),
    reply: through(replies, { changes: true }),
  };
}

/** Slack's libraries log people's messages at debug level; those lines are dropped. */
export function slackLogger(log: Log): Logger {
  const fields = (words: readonly unknown[]) => ({ library: 'slack', said: words.map(String).join(' ').slice(0, 500) });
  return {
    debug: () => undefined,
    info: (...words) => log.debug(fields(words), 'a Slack library reported'),
    warn: (...words) => log.warn(fields(words), 'a Slack library warned'),
    error: (...words) => log.warn(fields(words), 'a Slack library complained'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
