import { abuseipdb } from './abuseipdb.ts';
import { cloudflare } from './cloudflare.ts';
import { credentials } from './credentials.ts';
import { type DeskState, desk } from './desk.ts';
import { type Faults, faultScript } from './faults.ts';
import { github } from './github.ts';
import { jira } from './jira.ts';
import { type MailState, serveMail } from './mail.ts';
import { okta } from './okta.ts';
import { pagerduty } from './pagerduty.ts';
import { aws } from './s3.ts';
import { stateFile } from './state-file.ts';
import { type StateRow, type System, type SystemId, systemIds } from './system.ts';
import { type RequestRecord, type RunningSystem, type SystemServerOptions, serveSystem } from './vendor-server.ts';
import { watcher } from './watcher.ts';

/** So many of the latest requests are remembered. */
const rememberedRequests = 2000;
/** How often the page is shown what only time changes. */
const lookEveryMs = 15_000;

export interface RangeOptions {
  /** Where the state is kept; in memory only when left out. */
  readonly file?: string;
  /** Port of the first system, the others follow; taken ones and, when left out, all are any free port. */
  readonly firstPort?: number;
  readonly now?: () => Date;
}

/** One system as the page shows it. */
export interface SystemView {
  readonly id: SystemId;
  readonly title: string;
  readonly kind: string;
  readonly rows: readonly StateRow[];
}

/** The raw states, for tests; they are live, look and do not touch. */
export interface RangeStates {
  readonly okta: ReturnType<typeof okta.seed>;
  readonly aws: ReturnType<typeof aws.seed>;
  readonly cloudflare: ReturnType<typeof cloudflare.seed>;
  readonly jira: ReturnType<typeof jira.seed>;
  readonly github: ReturnType<typeof github.seed>;
  readonly abuseipdb: ReturnType<typeof abuseipdb.seed>;
  readonly pagerduty: ReturnType<typeof pagerduty.seed>;
  readonly mail: MailState;
  readonly webhook: DeskState;
  readonly watcher: ReturnType<typeof watcher.seed>;
}

