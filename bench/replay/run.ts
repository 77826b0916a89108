import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { startBot } from '../../src/workspace/demo/bot-process.ts';
import { startPractice } from '../../src/workspace/start.ts';
import { type Delivery, type Replay, replayOf } from './generate.ts';
import { type Outcome, outcomeOf, type Sent } from './measure.ts';
import { teamFilesOf } from './world.ts';

/** What a replay came to, and how long the bot took. */
export interface Replayed extends Outcome {
  readonly seed: number;
  readonly amount: number;
  readonly hardShare: number;
  readonly seconds: number;
}

interface Receipt {
  readonly receipt: string;
  readonly alerts: number;
  readonly duplicates: number;
}

/** How many deliveries are under way at once. */
const senders = 8;

/**
 * Sends so many alerts of a made-up company as webhooks to the bot, which runs as a process of its own beside the practice workspace, waits until every one has
 * its place, and looks at what stands in the store.
 */
export async function replay(seed: number, amount: number): Promise<Replayed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-replay-'));
  const made = replayOf(seed, amount, Date.now());
  writeTeam(path.join(folder, 'team'), made);
  const practice = await startPractice({ pauseMs: 10 });
  practice.slack.control.enforceRates('none');
  const file = path.join(folder, 'replay.db');
  const { HOOK_TOKEN: token = '' } = practice.settings;
  const bot = await startBot({
    ...practice.settings,
    FIREBREAK_TEAM: path.join(folder, 'team'),
    DATABASE_URL: `sqlite:${file}`,
    SLACK_MESSAGE_GAP_MS: '10',
  });
  try {
    const began = performance.now();
    await until(() => answers(`${bot.url}/readyz`), bot.ended);
    await practice.meetBot(bot.url);
    const sent = await send(bot.url, token, made.deliveries);
    await until(
      () => waiting(file) === 0,
      () => bot.ended(),
    );
    const seconds = Math.round((performance.now() - began) / 1000);
    return { seed, amount: made.items.length, hardShare: Math.round(made.hardShare * 100) / 100, seconds, ...outcomeOf(made, file, sent) };
  } finally {
    await bot.stop();
    await practice.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the team decided is what ships; its people and assets are those of the made-up company. */
function writeTeam(folder: string, { world }: Replay): void {
  const data = path.join(import.meta.dirname, '../../data');
  for (const name of ['policy.yml', 'weights.yml', 'correlations', 'playbooks'])
    cpSync(path.join(data, name), path.join(folder, name), { recursive: true });
  for (const [name, yaml] of Object.entries(teamFilesOf(world, process.getuid?.() ?? 0))) writeFileSync(path.join(folder, name), yaml);
}

/** Sends in order, several at once, and counts by the receipts. A refusal for now is sent again. */
async function send(url: string, token: string, deliveries: readonly Delivery[]): Promise<Sent> {
  const queue = [...deliveries];
  const sent = { alerts: 0, duplicates: 0, quarantined: 0 };
  const receipts = new Set<string>();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  await Promise.all(
    Array.from({ length: senders }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const response = await delivered(`${url}/hooks/${next.source}`, { method: 'POST', headers, body: next.body });
        if (next.malformed !== (response.status === 422)) throw new Error(`${next.source}: ${response.status} ${await response.text()}`);
        if (next.malformed) {
          sent.quarantined += 1;
          continue;
        }
        const { receipt, alerts, duplicates } = (await response.json()) as Receipt;
        // A delivery that says the very same again is the same one, and gets the receipt of the first.
        if (receipts.has(receipt)) continue;
        receipts.add(receipt);
        sent.alerts += alerts;
        sent.duplicates += duplicates;
      }
    }),
  );
  return sent;
}

async function delivered(url: string, request: RequestInit): Promise<Response> {
  for (;;) {
    const response = await fetch(url, request);
    if (response.status !== 429 && response.status !== 503) return response;
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after') ?? 1) * 1000));
  }
}

/** Jobs by which alerts find their place and incidents their score. */
function waiting(file: string): number {
  const db = new Database(file, { readonly: true });
  try {
    const flows = `('place-alert', 'enrich-incident', 'look-at-observable', 'assess-incident')`;
    return db.prepare<[], number>(`SELECT count(*) FROM job WHERE state <> 'dead' AND flow IN ${flows}`).pluck().get() ?? 0;
  } finally {
    db.close();
  }
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function until(done: () => boolean | Promise<boolean>, ended: () => string | undefined): Promise<void> {
  let quiet = 0;
  while (quiet < 3) {
    if (ended() !== undefined) throw new Error(`The bot has ended (${ended()}).`);
    quiet = (await done()) ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** `node bench/replay/run.ts [alerts] [seeds]`: prints what each replay came to. Seeds are fresh ones unless given. */
if (process.argv[1] === import.meta.filename) {
  const [amount = '10000', count = '1', first] = process.argv.slice(2);
  for (let n = 0; n < Number(count); n += 1) {
    const seed = first === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(first) + n;
    console.log(JSON.stringify(await replay(seed, Number(amount)), null, 1));
  }
}
