import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../../src/workspace/page/serve.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (!servePage(request, response)) response.writeHead(404).end('not of the page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('the files of the page', () => {
  it.each([
    ['/', 'text/html'],
    ['/?as=U1', 'text/html'],
    ['/page/page.js', 'text/javascript'],
    ['/page/page.css', 'text/css'],
    ['/page/icon.svg', 'image/svg+xml'],
  ])('%s is served as %s', async (path, type) => {
    const response = await fetch(url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
    expect((await response.text()).length).toBeGreaterThan(200);
  });

  it('name no other server and carry no inline script or style', async () => {
    const page = await (await fetch(url)).text();
    expect(page).not.toMatch(/https?:|<style|style=|<script>/);
    expect(await (await fetch(`${url}/page/page.css`)).text()).not.toMatch(/url\(|@import/);
  });

  it('are sent under a policy that lets nothing in from outside and makes no markup of strings', async () => {
    const policy = (await fetch(url)).headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'"])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('leave every other path to the others, and take no POST', async () => {
    expect(await (await fetch(`${url}/page-api/world`)).text()).toBe('not of the page');
    expect((await fetch(`${url}/page/../serve.ts`)).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect(await (await fetch(url, { method: 'HEAD' })).text()).toBe('');
  });
});
