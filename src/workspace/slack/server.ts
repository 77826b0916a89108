import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pagePath } from '../page-api.ts';
import { type Delivered, delivery, slackRetryDelays } from './app/delivery.ts';
import { sendEvents } from './app/events.ts';
import { interactions } from './app/interactions.ts';
import { requestUrl, verifyRequestUrl } from './app/request-url.ts';
import { responsePath, useResponseUrl } from './app/response-url.ts';
import { socketMode } from './app/socket-mode.ts';
import { triggers } from './app/triggers.ts';
import { type SlackControl, slackControl } from './control.ts';
import { faultScript } from './faults.ts';
import { privateFilePath } from './files.ts';
import { fieldsOf, readBody, sendJson } from './http.ts';
import { type Journal, openJournal } from './journal.ts';
import type { Manifest } from './manifest.ts';
import { receiveUpload, uploadPath } from './methods/files.ts';
import { openId, openIdPath } from './openid.ts';
import { pageServer } from './page-server.ts';
import { people } from './people.ts';
import { type EnforcedRates, rateLimits } from './rates.ts';
import { practiceSeed, type Seed } from './seed.ts';
import { SlackError } from './slack-error.ts';
import { type Call, webApi } from './web-api.ts';
import { openWorkspace } from './workspace.ts';

