import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import notifyWebhook from '../../../src/connectors/clients/notify-webhook.ts';
import webhook from '../../../src/connectors/notifiers/webhook.ts';
import { connect } from '../../../src/kit/connect.ts';
import { temporaryFolder } from '../../storage/folder.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../../docs/webhook.md'), 'utf8');
const secret = 'webhook-secret-0123456789';
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The receiver's check, as docs/webhook.md has it. */
async function documentedCheck(): Promise<(header: string | undefined, body: string, secret: string, now?: number) => boolean> {
  const file = path.join(temporaryFolder(), 'receiver.mjs');
  writeFileSync(file, /```js\n([\s\S]+?)```/.exec(page)?.[1] ?? '');
  return (await import(file)).isFromFirebreak;
}

it('what the documentation shows a receiver tells our pages from anybody else’s', async () => {
  const arrived: { header: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    arrived.push({ header: request.headers['x-firebreak-signature']?.toString(), body: await text(request) });
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const settings = { NOTIFY_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pages`, NOTIFY_WEBHOOK_SECRET: secret };
  const connection = connect(notifyWebhook, settings, { log: silent, measure: () => {}, redact: (words) => words });
  if ('absent' in connection) throw new Error(connection.absent.join(', '));
  const example = JSON.parse(/```json\n([\s\S]+?)```/.exec(page)?.[1] ?? '');
  const { version, ...notice } = example;
  await webhook.notify(notice, connection.client);

  const [{ header, body } = { header: '', body: '' }] = arrived;
  expect(version).toBe(1);
  expect(JSON.parse(body)).toEqual(example);
  const isFromFirebreak = await documentedCheck();
  const hour = 3_600_000;
  expect([
    isFromFirebreak(header, body, secret),
    isFromFirebreak(header, body.replace('INC-7', 'INC-8'), secret),
    isFromFirebreak(header, body, 'another-secret-0123456789'),
    isFromFirebreak(header?.replace(/t=\d+/, 't=1774000000'), body, secret, 1_774_000_000_000),
    isFromFirebreak(header, body, secret, Date.now() + hour),
    isFromFirebreak(undefined, body, secret),
    isFromFirebreak('t=1,v1=', body, secret),
  ]).toEqual([true, false, false, false, false, false, false]);
});
