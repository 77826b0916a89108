import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError } from '../core/errors.ts';
import type { TakeDelivery } from '../kit/intake.ts';
import type { Log } from '../kit/log.ts';
import { openToAll, tokenAccess } from './access.ts';
import { BodyRefused, readBody } from './body.ts';
import { answerHook, type HookMeasure } from './hooks.ts';
import { type Doors, letIn, logIn, nothingHere, type Pages, pageRoutes } from './pages.ts';
import { jsonReply, type Reply, send } from './reply.ts';
import type { PeopleDoor } from './sign-in.ts';
import { throttle } from './throttle.ts';

/** Whether alerts can be taken and kept, and how each part stands, in words without secrets: `{ store: 'ok', slack: 'not connected' }`. */
export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, string>>;
}

export interface ServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Under which others reach this server: its host is accepted in the Host header. */
  readonly publicUrl?: string | undefined;
  /** ALLOWED_HOSTS: further names, in lower case and without a port, under which it may be asked. */
  readonly allowedHosts?: readonly string[];
  readonly takeDelivery: TakeDelivery;
  /** Takes what Slack sends in HTTP mode, on POST /slack/events. It answers by itself. */
  readonly slackReceiver?: ((request: IncomingMessage, response: ServerResponse, rawBody: Buffer) => void | Promise<void>) | undefined;
  readonly pages: Pages;
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** WEB_TOKEN: what opens pages and metrics outside practice. Without it they are closed. */
  readonly pageToken?: string | undefined;
  /** Where people sign in as themselves; left out: only the token opens pages. Never asked in practice. */
  readonly people?: PeopleDoor | undefined;
  readonly practice: boolean;
  readonly log: Log;
  readonly onHook?: (measured: HookMeasure) => void;
  /** Milliseconds for the headers, and for headers and body together. */
  readonly timeouts?: { readonly headers: number; readonly request: number };
}

export interface RunningServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** Takes nothing new, lets what is being answered finish, and ends within two seconds. */
  close(): Promise<void>;
}

/**
 * The one HTTP server: hooks, Slack in HTTP mode, pages, health, metrics. Every body is capped before anything else is done with it; a Host header that
 * is not ours is refused, so that no web page can reach a server on loopback under a name of its own.
 * @throws ConfigurationError when the port is taken or may not be opened.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, log, timeouts = { headers: 10_000, request: 15_000 } } = options;
  const answer = router(options);
  const server = createServer(
    {
      headersTimeout: timeouts.headers,
      requestTimeout: timeouts.request,
      connectionsCheckingInterval: Math.min(1000, timeouts.headers),
      keepAliveTimeout: 5000,
    },
    (request, response) => {
      answer(request, response)
        .catch((error: unknown) => replyToFailure(request, response, error, log))
        .then((reply) => reply && send(response, reply))
        .catch((error: unknown) => {
          log.error({ error }, 'a reply could not be sent');
          response.destroy();
        });
    },
  );
  server.listen(port, host);
  await once(server, 'listening').catch((cause: unknown) => {
    throw cannotListen(host, port, cause);
  });
  const address = server.address() as AddressInfo;
  const shownHost = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shownHost}:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const impatient = setTimeout(() => server.closeAllConnections(), 2000);
      await closed;
      clearTimeout(impatient);
    },
  };
}

function cannotListen(host: string, port: number, cause: unknown): ConfigurationError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
  const why = code === 'EADDRINUSE' ? 'another program, perhaps another Firebreak, listens there already' : code;
  return new ConfigurationError(`Firebreak cannot listen on port ${port} of ${host}: ${why}.`, {
    next: 'End the other program, or set PORT (and HOST) to an address that is free.',
    cause,
  });
}

/** Undefined: whoever took it answered by itself. */
type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<Reply | undefined>;