/** A running practice range. */
export interface Range {
  /** Scheme, host and port of each system. */
  readonly urls: Readonly<Record<SystemId, string>>;
  /** The environment variables by which the bot reaches every system. Each `…_URL` is scheme, host and port only. */
  readonly settings: Readonly<Record<string, string>>;
  /** For people. */
  state(): readonly SystemView[];
  readonly inspect: RangeStates;
  /** The latest requests, oldest first. */
  readonly requests: readonly RequestRecord[];
  /** How often each changing request was taken, by `okta POST /api/v1/users/00u1/lifecycle/suspend`; none is ever forgotten, as old requests are. */
  readonly executions: ReadonlyMap<string, number>;
  /** Requests for what the vendors do not have: each is a mistake of whoever sent it. */
  readonly strange: readonly string[];
  readonly faults: Faults;
  /** Changes the state from outside the APIs, as the world does: somebody signs in. */
  happen(change: (states: RangeStates) => void): void;
  /** Everything as it was seeded: states, requests, faults. */
  reset(): void;
  /** Called after every change. Returns the way to stop. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Starts the practice range: little vendors on loopback, each on a port of its own. */
export async function startRange(options: RangeOptions = {}): Promise<Range> {
  const now = options.now ?? (() => new Date());
  const listeners = new Set<() => void>();
  const faults = faultScript();
  let requests: RequestRecord[] = [];
  const executions = new Map<string, number>();
  const strange: string[] = [];
  let seq = 0;
  const running: RunningSystem[] = [];
  const file = stateFile(options.file, () => Object.fromEntries(running.map(({ id, state }) => [id, state])));
  const saved = file.read();

  const changed = () => {
    file.touch();
    for (const listener of listeners) listener();
  };
  const record = (request: Omit<RequestRecord, 'seq'>) => {
    seq += 1;
    const { system, method, path, accepted } = request;
    if (accepted) executions.set(`${system} ${method} ${path}`, (executions.get(`${system} ${method} ${path}`) ?? 0) + 1);
    requests = [...requests.slice(1 - rememberedRequests), { seq, ...request }];
  };
  const optionsOf = <State>(id: SystemId): SystemServerOptions<State> => ({
    port: options.firstPort === undefined ? 0 : options.firstPort + systemIds.indexOf(id),
    // Written by this program from a state of this type; the file's version guards against older ones.
    state: saved[id] as State | undefined,
    now,
    faults,
    record,
    strange: (request) => void strange.push(request),
    changed,
  });
  const kept = <State>(server: RunningSystem<State>): RunningSystem<State> => {
    running.push(server);
    return server;
  };
  const start = async <State>(system: System<State>) => kept(await serveSystem(system, optionsOf(system.id)));

  const systems = {
    okta: await start(okta),
    aws: await start(aws),
    cloudflare: await start(cloudflare),
    jira: await start(jira),
    github: await start(github),
    abuseipdb: await start(abuseipdb),
    pagerduty: await start(pagerduty),
    mail: kept(await serveMail(optionsOf('mail'))),
    webhook: await start(desk),
    watcher: await start(watcher),
  };
  const urls = Object.fromEntries(Object.entries(systems).map(([id, { url }]) => [id, url])) as Record<SystemId, string>;
  // Read when it is asked for, because a reset puts another state in its place.
  const live = Object.entries(systems).map(([id, system]) => [id, { enumerable: true, get: () => system.state }] as const);
  const inspect = Object.defineProperties({}, Object.fromEntries(live)) as RangeStates;
  const atExit = () => file.flush();
  process.once('exit', atExit);
  // That nothing was heard for a while is a change too, and nobody asks for it.
  const looking = setInterval(() => {
    for (const listener of listeners) listener();
  }, lookEveryMs).unref();

  return {
    urls,
    settings: settingsFor(urls),
    state: () => running.map(({ id, title, kind, rows }) => ({ id, title, kind, rows: rows() })),
    inspect,
    get requests() {
      return requests;
    },
    executions,
    strange,
    faults,
    happen(change) {
      change(inspect);
      changed();
    },
    reset() {
      faults.clear();
      requests = [];
      executions.clear();
      for (const system of running) system.reset();
      changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      process.off('exit', atExit);
      clearInterval(looking);
      file.flush();
      await Promise.all(running.map((system) => system.close()));
    },
  };
}

/** The environment variables by which the bot reaches the range. */
function settingsFor(urls: Readonly<Record<SystemId, string>>): Record<string, string> {
  return {
    OKTA_ORG_URL: urls.okta,
    OKTA_API_TOKEN: credentials.okta.token,
    AWS_ENDPOINT_URL: urls.aws,
    AWS_ACCESS_KEY_ID: credentials.aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.aws.secretAccessKey,
    AWS_REGION: credentials.aws.region,
    CLOUDFLARE_URL: urls.cloudflare,
    CLOUDFLARE_ACCOUNT_ID: credentials.cloudflare.account,
    CLOUDFLARE_API_TOKEN: credentials.cloudflare.token,
    JIRA_URL: urls.jira,
    JIRA_EMAIL: credentials.jira.email,
    JIRA_API_TOKEN: credentials.jira.token,
    JIRA_PROJECT: credentials.jira.project,
    GITHUB_API_URL: urls.github,
    GITHUB_TOKEN: credentials.github.token,
    GITHUB_REPO: credentials.github.repo,
    GITHUB_ANCHORS_API_URL: urls.github,
    GITHUB_ANCHORS_TOKEN: credentials.github.recordToken,
    GITHUB_ANCHORS_REPO: credentials.github.recordRepo,
    ABUSEIPDB_URL: urls.abuseipdb,
    ABUSEIPDB_API_KEY: credentials.abuseipdb.key,
    PAGERDUTY_URL: urls.pagerduty,
    PAGERDUTY_ROUTING_KEY: credentials.pagerduty.key,
    SMTP_URL: urls.mail.replace('//', `//${credentials.mail.user}:${credentials.mail.password}@`),
    SMTP_FROM: 'firebreak@acme.example',
    SMTP_TO: 'oncall@acme.example',
    NOTIFY_WEBHOOK_URL: `${urls.webhook}/pages`,
    NOTIFY_WEBHOOK_SECRET: credentials.webhook.secret,
    HEARTBEAT_URL: `${urls.watcher}/ping/${credentials.heartbeat.check}`,
  };
}
