import path from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { takeDeliveries } from '../../handlers/webhooks/hooks.ts';
import generic from '../../src/connectors/sources/generic.ts';
import { fates, totalOf } from '../../src/core/funnel.ts';
import { placeAlert } from '../../src/flows/place-alert.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import type { HookOutcome } from '../../src/kit/intake.ts';
import { openStore } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { times } from '../depth.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { botWith } from '../web/bot.ts';

const begin = Date.parse('2026-03-14T02:00:00.000Z');
const forever = { since: '', until: '9999' };

const target = (value: string) => ({ kind: 'host', value, role: 'target' });

/** Few enough that a sender repeats itself: some are worth a card, some name the same host as one that is, some mean nothing to anybody. */
const oneAlert = fc.record({
  title: fc.constantFrom('Malware on a server', 'A login failed'),
  severity: fc.constantFrom('low', 'critical'),
  observables: fc.constantFrom([target('web-1')], [target('web-2')], [target('web-1'), target('web-2')]),
});
const unreadable = fc.constantFrom('{"severity":"high"}', 'no json at all', '{"title":"x","severity":"very"}');
/** What a sender does: sends alerts, sends what nobody can read, sends again what it sent before. Meanwhile the bot places what waits. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ send: fc.array(oneAlert, { minLength: 1, maxLength: 3 }).map((alerts) => JSON.stringify(alerts)) }) },
  { weight: 1, arbitrary: fc.record({ send: unreadable }) },
  { weight: 2, arbitrary: fc.record({ again: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.constant({ place: true }) },
);

it('received is the sum of all fates at every moment, and what the sender and the rows themselves say', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { bot, file, close } = await ownBot();
      const sent: string[] = [];
      try {
        for (const what of steps) {
          if ('place' in what) await placeNext(bot);
          const body = 'send' in what ? what.send : 'again' in what ? sent[what.again % Math.max(1, sent.length)] : undefined;
          if (body === undefined) continue;
          sent.push(body);
          const taken = await sendBody(bot, body);
          expect(taken.outcome).toMatch(/accepted|quarantined/);
          const funnel = totalOf(await bot.store.funnel(forever));
          expect(fates.reduce((sum, fate) => sum + funnel[fate], 0)).toBe(funnel.received);
          expect(funnel).toMatchObject(senderCounts(sent));
        }
        while (await placeNext(bot));
        const funnel = totalOf(await bot.store.funnel(forever));
        expect(funnel).toMatchObject(senderCounts(sent));
        expect(await recount(file)).toEqual(funnel);
        expect(funnel.opened).toBe((await bot.store.incidents({ limit: 1000 })).length);
        expect(await halves(bot)).toEqual(funnel);
      } finally {
        await close();
      }
    }),
    { numRuns: times({ quick: 15, ci: 100, deep: 2000 }) },
  );
});

it('an alert that waits for its place is counted as silent, and in its window as opened once it has opened an incident', async () => {
  const { bot, close } = await ownBot();
  onTestFinished(close);
  await send(bot, { title: 'Malware on a server', severity: 'critical', observables: [target('web-1')] });
  expect(await bot.store.funnel(forever)).toMatchObject([{ received: 1, silent: 1, opened: 0 }]);
  await placeNext(bot);
  expect(await bot.store.funnel(forever)).toMatchObject([{ received: 1, silent: 0, opened: 1 }]);
});

it('a delivery that says the same thing twice is taken: one alert and its repeat', async () => {
  const { bot, close } = await ownBot();
  onTestFinished(close);
  const twice = { title: 'A login failed', severity: 'low', observables: [target('web-1')] };
  expect(await send(bot, [twice, twice])).toMatchObject({ outcome: 'accepted', alerts: 2, duplicates: 1 });
  expect(await bot.store.funnel(forever)).toMatchObject([{ received: 2, duplicate: 1, silent: 1 }]);
});

it('what comes along when another alert opens an incident is merged', async () => {
  const { bot, close } = await ownBot();
  onTestFinished(close);
  await send(bot, { title: 'A login failed', severity: 'low', observables: [target('web-1')] });
  await placeNext(bot);
  await send(bot, { title: 'Malware on a server', severity: 'critical', observables: [target('web-1')] });
  await placeNext(bot);
  expect(await bot.store.funnel(forever)).toMatchObject([{ received: 2, merged: 1, opened: 1 }]);
});

/** A bot on a store in a file of its own, whose clock goes on by a second whenever it is read. */
async function ownBot(): Promise<{ readonly bot: Bot; readonly file: string; close(): Promise<void> }> {
  const file = path.join(temporaryFolder(), 'store.db');
  let seconds = 0;
  const now = () => new Date(begin + 1000 * seconds++).toISOString();
  const store = await openStore(`sqlite:${file}`, { now });
  return { bot: { ...(await botWith([generic as unknown as SourceDefinition], now)), store }, file, close: () => store.close() };
}

function send(bot: Bot, payload: object): Promise<HookOutcome> {
  return sendBody(bot, JSON.stringify(payload));
}

function sendBody(bot: Bot, body: string): Promise<HookOutcome> {
  const take = takeDeliveries(bot, () => ({ tokens: ['token'], signing: [] }));
  return take({ source: 'generic', method: 'POST', headers: { authorization: 'Bearer token' }, rawBody: Buffer.from(body) });
}

/** Does the next waiting job; false when none waits. Only places are looked for here. */
async function placeNext(bot: Bot): Promise<boolean> {
  const [job] = await bot.store.claimJobs('2027-01-01T00:00:00.000Z', 60_000, 1);
  if (job === undefined) return false;
  if (job.flow === 'place-alert') await placeAlert(bot, job.args as { alert: string });
  await bot.store.finishJob(job);
  return true;
}

/** What the sender knows by itself: how much it sent in distinct bodies, how many of these say something new, and how many it should have known were wrong. */
function senderCounts(sent: readonly string[]): object {
  const bodies = [...new Set(sent)];
  const alerts = bodies.filter((body) => body.startsWith('[')).flatMap((body): unknown[] => JSON.parse(body));
  const quarantined = bodies.length - bodies.filter((body) => body.startsWith('[')).length;
  // The same rule, here the title, about the same things is the same alert, however severe it is called this time.
  const distinct = new Set(alerts.map((alert) => JSON.stringify({ ...(alert as object), severity: undefined }))).size;
  return { received: alerts.length + quarantined, quarantined, duplicate: alerts.length - distinct };
}

/** The same counts, from the rows of the file by plain SQL over the documents. */
async function recount(file: string): Promise<object> {
  const db = await connect(file);
  try {
    const number = (sql: string) => Number(db.prepare(sql).pluck().get());
    const ofFate = (fate: string) => number(`SELECT count(*) FROM alert WHERE json_extract(doc, '$.fate') = '${fate}'`);
    const quarantined = number('SELECT count(*) FROM quarantine WHERE replayed_at IS NULL');
    return {
      received: quarantined + number('SELECT coalesce(sum(alerts), 0) FROM receipt'),
      quarantined,
      duplicate: number(`SELECT coalesce(sum(json_extract(doc, '$.count') - 1), 0) FROM alert`),
      snoozed: ofFate('snoozed'),
      silent: ofFate('silent'),
      merged: ofFate('merged'),
      opened: ofFate('opened'),
    };
  } finally {
    db.close();
  }
}

/** Two windows that meet. */
async function halves(bot: Bot): Promise<object> {
  const middle = new Date(begin + 20_000).toISOString();
  return totalOf([...(await bot.store.funnel({ since: '', until: middle })), ...(await bot.store.funnel({ since: middle, until: '9999' }))]);
}
