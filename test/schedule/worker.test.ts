import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Store } from '../../src/core/store.ts';
import type { Bot } from '../../src/kit/bot.ts';
import { requestJson } from '../../src/kit/http.ts';
import { defineJob } from '../../src/kit/job.ts';
import { runCalls } from '../../src/kit/run.ts';
import { startWorker, type Worker } from '../../src/schedule/worker.ts';
import { openStore } from '../../src/storage/open.ts';
import { startVendor } from '../kit/vendor.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { later } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

/** Something that opens once, for all who wait for it. */
function gate() {
  return Promise.withResolvers<void>();
}

async function eventually(look: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(look, { timeout: 5000, interval: 10 }).toBe(true);
}

/** Two bots on one file, with one clock that stands still unless it is moved, and a vendor that both may change. */
async function twoBots() {
  let seconds = 0;
  const now = () => later(seconds);
  const vendor = await startVendor();
  onTestFinished(() => vendor.close());
  const file = `sqlite:${path.join(temporaryFolder(), 'shared.db')}`;
  const plain = await botWith([], now);
  const hooks = { log: plain.log, measure: () => undefined, redact: plain.redact };
  const call = runCalls({ id: 'acme', title: 'Acme', credential: 'ACME_TOKEN' }, hooks);
  const change = () =>
    call('change a thing', (signal) => requestJson(z.unknown(), vendor.url, { method: 'POST', headers: {}, signal }), { changes: true });

  const bot = async (around: (store: Store) => Store): Promise<Bot> => {
    const store = await openStore(file, { now });
    onTestFinished(() => store.close());
    return { ...plain, store: around(store) };
  };
  const work = (one: Bot, owner: string, job: () => Promise<void>): Worker => {
    const worker = startWorker(one, { owner, flows: { job: defineJob(z.object({}), job) }, outlets: [] });
    onTestFinished(() => worker.stop());
    return worker;
  };
  return { vendor, change, bot, work, pass: (more: number) => (seconds += more) };
}

test('a process that is suspended in the middle of a job changes nothing any more when it wakes: another one leads by then', async () => {
  const { vendor, change, bot, work, pass } = await twoBots();
  const asleep = gate();
  let sleeps = false;
  // Suspended, it neither renews its lead nor takes new work; awake again, its job goes on before its loops notice anything.
  const unlessAsleep = async () => (sleeps ? asleep.promise : undefined);
  const first = await bot((store) => ({
    ...store,
    lead: async (...words) => unlessAsleep().then(() => store.lead(...words)),
    claimJobs: async (...words) => unlessAsleep().then(() => store.claimJobs(...words)),
  }));
  const begun = gate();
  const wakes = gate();
  const late: unknown[] = [];
  const sleeper = work(first, 'sleeper', async () => {
    begun.resolve();
    await wakes.promise;
    await change().catch((error: unknown) => {
      late.push(error);
      throw error;
    });
  });
  await eventually(() => sleeper.leads());
  await first.store.commit({ jobs: [{ flow: 'job', args: {} }] });
  await begun.promise;

  sleeps = true;
  pass(4);
  const second = await bot((store) => store);
  const taker = work(second, 'taker', async () => {
    await change();
  });
  await eventually(async () => taker.leads() && (await second.store.backlog()).jobs.waiting === 0);
  expect(vendor.requests).toHaveLength(1);
  expect(sleeper.leads()).toBe(false);

  wakes.resolve();
  await eventually(() => late.length === 1);
  sleeps = false;
  asleep.resolve();
  expect(late[0]).toMatchObject({ name: 'PassedOnError', message: expect.stringContaining('lost the lead') });
  expect(vendor.requests).toHaveLength(1);
  expect((await second.store.backlog()).jobs).toMatchObject({ waiting: 0, dead: 0 });
});

test('a process that does not lead is handed no work, whatever it believes', async () => {
  const { bot } = await twoBots();
  const first = await bot((store) => store);
  const second = await bot((store) => store);
  await first.store.lead('first', 3000, later(0));
  await second.store.lead('second', 3000, later(3));
  await first.store.commit({ jobs: [{ flow: 'job', args: {} }] });
  expect(await first.store.claimJobs(later(3), 60_000, 10)).toEqual([]);
  expect(await second.store.claimJobs(later(3), 60_000, 10)).toHaveLength(1);
});
