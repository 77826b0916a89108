import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { JsonObject } from '../../page-api.ts';
import type { Faults } from '../faults.ts';
import { SlackError } from '../slack-error.ts';
import type { Acknowledged, Carrier, Envelope, Retry } from './delivery.ts';

/** An app may hold as many connections; each envelope goes to one of them. */
const mostConnections = 10;
/** The client gives up a connection on which it has heard nothing for 30 s. */
const pingEveryMs = 5000;
/** Slack announces roughly how long a connection will live; in seconds. */
const lifetimeSeconds = 18_060;

export interface SocketModeOptions {
  readonly appId: string;
  readonly ackTimeoutMs: number;
  readonly faults: Faults;
  /** Called when the number of connections becomes or ceases to be zero. */
  readonly onConnected: (connected: boolean) => void;
}

/**
 * Slack's side of Socket Mode: tickets, `hello`, envelopes with acknowledgements, `disconnect`.
 * Source: docs.slack.dev/apis/events-api/using-socket-mode.
 */
export function socketMode(options: SocketModeOptions) {
  const { faults } = options;
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const sockets = new Set<WebSocket>();
  const awaited = new Map<string, (answer: JsonObject) => void>();
  let turn = 0;

  const pings = setInterval(() => {
    for (const socket of sockets) socket.ping();
  }, pingEveryMs);
  pings.unref();

  const welcome = (socket: WebSocket) => {
    sockets.add(socket);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: sockets.size,
        connection_info: { app_id: options.appId },
        debug_info: { host: 'practice', build_number: 1, approximate_connection_time: lifetimeSeconds },
      }),
    );
    socket.on('message', (data) => acknowledge(data.toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) options.onConnected(false);
    });
    if (sockets.size === 1) options.onConnected(true);
  };

  const acknowledge = (data: string) => {
    const said = JSON.parse(data) as { envelope_id?: string; payload?: JsonObject };
    if (!said.envelope_id || faults.losesAcknowledgement()) return;
    awaited.get(said.envelope_id)?.(said.payload ?? {});
  };

  const send = (envelope: Envelope, id: string, retry: Retry | undefined): boolean => {
    const open = [...sockets].filter((socket) => socket.readyState === socket.OPEN);
    const socket = open[turn++ % Math.max(open.length, 1)];
    if (!socket) return false;
    const again = retry
      ? { retry_attempt: retry.attempt, retry_reason: retry.reason }
      : envelope.type === 'events_api'
        ? { retry_attempt: 0, retry_reason: '' }
        : {};
    const line = JSON.stringify({
      envelope_id: id,
      type: envelope.type,
      payload: envelope.payload,
      accepts_response_payload: envelope.accepts,
      ...again,
    });
    socket.send(line);
    if (faults.sendsTwice()) socket.send(line);
    return true;
  };

  const carrier: Carrier = {
    get connected() {
      return sockets.size > 0;
    },
    carry(envelope, retry) {
      const id = randomUUID();
      return new Promise<Acknowledged>((resolve) => {
        const settle = (acknowledged: Acknowledged) => {
          clearTimeout(timer);
          awaited.delete(id);
          resolve(acknowledged);
        };
        const timer = setTimeout(() => settle({ ok: false, why: 'timeout' }), options.ackTimeoutMs);
        awaited.set(id, (answer) => settle({ ok: true, answer }));
        if (!send(envelope, id, retry)) settle({ ok: false, why: 'unreachable' });
      });
    },
  };

  return {
    carrier,
    /** A URL that can be connected to once. */
    ticket(origin: string): string {
      if (sockets.size >= mostConnections) throw new SlackError('too_many_websockets');
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${options.appId}`;
    },
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const ticket = new URL(request.url ?? '/', 'http://local').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    /** Asks the app to connect anew, as Slack does several times a day. */
    requestRefresh(reason: 'warning' | 'refresh_requested' = 'refresh_requested'): void {
      for (const socket of sockets) socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'practice' } }));
    },
    /** Cuts every connection without a word. */
    drop(): void {
      for (const socket of sockets) socket.terminate();
    },
    close(): void {
      clearInterval(pings);
      for (const socket of sockets) socket.terminate();
      server.close();
    },
  };
}
