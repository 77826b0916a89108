import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../src/workspace/demo/bot-process.ts';
import { beside, type Goal, inTurns, type Measured, type NotMeasured } from './measure.ts';
import { type Program, startProgram } from './program.ts';

const project = path.resolve(import.meta.dirname, '..');
/** The generator of storms and the Slack that counts; they stand beside the project, not in it. */
const tools = path.resolve(project, '../shared/perf');
const node = process.execPath;

/** Why nothing that needs the generator can be measured; undefined when it can. */
export const toolsMissing = existsSync(path.join(tools, 'storm.mjs')) ? undefined : 'the load generator does not stand in ../shared/perf';

const alertmanagerMissing = existsSync('/usr/bin/prometheus-alertmanager')
  ? undefined
  : 'Alertmanager is not installed (apt-get install prometheus-alertmanager)';

/** A server that takes alerts, and how a storm is sent to it. */
export interface Taker {
  readonly program: Program;
  readonly storm: (options: StormOptions) => Promise<Storm>;
  stop(): Promise<void>;
}

export interface StormOptions {
  readonly alerts: number;
  /** Alerts per second; as fast as it answers when left out. */
  readonly rate?: number;
  /** So that two storms in a row bring different findings. */
  readonly seed?: number;
}

/** What the generator measured. Times in ms, from the instant at which each alert was meant to be sent. */
export interface Storm {
  readonly ok: number;
  readonly startedAt: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Sends a storm: 90 % repeats of 200 findings in 20 accounts, bodies of 1.5 KB, over 32 connections. @throws Error when any was not taken */
async function send(url: string, kind: string, { alerts, rate = 0, seed = 42 }: StormOptions, headers: readonly string[]): Promise<Storm> {
  const words = ['--url', url, '--kind', kind, '-n', String(alerts), '-c', '32', '--rate', String(rate), '--seed', String(seed), '--run', `r${seed}`];
  const { stdout } = await promisify(execFile)(
    'taskset',
    ['-c', '1', node, path.join(tools, 'storm.mjs'), ...words, ...headers.flatMap((header) => ['--header', header])],
    { maxBuffer: 16_777_216 },
  );
  const said = JSON.parse(stdout);
  if (said.ok !== alerts) throw new Error(`Of ${alerts} alerts ${said.ok} were taken by ${url}: ${JSON.stringify(said.codes)}`);
  return { ok: said.ok, startedAt: said.t0_epoch_ms, perSecond: said.alerts_per_s, p50: said.lat_ms.p50, p99: said.lat_ms.p99 };
}

/** Slack, as far as a bot sees it: Web API and Socket Mode, on a port of this machine. */
export interface Sink {
  readonly apiUrl: string;
  readonly url: string;
  /** Calls by method, how many were refused for their rate, when the first came, and how long clicks and commands waited for their acknowledgement. */
  stats(): Promise<SinkStats>;
  /** Forgets what it counted. */
  reset(): Promise<void>;
  /** Types `/triage` so often, so many times a second; resolves once all are sent. */
  type(count: number, perSecond: number): Promise<void>;
  stop(): Promise<void>;
}

export interface SinkStats {
  readonly methods: Readonly<Record<string, number>>;
  readonly limited: Readonly<Record<string, number>>;
  readonly first_epoch_ms: number | null;
  readonly socket_acks: { readonly n: number; readonly pending: number; readonly p50: number; readonly p99: number; readonly over_3s: number };
}

export async function startSink({ enforce = false, latencyMs = 0 } = {}): Promise<Sink> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const words = ['--port', String(port), '--latency', String(latencyMs), ...(enforce ? ['--enforce'] : [])];
  const program = await startProgram([node, path.join(tools, 'slack-sink.mjs'), ...words], /sink on/);
  return {
    apiUrl: `${url}/api/`,
    url,
    stats: async () => (await fetch(`${url}/__stats`)).json() as Promise<SinkStats>,
    reset: async () => {
      await fetch(`${url}/__reset`, { method: 'POST' });
    },
    type: async (count, perSecond) => {
      await fetch(`${url}/__socket/slash?command=/triage&text=&rate=${perSecond}&count=${count}`, { method: 'POST' });
      await new Promise((resolve) => setTimeout(resolve, (count / perSecond) * 1000));
    },
    stop: () => program.stop(),
  };
}

const token = 'a-token-for-the-benchmark-0123456789';

