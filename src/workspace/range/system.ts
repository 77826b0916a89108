import type { z } from 'zod';

/** The systems of the practice range. */
export const systemIds = ['okta', 'aws', 'cloudflare', 'jira', 'github', 'abuseipdb', 'pagerduty', 'mail', 'webhook', 'watcher'] as const;
export type SystemId = (typeof systemIds)[number];

/** One request as a system sees it. */
export interface Call {
  readonly method: string;
  /** Path as it was sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Scheme, host and port under which the caller reached the system; used in the addresses that answers contain. */
  readonly origin: string;
  readonly now: Date;
  /** For how long what this call writes stays hidden from searches; 0 unless a fault says otherwise. */
  readonly indexLagMs: number;
  /** Decoded values of the `:names` in the route's path. */
  param(name: string): string;
}

/** What goes back. An object becomes JSON, a string is sent as it stands. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
}

/** `:name` takes one path segment, a last `*name` takes the rest. Paths may carry markers that stand in the query: `/:bucket?policy`. */
export interface Route<State> {
  readonly method: string;
  readonly path: string;
  /** It changes nothing, though its method could. */
  readonly reads?: boolean;
  readonly handle: (call: Call, state: State) => Reply;
}

/** One line of the state that people see beside the chat. */
export interface StateRow {
  readonly id: string;
  readonly label: string;
  readonly state: string;
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly facts: readonly (readonly [label: string, value: string])[];
}

/** What is wrong with a body: the path of the field (empty for the whole) and a sentence. */
export interface BodyProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** A little server that speaks one vendor's API over a state of plain JSON. */
export interface System<State> {
  readonly id: SystemId;
  readonly title: string;
  /** What it is, for people: `identity provider`. */
  readonly kind: string;
  seed(now: Date): State;
  readonly routes: readonly Route<State>[];
  /** Undefined lets the caller in; a reply turns it away. */
  authorize(call: Call, state: State): Reply | undefined;
  /** Headers that go with every answer. */
  headers?(call: Call): Readonly<Record<string, string>>;
  /** The vendor's own wording of a failure; also used for scripted faults. */
  failure(status: number, call: Call): Reply;
  /** The vendor's answer to a body that is no JSON, or that breaks its rules. */
  invalid(problems: readonly BodyProblem[], call: Call): Reply;
  rows(state: State, now: Date): readonly StateRow[];
}

/** Thrown by a handler to answer at once. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`answered ${reply.status}`);
    this.reply = reply;
  }
}

/** Thrown by `readJson`; the server lets the system word the answer. */
export class InvalidBody extends Error {
  readonly problems: readonly BodyProblem[];

  constructor(problems: readonly BodyProblem[]) {
    super(problems.map(({ message }) => message).join('; '));
    this.problems = problems;
  }
}

/** Reads a JSON body by its schema. @throws InvalidBody */
export function readJson<Schema extends z.ZodType>(call: Call, schema: Schema): z.output<Schema> {
  const read = schema.safeParse(parsed(call.body));
  if (read.success) return read.data;
  throw new InvalidBody(read.error.issues.map(({ path, message }) => ({ path: path.map(String), message })));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidBody([{ path: [], message: 'the body is not JSON' }]);
  }
}

/** The route for a call with the values of its `:names`; or the methods that the path does know. */
export function match<State>(
  routes: readonly Route<State>[],
  call: Pick<Call, 'method' | 'path' | 'query'>,
): { route: Route<State>; params: Readonly<Record<string, string>> } | { allowed: readonly string[] } {
  const fitting = routes.flatMap((route) => {
    const params = pathParams(route.path, call.path, call.query);
    return params ? [{ route, params }] : [];
  });
  const found = fitting.find(({ route }) => route.method === call.method);
  return found ?? { allowed: [...new Set(fitting.map(({ route }) => route.method))] };
}

function pathParams(pattern: string, path: string, query: URLSearchParams): Record<string, string> | undefined {
  const [pathPattern = '', marker] = pattern.split('?');
  if (marker !== undefined && !query.has(marker)) return undefined;
  const wanted = pathPattern.split('/');
  // S3's SDK writes `/bucket/`, everybody else writes no slash at the end.
  const given = (path.length > 1 ? path.replace(/\/$/, '') : path).split('/');
  const rest = wanted.at(-1)?.startsWith('*');
  if (rest ? given.length < wanted.length : given.length !== wanted.length) return undefined;

  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = segment.startsWith('*') ? given.slice(index).join('/') : (given[index] ?? '');
    if (segment.startsWith(':') || segment.startsWith('*')) {
      if (value === '') return undefined;
      params[segment.slice(1)] = decoded(value);
    } else if (segment !== value) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
