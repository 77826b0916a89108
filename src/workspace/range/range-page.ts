import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { pageHeader } from '../page-api.ts';
import type { RangeState } from '../range-api.ts';
import type { StoryProgress } from '../story.ts';
import type { Range } from './server.ts';
import { systemIds } from './system.ts';

/** The story as the page starts and watches it. */
export interface StoryTeller {
  progress(): StoryProgress;
  /** Plays it from the beginning; false while it is being played. */
  play(): boolean;
  /** Called after every step. Returns the way to stop. */
  onProgress(listener: () => void): () => void;
}

const statusFault = z.strictObject({ status: z.int().min(400).max(599), headers: z.record(z.string(), z.string()).optional() });
const dropFault = z.strictObject({ drop: z.enum(['before', 'after']) });
const delayFault = z.strictObject({ delayMs: z.number().nonnegative() });
const lagFault = z.strictObject({ indexLagMs: z.number().nonnegative() });
const fault = z.intersection(
  z.object({ system: z.enum(systemIds), method: z.string().optional(), path: z.string().optional(), times: z.int().positive().optional() }),
  z.union([statusFault, dropFault, delayFault, lagFault]),
);

/**
 * Answers the paths below `/range/` and says whether it did.
 *
 * | request                | answer                                                                    |
 * |------------------------|---------------------------------------------------------------------------|
 * | `GET  /range/state`    | `RangeState`                                                               |
 * | `GET  /range/events`   | server-sent events; `data:` is a whole `RangeState`, at once and after every change |
 * | `POST /range/story`    | 202 when the story begins; 409 while it is being played                   |
 * | `POST /range/reset`    | `{}`: every system is as it was seeded                                    |
 * | `GET  /range/requests` | the latest requests that the systems have had                             |
 * | `POST /range/faults`   | arms a `Fault` (its path as a string); 400 when it is none                |
 *
 * Every POST carries the page's header, which another origin cannot send.
 */
export function rangePage(range: Range, story: StoryTeller): (request: IncomingMessage, response: ServerResponse) => boolean {
  const view = (): RangeState => ({ systems: range.state(), story: story.progress() });

  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (!path.startsWith('/range/')) return false;
    if (!fromOurPage(request)) {
      sendJson(response, 403, { problem: 'Only the page of this server may ask.' });
      return true;
    }
    switch (`${request.method} ${path}`) {
      case 'GET /range/state':
        sendJson(response, 200, view());
        return true;
      case 'GET /range/events':
        stream(response, view, [(listener) => range.onChange(listener), (listener) => story.onProgress(listener)]);
        return true;
      case 'GET /range/requests':
        sendJson(response, 200, range.requests);
        return true;
      case 'POST /range/story':
        if (story.play()) sendJson(response, 202, {});
        else sendJson(response, 409, { problem: 'The story is being played.' });
        return true;
      case 'POST /range/reset':
        range.reset();
        sendJson(response, 200, {});
        return true;
      case 'POST /range/faults':
        void armFault(range, request, response);
        return true;
      default:
        sendJson(response, 404, { problem: 'The range has no such page.' });
        return true;
    }
  };
}

async function armFault(range: Range, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const read = fault.safeParse(await jsonBody(request));
  if (!read.success) {
    sendJson(response, 400, { problem: `This is no fault: ${z.prettifyError(read.error)}` });
    return;
  }
  const { method, path, times, headers, ...rest } = { headers: undefined, ...read.data };
  range.faults.next({
    ...rest,
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(times === undefined ? {} : { times }),
    ...(headers === undefined ? {} : { headers }),
  });
  sendJson(response, 200, {});
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

/** A page of another site may neither read the range nor set it off. */
function fromOurPage({ headers, method }: IncomingMessage): boolean {
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return method === 'GET' || headers[pageHeader.name] === pageHeader.value;
}

function stream(response: ServerResponse, view: () => RangeState, sources: readonly ((listener: () => void) => () => void)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = () => response.write(`data: ${JSON.stringify(view())}\n\n`);
  send();
  const stops = sources.map((listen) => listen(send));
  response.on('close', () => {
    for (const stop of stops) stop();
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
