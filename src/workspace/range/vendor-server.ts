import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, faultScript } from './faults.ts';
import { readableTimes } from './readable-times.ts';
import { type Call, InvalidBody, match, Refusal, type Reply, type StateRow, type System, type SystemId } from './system.ts';

/** Bodies beyond this are refused; no vendor call of ours comes near. */
const largestBody = 1024 * 1024;

/** One request that the range has had, for tests and for the curious. Credentials are left out. */
export interface RequestRecord {
  readonly seq: number;
  readonly at: string;
  readonly system: SystemId;
  readonly method: string;
  readonly path: string;
  /** With its question mark; empty when there was none. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Null: the connection was broken before an answer. */
  readonly status: number | null;
  /** Whether it was to change something and the system took it, also when the answer was then lost on purpose. */
  readonly accepted: boolean;
  /** Whether it asks for a change: its method could, and its route does. */
  readonly changes: boolean;
  readonly fault: Fault | null;
}

/** A system that listens. */
export interface RunningSystem<State = unknown> {
  readonly id: SystemId;
  readonly title: string;
  readonly kind: string;
  readonly url: string;
  readonly state: State;
  rows(): readonly StateRow[];
  reset(): void;
  close(): Promise<void>;
}

export interface SystemServerOptions<State> {
  /** 0, or taken: any free port. */
  readonly port: number;
  /** As it was left; seeded when undefined. */
  readonly state: State | undefined;
  readonly now: () => Date;
  readonly faults: ReturnType<typeof faultScript>;
  readonly record: (request: Omit<RequestRecord, 'seq'>) => void;
  /** A request for a path, or with a method, that this vendor does not have. */
  readonly strange: (request: string) => void;
  /** After a request that may have changed the state. */
  readonly changed: () => void;
}

/** Starts a system on loopback. */
export async function serveSystem<State>(system: System<State>, options: SystemServerOptions<State>): Promise<RunningSystem<State>> {
  const held = { state: options.state ?? system.seed(options.now()) };
  const server = createServer((request, response) => {
    answer(system, held, options, request, response).catch((problem: unknown) => {
      response.destroy(problem instanceof Error ? problem : new Error(String(problem)));
    });
  });
  await listen(server, options.port).catch((problem: NodeJS.ErrnoException) => {
    // A wanted port only keeps addresses the same across restarts; that it is taken is no reason not to practise.
    if (problem.code !== 'EADDRINUSE') throw problem;
    return listen(server, 0);
  });
  const { port } = server.address() as AddressInfo;
  return {
    id: system.id,
    title: system.title,
    kind: system.kind,
    url: `http://127.0.0.1:${port}`,
    get state() {
      return held.state;
    },
    rows: () => system.rows(held.state, options.now()).map(readable),
    reset() {
      held.state = system.seed(options.now());
    },
    close: () => close(server),
  };
}

async function answer<State>(
  system: System<State>,
  held: { state: State },
  { now, faults, record, strange, changed }: SystemServerOptions<State>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
  const method = request.method ?? 'GET';
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const body = await readBody(request);
  const fault = faults.take({ system: system.id, method, path: url.pathname });
  const found = match(system.routes, { method, path: url.pathname, query: url.searchParams });
  const changes = method !== 'GET' && method !== 'HEAD' && !('route' in found && found.route.reads === true);
  const done = (status: number | null, accepted = false) => {
    const { authorization: _authorization, key: _key, cookie: _cookie, ...shown } = headers;
    record({
      at: now().toISOString(),
      system: system.id,
      method,
      path: url.pathname,
      query: url.search,
      headers: shown,
      body,
      status,
      changes,
      accepted,
      fault: fault ?? null,
    });
  };

  if (fault && 'delayMs' in fault) await sleep(fault.delayMs);
  if (fault && 'drop' in fault && fault.drop === 'before') {
    done(null);
    response.destroy();
    return;
  }
  const call: Omit<Call, 'param'> = {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: fault && 'rewrite' in fault ? fault.rewrite(body) : body,
    origin: url.origin,
    now: now(),
    indexLagMs: fault && 'indexLagMs' in fault ? fault.indexLagMs : 0,
  };
  if ('allowed' in found) strange(`${system.id} ${method} ${url.pathname}`);
  const reply = fault && 'status' in fault ? scripted(system, fault, call) : route(system, held.state, call);
  const dropped = fault !== undefined && 'drop' in fault;
  const accepted = changes && reply.status < 400;
  done(dropped ? null : reply.status, accepted);
  if (accepted) changed();
  if (dropped) response.destroy();
  else send(response, method, { ...reply, headers: { ...system.headers?.({ ...call, param: noParam }), ...reply.headers } });
}

function readable(row: StateRow): StateRow {
  return { ...row, facts: row.facts.map(([label, value]) => [label, readableTimes(value)] as const) };
}

function scripted<State>(system: System<State>, fault: Extract<Fault, { status: number }>, call: Omit<Call, 'param'>): Reply {
  const reply = system.failure(fault.status, { ...call, param: noParam });
  return { ...reply, headers: { ...reply.headers, ...fault.headers } };
}

function route<State>(system: System<State>, state: State, bare: Omit<Call, 'param'>): Reply {
  const found = match(system.routes, bare);
  const params = 'params' in found ? found.params : {};
  const call: Call = { ...bare, param: (name) => params[name] ?? noParam(name) };
  try {
    const refused = system.authorize(call, state);
    if (refused) return refused;
    if ('route' in found) return found.route.handle(call, state);
    return system.failure(found.allowed.length > 0 ? 405 : 404, call);
  } catch (problem) {
    if (problem instanceof Refusal) return problem.reply;
    if (problem instanceof InvalidBody) return system.invalid(problem.problems, call);
    throw problem;
  }
}

function noParam(name: string): never {
  throw new TypeError(`the route has no :${name}`);
}

function send(response: ServerResponse, method: string, { status, headers, body }: Reply): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
  response.writeHead(status, { ...type, ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }), ...headers });
  response.end(method === 'HEAD' ? undefined : text);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) throw new RangeError('the body is larger than 1 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