/** Answers what it knows and returns true; false leaves the request to the next. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | Promise<boolean>;

export interface SlackOptions {
  /** What `manifest.yml` holds, parsed. */
  readonly manifest: Manifest;
  /** 0 (when left out): any free port. */
  readonly port?: number;
  /** Where the state is kept; in memory when left out. */
  readonly file?: string;
  readonly seed?: Seed;
  /** Random when left out, and kept with the state. */
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly enforceRates?: EnforcedRates;
  /** How long the app may take to acknowledge; Slack gives three seconds. Milliseconds. */
  readonly ackTimeoutMs?: number;
  /** When an event that was not acknowledged is sent again; milliseconds, one per retry. */
  readonly retryDelays?: readonly number[];
  /** Asked in turn for every path that is not Slack's own: the browser page, the range's panels. */
  readonly pages?: readonly PageHandler[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface SlackServer {
  /** `http://127.0.0.1:4100`: where the page stands. */
  readonly url: string;
  /** What `SLACK_API_URL` is set to. */
  readonly apiUrl: string;
  readonly port: number;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** The app's own credentials, for Sign in with Slack. */
  readonly client: { readonly id: string; readonly secret: string };
  readonly control: SlackControl;
  /** HTTP mode: from now on everything goes to this URL, signed. @throws Error when the app does not answer the challenge. */
  useRequestUrl(url: string): Promise<void>;
  /** Back to Socket Mode, which is where a server begins. */
  useSocketMode(): void;
  close(): Promise<void>;
}

/** How many calls and deliveries the logs keep. */
const logLength = 5000;

/** Starts a local Slack on the loopback address. The bot runs against it with nothing changed but `SLACK_API_URL` and its tokens. */
export async function startSlack(options: SlackOptions): Promise<SlackServer> {
  const now = options.now ?? Date.now;
  const journal = openJournal(options.file);
  const tokens = {
    bot: options.botToken ?? lasting(journal, 'bot token', 'xoxb-practice-'),
    app: options.appToken ?? lasting(journal, 'app token', 'xapp-practice-'),
  };
  const signingSecret = options.signingSecret ?? lasting(journal, 'signing secret');
  const client = { id: lasting(journal, 'client id', '25259531569.'), secret: lasting(journal, 'client secret') };
  const ackTimeoutMs = options.ackTimeoutMs ?? 3000;
  const calls: Call[] = [];
  const deliveries: Delivered[] = [];
  const { bot = [], bot_optional = [] } = options.manifest.oauth_config.scopes;
  let granted: readonly string[] | undefined;
  let enforced = options.enforceRates ?? 'posting';
  let origin = '';

  const workspace = openWorkspace({ journal, seed: options.seed ?? practiceSeed, manifest: options.manifest, now, origin: () => origin });
  const faults = faultScript();
  const rates = rateLimits(() => enforced, now);
  const issued = triggers(now);
  const openid = openId({ workspace, client, now, origin: () => origin });
  const announceApp = (connected: boolean) => workspace.changes.announce({ type: 'app', connected });
  const sockets = socketMode({ appId: workspace.app.id, ackTimeoutMs, faults, onConnected: announceApp });
  let carrier = sockets.carrier;
  const toApp = delivery({
    carrier: () => carrier,
    retryDelays: options.retryDelays ?? slackRetryDelays,
    log: (delivered) => keep(deliveries, delivered),
  });
  sendEvents(workspace, toApp.tell);

  const app = interactions({ workspace, triggers: issued, delivery: toApp, origin: () => origin });
  const perform = people(workspace, app);
  const reset = () => {
    faults.clear();
    rates.forget();
    calls.length = 0;
    deliveries.length = 0;
    workspace.reset();
  };
  const page = pageServer({ workspace, perform, connected: () => carrier.connected, reset });
  const api = webApi({
    around: {
      workspace,
      triggers: issued,
      rates,
      scopes: () => granted ?? [...bot, ...bot_optional],
      origin: () => origin,
      openid,
      socketUrl: () => sockets.ticket(origin),
    },
    faults,
    tokens,
    log: (call) => keep(calls, call),
  });

  const answerResponseUrl = async (request: IncomingMessage, response: ServerResponse, id: string) => {
    const mishap = faults.forCall('response_url');
    if (mishap && 'drop' in mishap) return void request.socket.destroy();
    if (mishap && 'status' in mishap) return sendJson(response, mishap.status, { ok: false, error: 'internal_error' });
    try {
      const body = fieldsOf(await readBody(request), request.headers['content-type'] ?? '');
      useResponseUrl(workspace, id, body as Parameters<typeof useResponseUrl>[2]);
      sendJson(response, 200, { ok: true });
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      sendJson(response, 404, { ok: false, error: error.code });
    }
  };

  const takeUpload = async (request: IncomingMessage, response: ServerResponse, id: string) => {
    const bytes = await readBody(request);
    const type = request.headers['content-type'] ?? 'application/octet-stream';
    const sent = type.startsWith('multipart/') ? await firstFile(bytes, type) : { bytes, type };
    receiveUpload(workspace, id, sent.bytes, sent.type);
    response.end(`OK - ${sent.bytes.length}`);
  };

  /** Whoever has no leave gets the login page with status 200, as from Slack. */
  const handOut = (request: IncomingMessage, response: ServerResponse, id: string) => {
    const file = workspace.files.get(id);
    const scopes = granted ?? [...bot, ...bot_optional];
    if (request.headers.authorization !== `Bearer ${tokens.bot}` || !scopes.includes('files:read') || file?.complete !== true) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return void response.end('<!doctype html><title>Sign in</title>');
    }
    response.setHeader('content-type', file.mimetype);
    response.end(Buffer.from(file.contentBase64, 'base64'));
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!forUs(request, port())) return sendJson(response, 403, { problem: 'This server answers only to its own address on this machine.' });
    const url = new URL(request.url ?? '/', origin);
    const last = url.pathname.split('/').at(-1) ?? '';
    if (url.pathname.startsWith('/api/')) return api(request, response, last);
    if (url.pathname.startsWith(openIdPath)) return openid.answer(url, response);
    if (url.pathname.startsWith(responsePath)) return answerResponseUrl(request, response, last);
    if (url.pathname.startsWith(privateFilePath)) return handOut(request, response, url.pathname.slice(privateFilePath.length).split('/')[0] ?? '');
    if (url.pathname.startsWith(uploadPath)) return takeUpload(request, response, last);
    if (url.pathname.startsWith(`${pagePath}/`)) return page.handle(request, response, url);
    for (const handler of options.pages ?? []) if (await handler(request, response, url)) return;
    sendJson(response, 404, { problem: 'There is nothing at this address.' });
  };

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      process.emitWarning(error instanceof Error ? error : String(error));
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: 'fatal_error' });
    });
  });
  const port = () => (server.address() as AddressInfo).port;
  server.on('upgrade', (request, socket, head) => {
    if (forUs(request, port())) sockets.upgrade(request, socket, head);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${port()}`;

  const control = slackControl({
    workspace,
    perform,
    calls,
    deliveries,
    faults,
    sockets: {
      get connected() {
        return sockets.carrier.connected;
      },
      drop: sockets.drop,
      requestRefresh: sockets.requestRefresh,
    },
    enforceRates: (wanted) => {
      enforced = wanted;
    },
    grantScopes: (scopes) => {
      granted = scopes;
    },
    reset,
  });

  return {
    url: origin,
    apiUrl: `${origin}/api/`,
    port: port(),
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    client,
    control,
    async useRequestUrl(url) {
      const wanted = requestUrl({ url, signingSecret, ackTimeoutMs, faults, now });
      await verifyRequestUrl(wanted);
      carrier = wanted;
      announceApp(true);
    },
    useSocketMode() {
      carrier = sockets.carrier;
      announceApp(carrier.connected);
    },
    async close() {
      toApp.close();
      sockets.close();
      page.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      workspace.close();
    },
  };
}

/** An app's secrets last as long as its installation: what a bot sealed with them before a restart stays good after it. */
function lasting(journal: Journal, name: string, prefix = ''): string {
  const secrets = journal.shelf<string>('app secrets');
  return secrets.get(name) ?? secrets.put(name, `${prefix}${randomBytes(16).toString('hex')}`);
}

function keep<Entry>(log: Entry[], entry: Entry): void {
  log.push(entry);
  if (log.length > logLength) log.shift();
}

/** A page of another name that resolves to this machine (DNS rebinding) carries its own name here. */
function forUs(request: IncomingMessage, port: number): boolean {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(request.headers.host ?? '');
}

async function firstFile(body: Buffer, type: string): Promise<{ bytes: Uint8Array; type: string }> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const value of form.values()) if (typeof value !== 'string') return { bytes: await value.bytes(), type: value.type };
  return { bytes: new Uint8Array(), type: 'application/octet-stream' };
}