/** Firebreak as operators run it, against that Slack, with a store of its own. `preload`: a library that the loader puts before libc. */
export async function startFirebreak(sink: Sink, preload?: string): Promise<Taker> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'));
  const program = await startProgram([node, path.join(project, 'src/main.ts')], /Firebreak runs in Slack/, {
    SLACK_BOT_TOKEN: 'xoxb-benchmark',
    SLACK_APP_TOKEN: 'xapp-benchmark',
    SLACK_API_URL: sink.apiUrl,
    DATABASE_URL: `sqlite:${folder}/store.db`,
    FIREBREAK_TEAM: team(folder),
    HOOK_TOKEN: token,
    PORT: String(port),
    LOG_LEVEL: 'error',
    ...(preload !== undefined && { LD_PRELOAD: preload }),
  });
  return {
    program,
    storm: (options) => send(`http://127.0.0.1:${port}/hooks/aws-guardduty`, 'guardduty', options, [`Authorization: Bearer ${token}`]),
    stop: async () => {
      await program.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The shipped files of a team, and one person in it: whom the sink lets type. */
function team(folder: string): string {
  const copy = path.join(folder, 'team');
  cpSync(path.join(project, 'data'), copy, { recursive: true, filter: (from) => !from.endsWith(`${path.sep}var`) });
  writeFileSync(
    path.join(copy, 'people.yml'),
    'people:\n  - id: ana\n    name: Ana Analyst\n    slack: U000001\n    email: user@example.com\n    roles: [analyst, approver]\n',
  );
  return copy;
}

async function startBareHttp(): Promise<Taker> {
  const port = await freePort();
  const program = await startProgram([node, path.join(import.meta.dirname, 'peers/bare-http.ts')], /ready/, { PORT: String(port) });
  return { program, storm: (options) => send(`http://127.0.0.1:${port}/`, 'guardduty', options, []), stop: () => program.stop() };
}

/** The peer bot. `takesAlerts`: also receives storms; without, it is bare. */
export async function startBolt(sink: Sink, takesAlerts: boolean): Promise<Taker> {
  const port = await freePort();
  const env = { SLACK_API_URL: sink.apiUrl, ...(takesAlerts && { PORT: String(port) }) };
  const program = await startProgram([node, path.join(import.meta.dirname, 'peers/bolt.ts')], /ready/, env);
  return { program, storm: (options) => send(`http://127.0.0.1:${port}/`, 'guardduty', options, []), stop: () => program.stop() };
}

/** Alertmanager of Debian, which groups by account and notifies the sink a second later. In memory; it neither asks who sends nor syncs. */
async function startAlertmanager(sink: Sink): Promise<Taker> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'));
  const receiver = `receivers: [{ name: sink, webhook_configs: [{ url: '${sink.url}/services/T/B/x' }] }]`;
  writeFileSync(
    path.join(folder, 'alertmanager.yml'),
    `route: { receiver: sink, group_by: [grp], group_wait: 1s, group_interval: 5m }\n${receiver}\n`,
  );
  const words = [
    `--config.file=${folder}/alertmanager.yml`,
    `--storage.path=${folder}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ];
  const program = await startProgram(['prometheus-alertmanager', ...words], /[Ll]istening/);
  return {
    program,
    storm: (options) => send(`http://127.0.0.1:${port}/api/v2/alerts`, 'am-v2', options, []),
    stop: async () => {
      await program.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What is measured of each server that takes alerts, and how it may compare with the two peers that keep nothing. */
export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly of: (taker: Taker) => Promise<number>;
  readonly goals: { readonly bare: Goal; readonly alertmanager: Goal };
}

/** Measures ours beside a bare node:http and Alertmanager, each started anew for each turn. */
export async function besideTakers(rounds: number, { what, unit, of, goals }: Comparison): Promise<readonly (Measured | NotMeasured)[]> {
  if (toolsMissing !== undefined) return [{ what, because: toolsMissing }];
  const sink = await startSink();
  const measured = (start: () => Promise<Taker>) => async () => {
    const taker = await start();
    try {
      return await of(taker);
    } finally {
      await taker.stop();
    }
  };
  const { ours, bare, alertmanager } = await inTurns(rounds, {
    ours: measured(() => startFirebreak(sink)),
    bare: measured(startBareHttp),
    ...(alertmanagerMissing === undefined && { alertmanager: measured(() => startAlertmanager(sink)) }),
  });
  await sink.stop();
  return [
    beside(what, unit, ours, 'a bare node:http that answers 202', bare, goals.bare),
    alertmanager === undefined
      ? { what: `${what} beside Alertmanager`, because: alertmanagerMissing ?? '' }
      : beside(what, unit, ours, 'Alertmanager, in memory', alertmanager, goals.alertmanager),
  ];
}
