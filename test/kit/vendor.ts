import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A little vendor that answers each request by the next script line, and the last one for ever after. */
export interface Vendor {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  answers(...script: readonly Line[]): void;
  close(): Promise<void>;
}
export type Line =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'breaks the connection'
  | 'stays silent';

export async function startVendor(): Promise<Vendor> {
  let script: readonly Line[] = [{ status: 200 }];
  let requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const [line = { status: 200 }, ...rest] = script;
    if (rest.length > 0) script = rest;
    play(line, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    answers: (...lines) => {
      script = lines;
      requests = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function play(line: Line, response: ServerResponse): void {
  if (line === 'stays silent') return;
  if (line === 'breaks the connection') {
    response.destroy();
    return;
  }
  response.writeHead(line.status, { 'content-type': 'application/json', ...line.headers });
  response.end(line.body ?? '{"fine":true}');
}
