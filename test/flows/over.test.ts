import { expect, it } from 'vitest';
import { takeDeliveries } from '../../handlers/webhooks/hooks.ts';
import alertmanager from '../../src/connectors/sources/alertmanager.ts';
import { addNote } from '../../src/flows/add-note.ts';
import { closeIncident } from '../../src/flows/close-incident.ts';
import { jobFlows } from '../../src/flows/jobs.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { human } from '../core/builders.ts';
import { botWith } from '../web/bot.ts';

const begin = Date.parse('2026-03-14T02:00:00.000Z');
const analyst = human('mira', { roles: ['analyst', 'reader'] });
const by = { actor: { kind: 'human', id: analyst.id, name: analyst.name }, person: analyst, entrance: 'terminal', timezone: 'UTC' } as const;

/** A watched machine, and the minutes at which its alert fires and is over. Whatever waits to be done is done after each. */
async function watched(): Promise<{ readonly bot: Bot; tell(minute: number, status: 'firing' | 'resolved', alertname?: string): Promise<void> }> {
  let now = begin;
  const bot = await botWith([alertmanager as unknown as SourceDefinition], () => new Date(now).toISOString());
  const take = takeDeliveries(bot, () => ({ tokens: ['token'], signing: [] }));
  return {
    bot,
    tell: async (minute, status, alertname = 'HostDown') => {
      now = begin + minute * 60_000;
      const at = new Date(now).toISOString();
      const alert = { status, labels: { alertname, severity: 'critical', instance: 'web-1' }, annotations: {}, startsAt: at, fingerprint: alertname };
      const rawBody = Buffer.from(JSON.stringify({ version: '4', status, alerts: [alert] }));
      expect(await take({ source: 'alertmanager', method: 'POST', headers: { authorization: 'Bearer token' }, rawBody })).toMatchObject({
        alerts: 1,
      });
      await work(bot);
    },
  };
}

async function work(bot: Bot): Promise<void> {
  for (;;) {
    const [job] = await bot.store.claimJobs(bot.now(), 60_000, 1);
    if (job === undefined) return;
    await jobFlows[job.flow]?.run(bot, job.args);
    await bot.store.finishJob(job);
  }
}

const told = async (bot: Bot, id = 'INC-1') =>
  (await bot.store.timeline(id)).map(({ type }) => type).filter((type) => /^(alert|incident)\.(?!assessed|measured)/.test(type));

it('what is over closes what it opened, without a verdict on what it was; fired again within a day it opens the same incident again', async () => {
  const { bot, tell } = await watched();
  await tell(0, 'firing');
  await tell(90, 'resolved');
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'closed', verdict: 'inconclusive', closedItself: true });
  await tell(300, 'firing');
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'open', verdict: null, closedAt: null, closedItself: false });
  expect(await told(bot)).toEqual([
    ...['incident.opened', 'alert.joined', 'alert.resolved', 'incident.closed'],
    ...['incident.reopened', 'alert.reopened'],
  ]);
  expect(await bot.store.incidents({ limit: 10 })).toHaveLength(1);
  expect(await bot.store.funnel({ since: '', until: '9999' })).toMatchObject([{ received: 3, duplicate: 2, opened: 1 }]);
});

it('fired again after more than a day it opens another one', async () => {
  const { bot, tell } = await watched();
  await tell(0, 'firing');
  await tell(90, 'resolved');
  await tell(90 + 25 * 60, 'firing');
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'closed' });
  expect(await bot.store.get('incident', 'INC-2')).toMatchObject({ phase: 'open' });
});

it('one of two alerts being over closes nothing, and the second does', async () => {
  const { bot, tell } = await watched();
  await tell(0, 'firing');
  await tell(1, 'firing', 'DiskFull');
  await tell(90, 'resolved');
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'open', alerts: { length: 2 } });
  await tell(91, 'resolved', 'DiskFull');
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'closed' });
});

it('what a person has touched is theirs to close, and what they closed stays so', async () => {
  const { bot, tell } = await watched();
  await tell(0, 'firing');
  await addNote(bot, 'INC-1', 'Looked at the rack.', by);
  await tell(90, 'resolved');
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'open' });
  await closeIncident(bot, 'INC-1', 'benign', 'A planned restart.', by);
  await tell(300, 'firing');
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'closed', verdict: 'benign' });
  expect(await bot.store.get('incident', 'INC-2')).toMatchObject({ phase: 'open' });
});

it('what fires and is over again and again flaps: its incident stays, and the timeline says so once', async () => {
  const { bot, tell } = await watched();
  await tell(0, 'firing');
  for (const [minute, status] of [
    [1, 'resolved'],
    [2, 'firing'],
    [3, 'resolved'],
    [4, 'firing'],
    [5, 'resolved'],
    [6, 'firing'],
    [7, 'resolved'],
  ] as const)
    await tell(minute, status);
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'open' });
  const events = await bot.store.timeline('INC-1');
  expect(events.filter(({ type }) => type === 'alert.flapping')).toMatchObject([
    { payload: { rule: 'HostDown', because: ['It fired or was resolved 4 times within 60 minutes. The incident stays open.'] } },
  ]);
  expect((await told(bot)).slice(-1)).toEqual(['alert.flapping']);
  // After a quiet time it is taken at its word again.
  await tell(200, 'firing');
  await tell(290, 'resolved');
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'closed' });
});
