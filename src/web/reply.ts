import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from './shell.ts';

/** On every answer: nothing is framed, sniffed, cached or told to others. */
const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const types = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
} as const;

/** An answer as a value; the server sends it. */
export interface Reply {
  readonly status: number;
  /** One of ours, or another content type spelled out. */
  readonly type: keyof typeof types | { readonly contentType: string };
  readonly body: string | Uint8Array;
  readonly headers?: OutgoingHttpHeaders;
}

/** An answer in JSON. */
export function jsonReply(status: number, value: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, type: 'json', body: `${JSON.stringify(value)}\n`, headers };
}

/** Sends an answer, once. */
export function send(response: ServerResponse, { status, type, body, headers = {} }: Reply): void {
  const contentType = typeof type === 'string' ? types[type] : type.contentType;
  response.writeHead(status, { ...securityHeaders, 'content-type': contentType, 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}
