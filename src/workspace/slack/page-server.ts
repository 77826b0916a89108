import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Act, pageHeader, pagePath, type Refusal } from '../page-api.ts';
import { readBody, sendJson } from './http.ts';
import { pageEvents } from './page-events.ts';
import { ActRefused, type Perform } from './people.ts';
import type { User } from './records.ts';
import { messagesSeenBy, viewsSeenBy, worldSeenBy } from './seen.ts';
import type { Workspace } from './workspace.ts';

export interface PageServerOptions {
  readonly workspace: Workspace;
  readonly perform: Perform;
  readonly connected: () => boolean;
  readonly reset: () => void;
}

/** Only the frame is checked here; what an act names is looked up when it is performed. */
const filled = z.union([z.string(), z.array(z.string()), z.null()]);
const values = z.record(z.string(), z.record(z.string(), filled));
const inChannel = { channel: z.string(), ts: z.string() };
const at = z.union([z.strictObject(inChannel), z.strictObject({ view: z.string() })]);
const acted = <const Do extends string, Fields extends z.ZodRawShape>(what: Do, fields: Fields) =>
  z.strictObject({ as: z.string(), do: z.literal(what), ...fields });
const act = z.discriminatedUnion('do', [
  acted('type', {
    channel: z.string(),
    text: z.string().max(40_000),
    thread: z.string().optional(),
    files: z
      .array(z.strictObject({ name: z.string().min(1), mimetype: z.string(), contentBase64: z.base64() }))
      .max(10)
      .optional(),
  }),
  acted('click', { at, block: z.string(), action: z.string(), chosen: filled.optional(), values: values.optional() }),
  acted('submit', { view: z.string(), values }),
  acted('close', { view: z.string(), all: z.boolean().optional() }),
  acted('react', { ...inChannel, name: z.string(), remove: z.boolean().optional() }),
  acted('edit', { ...inChannel, text: z.string() }),
  acted('delete', inChannel),
  acted('dismiss', inChannel),
  acted('shortcut', { callbackId: z.string(), at: z.strictObject(inChannel).optional() }),
  acted('openHome', {}),
  acted('openDirect', { with: z.string() }),
  acted('join', { channel: z.string() }),
  acted('leave', { channel: z.string() }),
  acted('invite', { channel: z.string(), user: z.string() }),
  acted('suggest', { at, block: z.string(), action: z.string(), typed: z.string() }),
]);

/** Answers what `page-api.ts` describes. The server has checked the Host header before. */
export function pageServer(options: PageServerOptions) {
  const { workspace } = options;
  const streams = new Set<ServerResponse>();

  const read = (path: string, user: User, query: URLSearchParams): object => {
    switch (path) {
      case '/world':
        return worldSeenBy(workspace, user, options.connected());
      case '/views':
        return viewsSeenBy(workspace, user.id);
      case '/messages':
      case '/pins': {
        const channel = workspace.channels.get(query.get('channel') ?? '');
        if (!channel) throw new Unanswerable(404, 'There is no such channel.');
        const messages = messagesSeenBy(workspace, channel, user);
        const thread = query.get('thread');
        if (path === '/pins') return { messages: messages.filter((message) => message.pinned) };
        if (thread === null) return { messages: messages.filter((message) => message.thread === null || message.thread === message.ts) };
        return { messages: messages.filter((message) => message.ts === thread || message.thread === thread) };
      }
      default:
        throw new Unanswerable(404, 'There is no such thing to read.');
    }
  };

  const whoLooks = (path: string, id: string | null): User | undefined => {
    if (id === null && path === '/world') return workspace.users.values().find(({ part }) => part !== '');
    return workspace.users.get(id ?? '');
  };

  const stream = (user: User, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`);
    send({ type: 'hello' });
    streams.add(response);
    const stop = workspace.changes.listen((change) => {
      for (const event of pageEvents(workspace, user, change)) send(event);
    });
    response.on('close', () => {
      stop();
      streams.delete(response);
    });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const path = url.pathname.slice(pagePath.length);
    if (!fromOurPage(request)) throw new Unanswerable(403, 'Only the page of this server may ask.');
    if (request.method === 'POST') {
      if (path === '/reset') {
        options.reset();
        return sendJson(response, 200, {});
      }
      if (path !== '/act') throw new Unanswerable(404, 'There is no such thing to do.');
      return sendJson(response, 200, await options.perform(await readAct(request)));
    }
    if (path.startsWith('/files/')) return sendFile(workspace, response, path.split('/')[2] ?? '');
    const user = whoLooks(path, url.searchParams.get('as'));
    if (!user || user.bot) throw new Unanswerable(404, 'Say with ?as= which person looks.');
    if (path === '/events') return stream(user, response);
    return sendJson(response, 200, read(path, user, url.searchParams));
  };

  return {
    async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
      try {
        await answer(request, response, url);
      } catch (error) {
        const known = error instanceof Unanswerable ? error.status : error instanceof ActRefused ? 400 : undefined;
        if (known === undefined || !(error instanceof Error)) throw error;
        sendJson(response, known, { problem: error.message } satisfies Refusal);
      }
    },
    close(): void {
      for (const response of streams) response.end();
    },
  };
}

class Unanswerable extends Error {
  readonly status: 400 | 403 | 404;

  constructor(status: 400 | 403 | 404, message: string) {
    super(message);
    this.status = status;
  }
}

/** Another origin can neither send the header without a preflight, which is never answered, nor hide where it comes from. */
function fromOurPage(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined && origin !== `http://${host}`) return false;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return request.method === 'GET' || (request.method === 'POST' && request.headers[pageHeader.name] === pageHeader.value);
}

async function readAct(request: IncomingMessage): Promise<Act> {
  const body = await readBody(request);
  try {
    return act.parse(JSON.parse(body.toString())) as Act;
  } catch (error) {
    throw new Unanswerable(400, `This is no act: ${error instanceof z.ZodError ? z.prettifyError(error) : 'the body is not JSON'}.`);
  }
}

/** Files come from the app, so the browser is told never to run them. */
function sendFile(workspace: Workspace, response: ServerResponse, id: string): void {
  const file = workspace.files.get(id);
  if (!file?.complete) throw new Unanswerable(404, 'There is no such file.');
  const picture = /^image\/(png|jpeg|gif)$/.test(file.mimetype);
  response.writeHead(200, {
    'content-type': picture ? file.mimetype : 'application/octet-stream',
    'content-disposition': `${picture ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  response.end(Buffer.from(file.contentBase64, 'base64'));
}
