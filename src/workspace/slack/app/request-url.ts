import { createHmac, randomBytes } from 'node:crypto';
import type { JsonObject } from '../../page-api.ts';
import type { Faults } from '../faults.ts';
import type { Acknowledged, Carrier, Envelope, Retry } from './delivery.ts';

export interface RequestUrlOptions {
  readonly url: string;
  readonly signingSecret: string;
  readonly ackTimeoutMs: number;
  readonly faults: Faults;
  readonly now: () => number;
}

/**
 * Slack's side of HTTP mode: every delivery is a POST, signed over its raw bytes.
 * Source: docs.slack.dev/authentication/verifying-requests-from-slack.
 */
export function requestUrl(options: RequestUrlOptions): Carrier {
  const post = async (body: string, contentType: string, retry: Retry | undefined): Promise<Acknowledged> => {
    const timestamp = Math.floor(options.now() / 1000);
    const headers: Record<string, string> = {
      'content-type': contentType,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signature(options.signingSecret, timestamp, body),
      ...(retry && { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }),
    };
    try {
      const send = () => fetch(options.url, { method: 'POST', headers, body, signal: AbortSignal.timeout(options.ackTimeoutMs) });
      const second = options.faults.sendsTwice() ? send() : undefined;
      const response = await send();
      const text = await response.text();
      await (await second)?.text();
      if (options.faults.losesAcknowledgement()) return { ok: false, why: 'timeout' };
      return response.ok ? { ok: true, answer: answerIn(text) } : { ok: false, why: 'http_error' };
    } catch (error) {
      return { ok: false, why: error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'unreachable' };
    }
  };

  return {
    connected: true,
    carry(envelope, retry) {
      const body = bodyOf(envelope);
      return post(body.text, body.type, retry);
    },
  };
}

/** `v0=` and the hex HMAC-SHA256 of `v0:timestamp:body`. */
export function signature(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/**
 * Sends `url_verification` and wants the challenge back, as Slack does when a request URL is saved.
 * @throws Error when the app does not answer with it.
 */
export async function verifyRequestUrl(carrier: Carrier): Promise<void> {
  const challenge = randomBytes(16).toString('hex');
  const acknowledged = await carrier.carry({
    type: 'events_api',
    payload: { type: 'url_verification', token: 'practice', challenge },
    accepts: true,
  });
  if (acknowledged.ok && (acknowledged.answer.challenge === challenge || acknowledged.answer.text === challenge)) return;
  throw new Error(
    `The request URL did not answer Slack's challenge (${acknowledged.ok ? 'another answer' : acknowledged.why}). Nothing is sent to it. Start the app in HTTP mode with the same signing secret, then set the URL again.`,
  );
}

function bodyOf({ type, payload }: Envelope): { text: string; type: string } {
  const form = 'application/x-www-form-urlencoded';
  if (type === 'events_api') return { text: JSON.stringify(payload), type: 'application/json' };
  if (type === 'interactive') return { text: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), type: form };
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return { text: new URLSearchParams(fields).toString(), type: form };
}

/** An empty body says nothing; text that is not JSON is a message's text. */
function answerIn(body: string): JsonObject {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as JsonObject) : { text: body };
  } catch {
    return { text: body };
  }
}
