import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { type House, openHouse, root } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import type { Store } from '../../src/core/store.ts';
import { proposeContainment } from '../../src/flows/propose-containment.ts';
import type { Bot } from '../../src/kit/bot.ts';
import { type Range, startRange } from '../../src/workspace/range/server.ts';
import type { Manifest } from '../../src/workspace/slack/manifest.ts';
import { practiceSeed } from '../../src/workspace/slack/seed.ts';
import { startSlack } from '../../src/workspace/slack/server.ts';
import { practiceTeam } from '../../src/workspace/start.ts';
import { sampleIncident } from '../storage/samples.ts';
import type { Order, Point, Said } from './executor.ts';

/** A process that executes (executor.ts), as its test sees it. */
export interface Executor {
  /** Somebody says yes there. Resolves to the answer; rejects when the process ends before it has given one. */
  click(proposal: string, person: string): Promise<string>;
  /** Whether it leads; it answers this only while it runs. */
  leads(): Promise<boolean>;
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void;
  /** Whether it is suspended at this moment, as the kernel says. */
  isStopped(): boolean;
  hasEnded(): boolean;
  end(): Promise<void>;
}

/** A store, a range with many users in its directory, twenty people who may approve, and as many executing processes as a test starts. */
export interface Ground {
  readonly range: Range;
  readonly store: Store;
  readonly bot: Bot;
  /** Ids of those who may say yes. */
  readonly people: readonly string[];
  start(): Promise<Executor>;
  /** Whichever process next comes to this point is to stop, or to die. Which one it is, the lead decides, and that passes on when a machine is busy. */
  arm(point: Point, signal: 'SIGSTOP' | 'SIGKILL'): void;
  /** Proposes to suspend so many users of their own. */
  propose(count: number): Promise<readonly Proposal[]>;
  stateOf(proposal: string): Promise<Proposal['state']>;
  /** How often the directory has accepted the suspension of this proposal's user. */
  executionsOf(proposal: Proposal): number;
  close(): Promise<void>;
}

const people = Array.from({ length: 20 }, (_, index) => `approver.${index}`);
const slackId = (index: number) => `U0APPR${String(index).padStart(4, '0')}`;
const member = (id: string, index: number) => ({ id: slackId(index), name: id, realName: `Approver ${index}`, email: `${id}@acme.example` });
/** More containments in one incident would only wait for each other. */
const perIncident = 50;

/** `policy`: from the practice team's to the one that this test wants. */
export async function openGround(policy = (yaml: string) => yaml): Promise<Ground> {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-execution-'));
  const team = path.join(folder, 'team');
  cpSync(practiceTeam, team, { recursive: true });
  const entries = people.map((id, index) => `  - id: ${id}\n    name: Approver ${index}\n    slack: ${slackId(index)}\n    roles: [approver]\n`);
  writeFileSync(path.join(team, 'people.yml'), `people:\n${entries.join('')}`);
  writeFileSync(path.join(team, 'assets.yml'), 'assets: []\n');
  writeFileSync(path.join(team, 'policy.yml'), policy(readFileSync(path.join(team, 'policy.yml'), 'utf8')));
  const range = await startRange();
  // Whether somebody still belongs to the team is asked there.
  const slack = await startSlack({
    manifest: parse(readFileSync(path.join(root, 'manifest.yml'), 'utf8')) as Manifest,
    seed: { ...practiceSeed, people: [...practiceSeed.people, ...people.map(member)] },
    enforceRates: 'none',
  });
  const environment = {
    ...range.settings,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    DATABASE_URL: `sqlite:${path.join(folder, 'store.db')}`,
    FIREBREAK_TEAM: team,
  };
  const house: House = await openHouse(readSettings(environment), {
    databaseUrl: environment.DATABASE_URL,
    teamFolder: team,
    publicUrl: () => 'http://127.0.0.1',
    log: { as: 'lines', level: 'error' },
  });
  const { bot } = house;
  const { store } = bot;
  const running: Executor[] = [];
  const traps = path.join(folder, 'traps');
  mkdirSync(traps);
  let made = 0;

  async function proposeOne(): Promise<Proposal> {
    const number = made++;
    const login = `user.${number}@acme.example`;
    range.happen(({ okta }) => {
      const [model] = okta.users;
      if (model === undefined) throw new Error('the range has no users');
      okta.users.push({ ...model, id: `00utest${number}`, status: 'ACTIVE', profile: { ...model.profile, login, email: login } });
    });
    const id = `INC-${Math.floor(number / perIncident) + 1}`;
    if (number % perIncident === 0) {
      const shown = { card: false, ticket: false, channel: false };
      await store.commit({ state: [{ put: 'incident', value: sampleIncident(id, { suspects: [], shown }) }] });
    }
    const incident = await store.get('incident', id);
    if (incident === undefined) throw new Error(`there is no ${id}`);
    const target = { kind: 'user', value: login, role: 'actor' } as const;
    const proposed = await proposeContainment(bot, { incident, action: 'okta-suspend-user', target, requester: null });
    if ('none' in proposed) throw new Error(proposed.none);
    return proposed.proposal;
  }

  return {
    range,
    store,
    bot,
    people,
    start: async () => {
      const executor = await startExecutor(environment, traps);
      running.push(executor);
      return executor;
    },
    arm: (point, signal) => writeFileSync(path.join(traps, `${point}.${signal}`), ''),
    propose: async (count) => {
      const proposals: Proposal[] = [];
      for (let index = 0; index < count; index++) proposals.push(await proposeOne());
      return proposals;
    },
    stateOf: async (id) => (await store.get('proposal', id))?.state ?? 'failed',
    executionsOf: ({ resolved }) => range.executions.get(`okta POST /api/v1/users/${resolved.id}/lifecycle/suspend`) ?? 0,
    close: async () => {
      await Promise.all(running.map((executor) => executor.end()));
      await house.close();
      await range.close();
      await slack.close();
      expect(range.strange).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startExecutor(environment: Readonly<Record<string, string>>, traps: string): Promise<Executor> {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'executor.ts'), [traps], {
    env: { PATH, HOME, ...environment },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { readonly resolve: (said: Extract<Said, { answers: number }>) => void; readonly reject: (why: Error) => void }>();
  const ready = Promise.withResolvers<void>();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let asked = 0;
  child.on('message', (said: Said) => {
    if ('ready' in said) return ready.resolve();
    waiting.get(said.answers)?.resolve(said);
    waiting.delete(said.answers);
  });
  void gone.then(() => {
    const ended = new Error('the process has ended');
    ready.reject(ended);
    for (const { reject } of waiting.values()) reject(ended);
  });
  const ask = (click?: { readonly proposal: string; readonly person: string }): Promise<Extract<Said, { answers: number }>> =>
    new Promise((resolve, reject) => {
      if (!child.connected) return reject(new Error('the process has ended'));
      const number = ++asked;
      waiting.set(number, { resolve, reject });
      const order: Order = click === undefined ? { ask: number } : { ask: number, click };
      child.send(order, () => undefined);
    });
  await ready.promise;
  return {
    click: async (proposal, person) => (await ask({ proposal, person })).said,
    leads: async () => (await ask()).leads,
    signal: (signal) => void child.kill(signal),
    isStopped: () => /^\d+ \(.*\) T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    end: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Looks again and again until it is so. @throws Error with the sentence when it does not become so in time. */
export async function eventually(holds: () => boolean | Promise<boolean>, sentence: string, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(sentence);
    await sleep(20);
  }
}
