import type { IncomingMessage, ServerResponse } from 'node:http';

/** Larger bodies are refused; Slack's own limit for files is far above what practice needs. */
const mostBytes = 20 * 1024 * 1024;

/** Reads a whole body. @throws RangeError when it is larger than 20 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new RangeError('The body is larger than 20 MiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendJson(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(body));
}

/** Form, JSON and multipart bodies as a flat record; uploaded bytes are the caller's business. */
export function fieldsOf(body: Buffer, contentType: string): Record<string, unknown> {
  if (body.length === 0) return {};
  if (contentType.startsWith('application/json')) return JSON.parse(body.toString());
  return Object.fromEntries(new URLSearchParams(body.toString()));
}