function router(options: ServerOptions): Answer {
  const access = options.practice
    ? openToAll
    : tokenAccess(options.pageToken, { secure: options.publicUrl?.startsWith('https://') ?? false, now: Date.now });
  const { reader } = options.pages;
  const people = options.practice ? undefined : options.people;
  const doors: Doors = { access, guesses: throttle(Date.now), reader, people };
  const pages = pageRoutes(options.pages);
  const isOurs = hostCheck(options.host, options.publicUrl, options.allowedHosts);

  return async (request, response) => {
    const { method = '', headers } = request;
    const reads = isReading(request);
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    // A probe comes by address, whatever ours is called, and learns nothing but whether we live.
    if (reads && path === '/healthz') return jsonReply(200, { status: 'ok' });
    if (reads && path === '/readyz') return readinessReply(await options.readiness());
    if (!isOurs(headers.host)) {
      return jsonReply(421, {
        error: 'This server does not go by that name. Set PUBLIC_URL to the address by which it is reached, or add the name to ALLOWED_HOSTS.',
      });
    }

    const source = /^\/hooks\/([a-z0-9][a-z0-9-]{0,63})$/.exec(path)?.[1];
    if (source !== undefined) return answerHook(request, source, await readBody(request), options.takeDelivery, options.onHook ?? (() => {}));
    if (method === 'POST' && path === '/slack/events' && options.slackReceiver) {
      await options.slackReceiver(request, response, await readBody(request));
      return undefined;
    }
    if (method === 'POST' && path === '/login') return logIn(request, await readBody(request), doors);
    return (await people?.answer({ method, url: new URL(request.url ?? '/', 'http://here.invalid'), headers })) ?? showPage(request, path);
  };

  async function showPage(request: IncomingMessage, path: string): Promise<Reply> {
    const found = pages.opensByLink(path) ? { reader } : await letIn(request, path, doors);
    if ('reply' in found) return found.reply;
    if (request.method === 'POST') return pages.answer(path, found.reader, await readBody(request));
    if (!isReading(request)) return nothingHere;
    // For a program, which has the token, and not for people.
    if (path === '/metrics') return found.reader === reader ? metricsReply(await options.metrics()) : nothingHere;
    return pages.answer(path, found.reader);
  }
}

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

function readinessReply({ ready, parts }: Readiness): Reply {
  return jsonReply(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts });
}

function metricsReply({ contentType, text }: Awaited<ReturnType<ServerOptions['metrics']>>): Reply {
  return { status: 200, type: { contentType }, body: text };
}

/** Which Host headers are ours: loopback, the address that we listen on, the public one, and those allowed besides. Ports do not matter. */
function hostCheck(listening: string, publicUrl: string | undefined, allowed: readonly string[] = []): (header: string | undefined) => boolean {
  const ours = new Set(['localhost', '127.0.0.1', '[::1]', listening.includes(':') ? `[${listening}]` : listening.toLowerCase(), ...allowed]);
  if (publicUrl !== undefined) ours.add(new URL(publicUrl).hostname);
  return (header) => header !== undefined && ours.has(header.toLowerCase().replace(/:\d{1,5}$/, ''));
}

/** The one place where a failed request is answered and logged. */
function replyToFailure(request: IncomingMessage, response: ServerResponse, error: unknown, log: Log): Reply | undefined {
  const path = request.url?.split('?', 1)[0];
  if (response.headersSent) {
    log.error({ error, path: withoutTokens(path) }, 'a request failed after it was answered');
    response.destroy();
    return undefined;
  }
  if (error instanceof BodyRefused) {
    drain(request, response);
    return jsonReply(error.status, { error: error.message }, { connection: 'close', ...(error.status === 503 && { 'retry-after': '1' }) });
  }
  log.error({ error, method: request.method, path: withoutTokens(path) }, 'a request failed');
  // A sender keeps what it could not hand over and sends it again.
  if (path?.startsWith('/hooks/')) return jsonReply(503, { error: 'This could not be kept. Send it again.' }, { 'retry-after': '5' });
  return jsonReply(500, { error: 'Something went wrong here. It is in the log.' });
}

/** A link that works once is a secret until then. */
function withoutTokens(path: string | undefined): string | undefined {
  return path?.replace(/[\w-]{32,}/g, '…');
}

/** Lets a sender that is still sending read the answer, throws the rest away, and hangs up soon. */
function drain(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.once('finish', () => setTimeout(() => request.socket.destroy(), 1000).unref());
}
