import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeDeliveries } from '../../handlers/webhooks/hooks.ts';
import alertmanager from '../../src/connectors/sources/alertmanager.ts';
import { jobFlows } from '../../src/flows/jobs.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { startWorker, type Worker } from '../../src/schedule/worker.ts';
import { openStore } from '../../src/storage/open.ts';
import { startServer } from '../../src/web/server.ts';
import { botOn } from '../web/bot-on.ts';

/** Debian's package `prometheus-alertmanager` brings it; PATH or ALERTMANAGER_PATH says where it is. */
const program = process.env.ALERTMANAGER_PATH ?? 'prometheus-alertmanager';
const version = /version ([\d.]+)/.exec(String(spawnSync(program, ['--version']).stdout) || '')?.[1];
const isHere = version !== undefined;
if (!isHere) console.info(`No Alertmanager is installed here (${program}), so none sends to the bot: apt-get install prometheus-alertmanager`);

let store: Awaited<ReturnType<typeof openStore>>;
let worker: Worker;
let server: Awaited<ReturnType<typeof startServer>>;
let gate: Server;
/** While it is closed, whoever sends is told to come again. */
let isClosed = false;
const turnedAway: string[] = [];
let real: ChildProcess;
let api = '';
let folder = '';

beforeAll(async () => {
  if (!isHere) return;
  folder = mkdtempSync(path.join(tmpdir(), 'firebreak-alertmanager-'));
  const now = () => new Date().toISOString();
  store = await openStore(`sqlite:${path.join(folder, 'store.db')}`, { now });
  const bot = botOn(store, [alertmanager as unknown as SourceDefinition], now);
  worker = startWorker(bot, { owner: 'test', flows: jobFlows, outlets: [] });
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    takeDelivery: async (request) => {
      if (!isClosed) return takeDeliveries(bot, () => ({ tokens: ['a-token-of-its-own'], signing: [] }))(request);
      turnedAway.push(request.rawBody.toString('utf8'));
      throw new Error('the store takes nothing at the moment');
    },
    pages: { definitions: [], bot, reader: { actor: { kind: 'human', id: 'r', name: 'R' }, person: undefined, entrance: 'web', timezone: 'UTC' } },
    readiness: async () => ({ ready: true, parts: {} }),
    metrics: async () => ({ contentType: 'text/plain', text: '' }),
    practice: false,
    log: bot.log,
  });
  const port = await freePort();
  api = `http://127.0.0.1:${port}/api/v2/alerts`;
  const config = path.join(folder, 'alertmanager.yml');
  // As Alertmanager's own documentation writes a webhook with a token; short times, so that nobody waits.
  const receiver = {
    url: `${server.url}/hooks/alertmanager`,
    send_resolved: true,
    http_config: { authorization: { credentials: 'a-token-of-its-own' } },
  };
  writeFileSync(
    config,
    JSON.stringify({
      global: { resolve_timeout: '2s' },
      route: { receiver: 'firebreak', group_by: ['alertname'], group_wait: '1s', group_interval: '1s', repeat_interval: '1h' },
      receivers: [{ name: 'firebreak', webhook_configs: [receiver] }],
    }),
  );
  const flags = [
    `--config.file=${config}`,
    `--storage.path=${path.join(folder, 'am')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ];
  real = spawn(program, flags, { stdio: 'ignore' });
  await until('it listens', async () => (await fetch(api).catch(() => undefined))?.status === 200);
}, 60_000);
afterAll(async () => {
  if (!isHere) return;
  real.kill('SIGKILL');
  await server.close();
  await worker.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

it.skipIf(!isHere)(
  `Alertmanager ${version ?? '(not installed here)'} fires, is turned away with 503, gets through, and what it resolves closes what it opened`,
  { timeout: 120_000 },
  async () => {
    isClosed = true;
    await tell('HostDown', 60);
    await until('it was turned away', async () => turnedAway.length > 0);
    expect(await store.incidents({ limit: 5 })).toEqual([]);
    isClosed = false;
    await until('an incident is open', async () => (await store.incidents({ open: true, limit: 5 })).length === 1);
    const [opened] = await store.incidents({ open: true, limit: 5 });
    const [alert] = await store.alertsOf(opened?.id ?? '');
    expect(alert).toMatchObject({ source: 'alertmanager', rule: 'HostDown', severity: 90, status: 'firing', count: 1 });

    await tell('HostDown', -1);
    await until('it is closed', async () => (await store.get('incident', opened?.id ?? ''))?.phase === 'closed');
    expect(await store.get('alert', alert?.id ?? '')).toMatchObject({ status: 'resolved', count: 2 });
    expect((await store.funnel({ since: '', until: '9999' }))[0]).toMatchObject({ source: 'alertmanager', received: 2, duplicate: 1, opened: 1 });
  },
);

/** Posts an alert to Alertmanager as Prometheus does; it ends so many seconds from now. */
async function tell(alertname: string, endsInSeconds: number): Promise<void> {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const labels = { alertname, severity: 'critical', instance: 'web-1:9100' };
  const alert = { labels, annotations: { summary: 'web-1 is down' }, startsAt: at(-5), endsAt: at(endsInSeconds) };
  const response = await fetch(api, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify([alert]) });
  expect(response.status).toBe(200);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 50_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not so: ${what}.`);
    await sleep(100);
  }
}

async function freePort(): Promise<number> {
  gate = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => gate.once('listening', resolve));
  const { port } = gate.address() as AddressInfo;
  await new Promise((resolve) => gate.close(resolve));
  return port;
}
