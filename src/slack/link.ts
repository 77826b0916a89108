import { setTimeout as sleep } from 'node:timers/promises';
import type { AnchorMedium } from '../core/anchor.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Outlet } from '../kit/bot.ts';
import type { Log } from '../kit/log.ts';
import type { SlackConnection } from './app.ts';
import type { Identity } from './identity.ts';

/** Slack, whether it has been met yet or not. */
export interface SlackLink {
  readonly outlet: Outlet;
  readonly anchors: AnchorMedium;
  /** `POST /slack/events` over HTTP: 503 until Slack has been met, so that it sends again. Undefined in Socket Mode. */
  readonly handle: SlackConnection['handle'];
  /** Begins to hear; or goes on trying to meet Slack, by itself. @throws ConfigurationError when Slack refuses the app token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** For /readyz. */
  connected(): boolean;
}

/** Milliseconds before the second, third, … attempt to meet Slack; the last is repeated. */
const waits = [1000, 2000, 5000, 15_000, 30_000, 60_000] as const;

/**
 * Meets Slack now when it answers, and later when it does not: an outage there must not keep alerts out here. Who we are in Slack is known only from then on,
 * so until then nothing is drawn and nobody is heard. `met` is told once who we are, before anything is heard.
 * @throws ConfigurationError for a wrong setting, ConnectorError when Slack answers and refuses: whoever runs the bot has to mend that first.
 */
export async function slackLink(
  connect: () => Promise<SlackConnection>,
  options: { readonly overHttp: boolean; readonly log: Log; readonly met: (identity: Identity) => Promise<void> },
): Promise<SlackLink> {
  const { overHttp, log, met } = options;
  const stopping = new AbortController();
  let connection: SlackConnection | undefined;
  let trying: Promise<void> | undefined;
  let nextTryAt = Date.now();

  const first = await connect().catch((error: unknown) => {
    if (!isOutage(error)) throw error;
    log.error({ error }, 'Slack is not connected: alerts are taken, and cards wait until it can be reached');
    return undefined;
  });
  if (first !== undefined) await meet(first);

  async function meet(fresh: SlackConnection): Promise<void> {
    await met(fresh.identity);
    connection = fresh;
  }

  async function meetLater(): Promise<void> {
    for (let attempt = 0; connection === undefined; attempt++) {
      const wait = waits[Math.min(attempt, waits.length - 1)] ?? 60_000;
      nextTryAt = Date.now() + wait;
      await sleep(wait, undefined, { signal: stopping.signal });
      try {
        const fresh = await connect();
        if (stopping.signal.aborted) return;
        await meet(fresh);
        await fresh.start();
        log.warn({ attempt: attempt + 2 }, 'Slack is connected: what waited is shown now');
      } catch (error) {
        if (isOutage(error)) log.warn({ error, attempt: attempt + 2 }, 'Slack is still not connected; trying again');
        else log.error({ error, attempt: attempt + 2 }, 'Slack is reached and refuses us: mend the settings and restart');
      }
    }
  }

  function connected(): SlackConnection {
    if (connection !== undefined) return connection;
    throw new ConnectorError('slack', 'Slack has not been reached since the start, so nothing is shown there yet.', {
      retryable: true,
      retryAfter: Math.max(0, nextTryAt - Date.now()) + 500,
      next: 'Firebreak tries again by itself.',
    });
  }

  return {
    outlet: { id: 'slack', deliver: async (delivery) => connected().outlet.deliver(delivery) },
    anchors: {
      id: 'slack',
      title: 'Slack',
      texts: async () => (await connected().anchors.texts?.()) ?? [],
      keep: async (checkpoint, again) => connected().anchors.keep(checkpoint, again),
    },
    handle: overHttp
      ? async (request, response, rawBody) => {
          if (connection?.handle !== undefined) return connection.handle(request, response, rawBody);
          response.writeHead(503, { 'retry-after': '5' }).end();
        }
      : undefined,
    start: async () => {
      if (connection !== undefined) return connection.start();
      trying = meetLater().catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ error }, 'Slack is not tried any more');
      });
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([trying, connection?.stop()]);
    },
    connected: () => connection?.health().connected === true,
  };
}

/** Slack did not answer, or not now. A refusal is an answer. */
function isOutage(error: unknown): boolean {
  return error instanceof ConnectorError && (error.retryable || error.unknown);
}
