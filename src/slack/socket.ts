import { setTimeout as sleep } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import { ConfigurationError, ConnectorError } from '../core/errors.ts';
import type { Log } from '../kit/log.ts';
import { asSlackError, slackWord } from './slack-error.ts';
import { clientOptions, slackLogger } from './web-client.ts';

/** The WebSocket to Slack and how it fares. */
export interface Socket {
  readonly receiver: SocketModeReceiver;
  /** Resolves with the first connection, or once the first attempt has failed: it is then tried on. @throws ConfigurationError when Slack refuses the token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether a connection is open, and how many Slack says that the app has in all. */
  health(): { readonly connected: boolean; readonly connections: number };
}

/** Milliseconds before the first, second, … attempt to connect again; the last is repeated. */
const waits = [0, 500, 2000, 5000, 15_000, 30_000] as const;

/**
 * Socket Mode. The client's own reconnecting is off: it waits five seconds before every attempt, and a failed one is thrown where nobody can catch it.
 * `expected`: how many connections this app should have; a further one may be somebody with a stolen token, taking our clicks (Slack gives each
 * event to one connection).
 */
export function socket(appToken: string, options: { readonly apiUrl: string | undefined; readonly log: Log; readonly expected?: number }): Socket {
  const { apiUrl, log, expected = 1 } = options;
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: slackLogger(log),
    installerOptions: { clientOptions: clientOptions(apiUrl, log) },
  });
  const { client } = receiver;
  let stopping = false;
  let connected = false;
  let connections = 0;
  let reconnecting = false;

  client.on('connected', () => {
    connected = true;
    log.info({ connections }, 'connected to Slack');
  });
  client.on('disconnected', () => {
    connected = false;
    if (!stopping) void reconnect();
  });
  client.on('ws_message', (data: unknown) => {
    const hello = readHello(data);
    if (hello === undefined) return;
    connections = hello;
    // While Slack renews a connection, the old and the new one stand side by side.
    if (connections > expected + 1)
      log.error({ connections, expected }, 'more connections to Slack than expected: somebody else may use the app token');
    else if (connections > expected) log.warn({ connections, expected }, 'one connection to Slack more than expected');
  });

  async function reconnect(): Promise<void> {
    if (reconnecting) return;
    reconnecting = true;
    for (let attempt = 0; !stopping && !connected; attempt++) {
      await sleep(waits[Math.min(attempt, waits.length - 1)]);
      if (stopping) break;
      await receiver.start().catch((error: unknown) => log.warn({ attempt, error }, 'Slack could not be reached; trying again'));
    }
    reconnecting = false;
  }

  return {
    receiver,
    start: async () => {
      reconnecting = true;
      const failure = await receiver.start().then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      reconnecting = false;
      if (failure === undefined) return;
      if (isRefusal(failure.error)) throw tokenRefused(failure.error);
      log.warn({ error: failure.error }, 'Slack could not be reached; trying again');
      void reconnect();
    },
    stop: async () => {
      stopping = true;
      await Promise.race([client.disconnect(), sleep(2000, undefined, { ref: false })]);
    },
    health: () => ({ connected, connections }),
  };
}

function isRefusal(error: unknown): boolean {
  const told = asSlackError(error, 'open a connection');
  return slackWord(error) !== undefined && told instanceof ConnectorError && !told.retryable;
}

function tokenRefused(error: unknown): ConfigurationError {
  return new ConfigurationError(`Slack refuses SLACK_APP_TOKEN (${slackWord(error)}), so nothing that people do there would be heard.`, {
    next: 'Make an app-level token with the scope connections:write, turn Socket Mode on, and put the token into SLACK_APP_TOKEN.',
    cause: error,
  });
}

function readHello(data: unknown): number | undefined {
  if (typeof data !== 'string' || !data.includes('"hello"')) return undefined;
  try {
    const message: unknown = JSON.parse(data);
    if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'hello') return undefined;
    return 'num_connections' in message && typeof message.num_connections === 'number' ? message.num_connections : 1;
  } catch {
    return undefined;
  }
}
