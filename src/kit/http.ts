import { Agent, type Dispatcher, fetch } from 'undici';
import { z } from 'zod';
import { claimCheck } from './claim.ts';

/** Most that is read of one answer, in bytes. Vendors' answers that we read are far smaller. */
const answerCap = 2 * 1024 * 1024;
/** Most that is kept of what a vendor says about a refusal, in characters. */
const saidCap = 300;

/** The vendor answered, and the answer is no. Thrown inside calls; kit/run.ts turns it into a ConnectorError with a sentence. */
export class VendorRefusal extends Error {
  readonly status: number;
  /** Milliseconds that the vendor asked us to wait; undefined when it did not. */
  readonly retryAfter: number | undefined;

  constructor(status: number, said: string, options: { retryAfter?: number | undefined; cause?: unknown } = {}) {
    super(said.replace(/\s+/g, ' ').slice(0, saidCap), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'VendorRefusal';
    this.status = status;
    this.retryAfter = options.retryAfter;
  }
}

/** The vendor said yes, but what it sent cannot be used: too long, not JSON, or not in the shape that we know. */
export class UnreadableAnswer extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'UnreadableAnswer';
  }
}

/** The refusal somewhere in a chain of causes: SDKs wrap what their transport throws. */
export function refusalIn(error: unknown): VendorRefusal | undefined {
  if (error instanceof VendorRefusal) return error;
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined;
}

/** Takes "there is no such thing" (404) for an answer rather than for a refusal. */
export async function unlessMissing<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (refusalIn(error)?.status === 404) return undefined;
    throw error;
  }
}

/** Address of a vendor as a setting: https, or http on this very machine. Stands without a slash at its end. */
export const vendorUrl = z
  .url({ protocol: /^https?$/, error: 'write the whole address, such as https://acme.okta.com', abort: true })
  .refine((text) => text.startsWith('https://') || isLoopback(new URL(text).hostname), 'write https: a token must not travel in the clear')
  .refine((text) => new URL(text).username === '' && new URL(text).search === '', 'write the address without credentials and without a query')
  .transform((text) => text.replace(/\/+$/, ''));

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Connections to all vendors, kept open while they are used. */
const connections = new Agent();

/** Sends a request only when `check` does not throw. It is asked right before the first byte, in the same turn: before that, a connection may take seconds. */
function onlyIf(check: () => void): Dispatcher {
  return connections.compose(
    (dispatch) => (options, handler) =>
      dispatch(options, {
        onRequestStart: (controller, context) => {
          check();
          handler.onRequestStart?.(controller, context);
        },
        onRequestUpgrade: (...words) => handler.onRequestUpgrade?.(...words),
        onResponseStart: (...words) => handler.onResponseStart?.(...words),
        onResponseData: (...words) => handler.onResponseData?.(...words),
        onResponseEnd: (...words) => handler.onResponseEnd?.(...words),
        onResponseError: (...words) => handler.onResponseError?.(...words),
      }),
  );
}

/** What of a request vendors' clients set. */
interface VendorRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | null;
  readonly signal?: AbortSignal | null;
}

/**
 * The transport below every vendor call that speaks JSON: `fetch` that follows no redirect (a token must not be carried elsewhere), reads no more than
 * 2 MiB, and throws when the vendor refuses. The body is read before it returns, so that the deadline holds for all of it. Inside claimed work the bytes
 * of a change leave only while this process leads.
 * @throws VendorRefusal for every status outside 200–299
 * @throws UnreadableAnswer when the answer is too long
 */
export async function vendorFetch(input: string | URL, init: VendorRequest = {}): Promise<Response> {
  const { method = 'GET' } = init;
  const changes = method !== 'GET' && method !== 'HEAD';
  const response = await fetch(input, { ...init, redirect: 'manual', dispatcher: changes ? onlyIf(claimCheck().leads) : connections });
  const body = await readCapped(response);
  if (response.ok) return new Response(hasBody(response.status) ? body : null, { status: response.status, headers: [...response.headers] });
  throw new VendorRefusal(response.status, body, { retryAfter: retryAfterOf(response.status, response.headers, Date.now()) });
}

/** What one JSON request to a vendor consists of. */
export interface JsonRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A list is sent as the same name several times. */
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal: AbortSignal;
}

/**
 * Sends one request and reads the fields that `answer` lists from its JSON. An empty answer is read as `undefined`.
 * @throws VendorRefusal, UnreadableAnswer, or whatever `fetch` throws when there is no connection
 */
export async function requestJson<Answer>(answer: z.ZodType<Answer>, url: string, request: JsonRequest): Promise<Answer> {
  const address = new URL(url);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of [value ?? []].flat()) address.searchParams.append(name, one);
  }
  const response = await vendorFetch(address, {
    method: request.method ?? 'GET',
    headers: { accept: 'application/json', ...(request.body && { 'content-type': 'application/json' }), ...request.headers },
    ...(request.body && { body: JSON.stringify(request.body) }),
    signal: request.signal,
  });
  return readAnswer(answer, parseJson(await response.text()));
}

/** @throws UnreadableAnswer naming the field that is not as we know it; never the value that stood there. */
export function readAnswer<Answer>(answer: z.ZodType<Answer>, value: unknown): Answer {
  const read = answer.safeParse(value);
  if (read.success) return read.data;
  const problem = read.error.issues[0];
  throw new UnreadableAnswer(`at \`${problem?.path.join('.') || 'the top'}\`: ${problem?.code ?? 'unknown shape'}`);
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableAnswer('it is not JSON');
  }
}

async function readCapped(response: Pick<Response, 'body'>): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > answerCap) throw new UnreadableAnswer(`it is longer than ${answerCap / 1024 / 1024} MiB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function hasBody(status: number): boolean {
  return status !== 204 && status !== 205;
}

/**
 * How long a vendor asks us to wait, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), else the time at which its quota is
 * refilled (`X-Rate-Limit-Reset` at Okta, `X-RateLimit-Reset` at GitHub; unix seconds).
 */
function retryAfterOf(status: number, headers: Pick<Headers, 'get'>, now: number): number | undefined {
  const asked = headers.get('retry-after');
  if (asked !== null) {
    const at = /^\d+$/.test(asked) ? now + Number(asked) * 1000 : Date.parse(asked);
    return Number.isNaN(at) ? undefined : Math.max(0, at - now);
  }
  const spent = status === 429 || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
  const reset = Number(headers.get('x-rate-limit-reset') ?? headers.get('x-ratelimit-reset') ?? Number.NaN);
  return spent && Number.isFinite(reset) ? Math.max(0, reset * 1000 - now) : undefined;
}
