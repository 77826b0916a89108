import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Asset, bundlePage } from './bundle.ts';

/**
 * Nothing from outside, no inline script or style, no HTML made from strings. What people write in the workspace is hostile by design:
 * it plays attackers' text, so a mistake in a renderer must not become a script.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const headers = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

const paths = new Set(['/', '/page/icon.svg', '/page/page.css', '/page/page.js']);
let assets: Promise<ReadonlyMap<string, Asset>> | undefined;

/** Answers when the path is one of the page's files, and says whether it did. Everything else is left to the caller. */
export function servePage(request: IncomingMessage, response: ServerResponse): boolean {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (!paths.has(path)) return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
    return true;
  }
  assets ??= bundlePage();
  assets.then(
    (found) => send(found.get(path), request, response),
    (problem: unknown) => {
      assets = undefined;
      const why = problem instanceof Error ? problem.message : String(problem);
      response.writeHead(500, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
      response.end(`The page could not be put together: ${why}\nRun "npm ci" with its development packages, then load the page again.\n`);
    },
  );
  return true;
}

function send(asset: Asset | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (!asset) {
    response.writeHead(404, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': asset.type });
  response.end(request.method === 'HEAD' ? undefined : asset.body);
}
