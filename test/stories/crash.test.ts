import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BotProcess, startBot } from '../../src/workspace/demo/bot-process.ts';
import { people } from '../../src/workspace/seed.ts';
import { accountTakeover } from '../../src/workspace/story.ts';
import { times } from '../depth.ts';
import { openWorkspace, posted, type Workspace } from './by-page.ts';
import { firebreak } from './terminal.ts';

/** Kills in one story. More stories make more kills. */
const killsInAStory = 4;
const stories = times({ quick: 1, ci: 3, deep: 15 });
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** How long one step of the story may take, kills included. */
const patienceMs = 45_000;

describe.each(Array.from({ length: stories }, (_, index) => seed + index))('a story in which the bot is killed, seed %i', (own) => {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-crash-'));
  const database = join(folder, 'story.db');
  let workspace: Workspace;
  let bot: BotProcess;
  let environment: Record<string, string>;
  let receipts: readonly string[] = [];
  let incident = '';
  let channel = '';

  beforeAll(async () => {
    workspace = await openWorkspace();
    environment = { ...workspace.settings, DATABASE_URL: `sqlite:${database}`, SLACK_MESSAGE_GAP_MS: '20', LOG_LEVEL: 'error' };
    bot = await startBot(environment);
  });
  afterAll(async () => {
    await bot.stop();
    await workspace.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const mira = () => workspace.person(people.mira);
  const jonas = () => workspace.person(people.jonas);
  const statusOfAlex = async () => rowOf(await workspace.range(), 'okta', /alex@/)?.state;
  const tickets = async () =>
    (await workspace.range()).systems.find(({ id }) => id === 'jira')?.rows.filter(({ label }) => label.includes(`${incident}:`)) ?? [];
  const channels = async () => (await mira().world()).channels;
  const inChannel = async (name: string) => posted(await mira().messages((await channels()).find((one) => one.name === name)?.id ?? ''));
  const cards = async () => (await inChannel('security-alerts')).filter((words) => /account takeover of alex/i.test(words));
  const proposal = async (words: RegExp) => (await inChannel(channel)).find((message) => /\*P-\d+ · /.test(message) && words.test(message)) ?? '';
  const press = async (person: ReturnType<typeof mira>, label: RegExp) =>
    person.pressWithReason((await channels()).find(({ name }) => name === channel)?.id ?? '', label, 'Because it is so.');

  /** Does something again and again until it has come true; whatever fails meanwhile fails because nobody is there to answer. */
  async function until(what: string, holds: () => Promise<boolean>, act: () => Promise<unknown> = async () => undefined): Promise<void> {
    const end = Date.now() + patienceMs;
    while (!(await holds())) {
      const ended = bot.ended();
      const gaveUp = ended?.startsWith('exit code') ? `The bot has ended by itself (${ended}).` : Date.now() > end ? 'It took too long.' : undefined;
      if (gaveUp !== undefined)
        throw new Error(`Not so with seed ${own}: ${what}. ${gaveUp} What waits: ${unfinished()}. It printed last: ${bot.output()}`);
      await act().catch((problem: unknown) => {
        if (!(problem instanceof Error)) throw problem;
      });
      await sleep(150);
    }
  }

  /** Jobs and deliveries that are not done, in the database's own words. */
  function unfinished(): string {
    const reader = new Database(database, { readonly: true });
    const jobs = reader.prepare('SELECT flow, args, state, attempt, run_at, lease_until, why FROM job').all();
    const deliveries = reader.prepare(`SELECT subject, state, attempt, due_at, lease_until, why FROM delivery WHERE state <> 'sent'`).all();
    const leases = reader.prepare('SELECT * FROM lease').all();
    reader.close();
    return JSON.stringify({ jobs, deliveries, leases });
  }

  /** What the vendors do: they send until it is taken, and what is taken is not sent again. */
  async function deliver(): Promise<readonly string[]> {
    const credentials = { hookToken: environment.HOOK_TOKEN ?? '', githubSecret: environment.HOOK_SECRET_GITHUB ?? '' };
    const taken: string[] = [];
    for (const { delivery } of accountTakeover(new Date(), credentials)) {
      const { source, headers, body } = delivery;
      await until(`${delivery.title} is taken`, async () => {
        const response = await fetch(`${bot.url}/hooks/${source}`, { method: 'POST', headers, body }).catch(() => undefined);
        if (response?.status !== 202) return false;
        const answer = (await response.json().catch(() => undefined)) as { receipt: string } | undefined;
        if (answer) taken.push(answer.receipt);
        return answer !== undefined;
      });
    }
    return taken;
  }

  async function story(): Promise<void> {
    receipts = await deliver();
    await until('there is a card', async () => (await cards()).length > 0);
    incident = /INC-\d+/.exec((await cards())[0] ?? '')?.[0] ?? '';
    await until('there is a channel', async () => (await channels()).some(({ name }) => name.startsWith(incident.toLowerCase())));
    channel = (await channels()).find(({ name }) => name.startsWith(incident.toLowerCase()))?.name ?? '';
    const card = () => proposal(/suspend alex/i);
    await until('the suspension is proposed', async () => (await card()) !== '');
    const approvals = async () => Number(/(\d) of 2/.exec(await card())?.[1] ?? 0);
    await until(
      'Mira’s yes counts',
      async () => (await approvals()) >= 1,
      () => press(mira(), /^Contain: suspend/),
    );
    await until(
      'Alex is suspended',
      async () => (await statusOfAlex()) === 'suspended',
      () => press(jonas(), /^Approve: suspend/),
    );
    await until('the card says so', async () => /Contained/.test(await card()));
    await until(
      'Alex is active again',
      async () => (await statusOfAlex()) === 'active',
      () => press(mira(), /^Undo/),
    );
    await until('the card says so', async () => /Taken back/.test(await card()));
    await until('the ticket is done', async () => (await tickets())[0]?.state === 'Done', closing);
  }

  const closing = async () =>
    mira().type((await channels()).find(({ name }) => name === channel)?.id ?? '', `/incident close ${incident} true-positive It was real.`);

  async function killing(): Promise<void> {
    const chance = chances(own);
    for (let kill = 0; kill < killsInAStory; kill += 1) {
      await sleep(200 + chance() * 2300);
      await bot.kill();
      bot = await startBot(environment);
    }
  }

  it(`comes to its end, though the bot is killed ${killsInAStory} times`, { timeout: 180_000 }, async () => {
    await Promise.all([story(), killing()]);
    const reader = new Database(database, { readonly: true });
    const waiting = () =>
      reader
        .prepare<[string], number>(
          `SELECT (SELECT count(*) FROM delivery WHERE state IN ('waiting', 'sending')) + (SELECT count(*) FROM job WHERE state <> 'dead' AND run_at <= ?)`,
        )
        .pluck();
    await until('nothing waits any more', async () => waiting().get(new Date().toISOString()) === 0);
    expect(reader.prepare(`SELECT subject, why FROM delivery WHERE state = 'dead'`).all()).toEqual([]);
    expect(reader.prepare(`SELECT flow, why FROM job WHERE state = 'dead'`).all()).toEqual([]);
    reader.close();
  });

  it('has lost nothing that was acknowledged, and taken nothing in twice', () => {
    const reader = new Database(database, { readonly: true });
    const kept = reader.prepare<[], string>('SELECT id FROM receipt').pluck().all();
    expect(kept).toEqual(expect.arrayContaining([...receipts]));
    const alerts = reader.prepare<[], { incident: string | null; doc: string }>('SELECT incident, doc FROM alert').all();
    reader.close();
    expect(alerts).toHaveLength(9);
    expect(alerts.filter((alert) => alert.incident === incident)).toHaveLength(7);
    expect(kept).toHaveLength(6);
  });

  it('has suspended and restored Alex once, however often it was asked', async () => {
    const done = (await workspace.requests()).filter(({ system, method, status }) => system === 'okta' && method === 'POST' && status === 200);
    expect(done.map(({ path }) => path.split('/').at(-1))).toEqual(['suspend', 'unsuspend']);
  });

  it('has one card, one channel, one message for each proposal, one case file and one ticket', async () => {
    expect(await cards()).toHaveLength(1);
    expect((await channels()).filter(({ name }) => name.startsWith('inc-')).map(({ name }) => name)).toEqual([channel]);
    const said = await inChannel(channel);
    const proposals = said.flatMap((message) => /\*(P-\d+) · /.exec(message)?.[1] ?? []);
    expect(proposals.toSorted()).toEqual(['P-1', 'P-2', 'P-3', 'P-4']);
    expect(said.filter((message) => /What is not known/.test(message))).toHaveLength(1);
    expect(said.filter((message) => /is closed/.test(message) && /report/i.test(message))).toHaveLength(1);
    expect(await tickets()).toHaveLength(1);
    const comments = (await workspace.requests()).filter(({ path, status }) => path.endsWith('/comment') && status === 201);
    expect(new Set(comments.map(({ body }) => /(Contained: |Undone: |Signed checkpoint)[^"]*/.exec(body)?.[0])).size).toBe(comments.length);
  });

  it('shows on every card how it ended', async () => {
    expect((await cards())[0]).toMatch(/closed/i);
    expect(await proposal(/suspend alex/i)).toMatch(/Taken back/);
  });

  it('has a timeline that a stranger can verify', async () => {
    expect(await firebreak(environment, 'verify')).toMatchObject({ code: 0 });
  });
});

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function chances(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function rowOf(range: Awaited<ReturnType<Workspace['range']>>, system: string, label: RegExp) {
  return range.systems.find(({ id }) => id === system)?.rows.find((row) => label.test(row.label));
}
