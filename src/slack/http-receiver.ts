import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App, Receiver } from '@slack/bolt';
import { ConfigurationError, StaleError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import type { Log } from '../kit/log.ts';
import { parseStrictJson } from '../kit/strict-json.ts';

/** Slack's signing secrets have 32 characters; a guessable one lets anybody speak as anybody. */
const leastSecretLength = 16;
/** Seconds by which a request's time may differ from ours, either way (docs.slack.dev/authentication/verifying-requests-from-slack; the future is our rule). */
const mostSkew = 300;
/** Minutes for which a signature is remembered: longer than it could be accepted again. */
const rememberMinutes = 15;

/** Takes Slack's requests from our web server, which has read the body up to its cap and looked at nothing in it. */
export interface HttpReceiver extends Receiver {
  handle(request: IncomingMessage, response: ServerResponse, rawBody: Buffer): Promise<void>;
}

/** What the receiver needs besides the secret. */
export interface HttpReceiverSurroundings {
  readonly store: Pick<Store, 'commit'>;
  readonly now: () => string;
  readonly log: Log;
}

/**
 * Checks who sent a request before anything in it is read; Bolt's own receivers buffer without a limit first, accept times in the future, and answer a
 * captured request as often as it is sent.
 * @throws ConfigurationError for an empty or short secret.
 */
export function httpReceiver(signingSecret: string, { store, now, log }: HttpReceiverSurroundings): HttpReceiver {
  if (signingSecret.length < leastSecretLength) {
    throw new ConfigurationError('SLACK_SIGNING_SECRET is empty or too short, so anybody could send requests in Slack’s name.', {
      next: 'Copy the "Signing Secret" from the app’s Basic Information page.',
    });
  }
  let app: App | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse, rawBody: Buffer): Promise<void> {
    if (request.method !== 'POST') return end(response, 405);
    // A check of our certificate, sent without a signature. Nothing in it is ever run, whatever else it carries.
    if (isSslCheck(request, rawBody)) return end(response, 200);
    const signature = request.headers['x-slack-signature'];
    const seconds = request.headers['x-slack-request-timestamp'];
    if (!isSigned(signingSecret, rawBody, signature, seconds, Date.parse(now()))) return end(response, 401);
    const body = parseBody(request.headers['content-type'], rawBody);
    if (body === undefined) return end(response, 400);
    if (body.type === 'url_verification') return end(response, 200, { challenge: String(body.challenge ?? '') });
    if (!(await firstTime(store, String(signature), now()))) return end(response, 200);
    await process(body, response);
  }

  async function process(body: Record<string, unknown>, response: ServerResponse): Promise<void> {
    try {
      await app?.processEvent({
        body,
        ack: async (answer?: unknown) => end(response, 200, answer),
        ...retryOf(response.req),
      });
    } catch (error) {
      log.error({ error }, 'a Slack request could not be processed');
    }
    // Whatever no listener was there for: Slack would repeat it for an hour.
    end(response, 200);
  }

  return {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => undefined,
    stop: async () => undefined,
    handle,
  };
}

/** Timing-safe, over the bytes as they came, with exactly one well-formed header of each kind. */
export function isSigned(
  secret: string,
  rawBody: Buffer,
  signature: string | string[] | undefined,
  seconds: string | string[] | undefined,
  nowMs: number,
): boolean {
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (typeof seconds !== 'string' || !/^\d{10}$/.test(seconds)) return false;
  if (Math.abs(nowMs / 1000 - Number(seconds)) > mostSkew) return false;
  const right = createHmac('sha256', secret).update(`v0:${seconds}:`).update(rawBody).digest();
  return timingSafeEqual(right, Buffer.from(signature.slice(3), 'hex'));
}

function isSslCheck(request: IncomingMessage, rawBody: Buffer): boolean {
  if (!isForm(request.headers['content-type'])) return false;
  return new URLSearchParams(rawBody.toString('utf8')).has('ssl_check');
}

function isForm(contentType: string | undefined): boolean {
  return contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
}

/** Events come as JSON; commands as a form; clicks and modals as JSON in the form's `payload`. */
function parseBody(contentType: string | undefined, rawBody: Buffer): Record<string, unknown> | undefined {
  if (!isForm(contentType)) return contentType?.toLowerCase().startsWith('application/json') === true ? parseObject(rawBody) : undefined;
  const form = new URLSearchParams(rawBody.toString('utf8'));
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parseObject(Buffer.from(payload));
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  const parsed = parseStrictJson(bytes);
  if (!('value' in parsed) || typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) return undefined;
  return parsed.value as Record<string, unknown>;
}

async function firstTime(store: Pick<Store, 'commit'>, signature: string, now: string): Promise<boolean> {
  const until = new Date(Date.parse(now) + rememberMinutes * 60_000).toISOString();
  try {
    await store.commit({ spend: [{ key: `slack-request:${signature}`, until }] });
    return true;
  } catch (error) {
    if (error instanceof StaleError) return false;
    throw error;
  }
}

function retryOf(request: IncomingMessage): { retryNum?: number; retryReason?: string } {
  const number = Number(request.headers['x-slack-retry-num']);
  const reason = request.headers['x-slack-retry-reason'];
  return { ...(number > 0 && { retryNum: number }), ...(typeof reason === 'string' && { retryReason: reason }) };
}

/** Answers once; a second answer to the same request is dropped. */
function end(response: ServerResponse, status: number, answer?: unknown): void {
  if (response.writableEnded) return;
  if (answer === undefined || answer === '') {
    response.writeHead(status).end();
    return;
  }
  const isText = typeof answer === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' });
  response.end(isText ? answer : JSON.stringify(answer));
}
