import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.ts';
import { type BotProcess, startBot } from '../../src/workspace/demo/bot-process.ts';
import { messageWith } from '../../src/workspace/demo/stage.ts';
import { people } from '../../src/workspace/seed.ts';
import { type Practice, startPractice } from '../../src/workspace/start.ts';
import { times } from '../depth.ts';
import { attack, blocking, byItself, stormSecrets, teamWith } from './storm.ts';

/** Half of them from each of two sources; every pair is about an address of its own. */
const alerts = times({ quick: 60, ci: 150, deep: 10_000 });
const most = 3;
/** How long until the breaker is open and said to be. */
const patienceMs = times({ quick: 60_000, ci: 240_000, deep: 1_200_000 });

const folder = teamWith({
  'policy.yml': (yaml) =>
    byItself('{ shadowDays: 0, leastCases: 0, cancelSeconds: 0.2 }')(yaml).replace(
      /each: .*/,
      `each: { per10Minutes: ${most}, perHour: 5, percentPerDay: 1 }`,
    ),
  'playbooks/storm.yml': blocking,
});
const database = `sqlite:${join(dirname(folder), 'storm.db')}`;
let practice: Practice;
/** Two processes on one store: one leads, the other would take over. */
let bots: BotProcess[] = [];

beforeAll(async () => {
  practice = await startPractice({ pauseMs: 10 });
  practice.slack.control.enforceRates('none');
  const settings = {
    ...practice.settings,
    ...stormSecrets,
    FIREBREAK_TEAM: folder,
    DATABASE_URL: database,
    SLACK_MESSAGE_GAP_MS: '5',
    LOG_LEVEL: 'error',
  };
  bots = [await startBot(settings), await startBot(settings)];
  await Promise.all(
    bots.map(async ({ url, ended, output }) => {
      while ((await fetch(`${url}/healthz`).catch(() => undefined))?.status !== 200) {
        if (ended() !== undefined) throw new Error(`The bot has ended: ${output()}`);
        await sleep(50);
      }
    }),
  );
}, 120_000);
afterAll(async () => {
  await Promise.all(bots.map((bot) => bot.stop()));
  await practice.close();
  rmSync(dirname(folder), { recursive: true, force: true });
});

it(`${alerts} alerts that are as bad as can be block no more addresses than the cap, open the breaker, and people are told`, {
  timeout: patienceMs + 180_000,
}, async () => {
  const [first, second] = bots as [BotProcess, BotProcess];
  const addresses = Array.from({ length: alerts / 2 }, (_, index) => `203.0.${113 - Math.floor(index / 250)}.${(index % 250) + 1}`);
  await attack(first.url, addresses, ['suricata']);
  await attack(second.url, addresses, ['generic']);

  const mira = practice.slack.control.as(people.mira);
  const patience = Date.now() + patienceMs;
  while (messageWith(mira, 'security-alerts', 'The breaker is open', 'came to a cap of the policy') === undefined) {
    if (Date.now() > patience) throw new Error(`Nobody is told that the breaker is open: ${first.output()}`);
    await sleep(100);
  }
  // Whatever else is under way has its chance to run, too.
  await sleep(times({ quick: 2_000, ci: 10_000, deep: 60_000 }));

  const blocked = practice.range.requests.filter(
    ({ system, method, status }) => system === 'cloudflare' && method === 'POST' && (status ?? 500) < 300,
  );
  expect(blocked).toHaveLength(most);
  const store = await openStore(database, { now: () => new Date().toISOString() });
  const proposals = await store.proposals({});
  expect(proposals.filter(({ state }) => state === 'done')).toHaveLength(most);
  expect(proposals.filter(({ gate, state }) => gate.verdict === 'automatic' && state !== 'done' && state !== 'approved')).toEqual([]);
  const waiting = proposals.find(({ state }) => state === 'proposed');
  const told = (await store.timeline(waiting?.incident ?? '')).map(({ type }) => type);
  expect(told).toContain('containment.proposed');
  expect(await store.recorded(['containment.intended'], '')).toHaveLength(most);
  expect((await store.verify()).firstBreak).toBeNull();
  await store.close();
});
