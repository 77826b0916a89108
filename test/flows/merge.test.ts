import { expect, it } from 'vitest';
import { takeDeliveries } from '../../handlers/webhooks/hooks.ts';
import generic from '../../src/connectors/sources/generic.ts';
import { closeIncident } from '../../src/flows/close-incident.ts';
import { jobFlows } from '../../src/flows/jobs.ts';
import { mergeIncidents } from '../../src/flows/merge-incidents.ts';
import { splitIncident } from '../../src/flows/split-incident.ts';
import { unmergeIncident } from '../../src/flows/unmerge-incident.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { human } from '../core/builders.ts';
import { sampleProposal } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

const now = '2026-03-14T02:00:00.000Z';
const analyst = human('mira', { roles: ['analyst', 'reader'] });
const reader = human('rio', { roles: ['reader'] });
const as = (person: typeof analyst) =>
  ({ actor: { kind: 'human', id: person.id, name: person.name }, person, entrance: 'terminal', timezone: 'UTC' }) as const;
const by = as(analyst);
const reason = 'One intruder did both.';

/** Two incidents about two machines, two alerts in each. */
async function twoIncidents(): Promise<Bot> {
  const bot = await botWith([generic as unknown as SourceDefinition], () => now);
  const take = takeDeliveries(bot, () => ({ tokens: ['token'], signing: [] }));
  const alerts = ['web-1', 'web-1', 'web-2', 'web-2'].map((host, index) => ({
    title: `Malware ${index}`,
    rule: `r-${index}`,
    severity: 'critical',
    host,
  }));
  await take({ source: 'generic', method: 'POST', headers: { authorization: 'Bearer token' }, rawBody: Buffer.from(JSON.stringify(alerts)) });
  await work(bot);
  expect((await bot.store.incidents({ limit: 9 })).map(({ id, alerts: own }) => [id, own.length]).sort()).toEqual([
    ['INC-1', 2],
    ['INC-2', 2],
  ]);
  return bot;
}

async function work(bot: Bot): Promise<void> {
  for (;;) {
    const [job] = await bot.store.claimJobs(bot.now(), 60_000, 1);
    if (job === undefined) return;
    await jobFlows[job.flow]?.run(bot, job.args);
    await bot.store.finishJob(job);
  }
}

const merge = (bot: Bot) => mergeIncidents(bot, { from: 'INC-2', into: 'INC-1', reason }, by);
const types = async (bot: Bot, id: string) => (await bot.store.timeline(id)).map(({ type }) => type);
const hostsOf = async (bot: Bot, id: string) => (await bot.store.get('incident', id))?.observables.map(({ value }) => value).sort();

it('two become one: the alerts go over, both timelines say so in one commit, and the funnel stays what it was', async () => {
  const bot = await twoIncidents();
  const before = await bot.store.funnel({ since: '', until: '9999' });
  await merge(bot);
  await work(bot);
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ phase: 'open', alerts: { length: 4 } });
  expect(await bot.store.get('incident', 'INC-2')).toMatchObject({ phase: 'closed', verdict: null, mergedInto: 'INC-1' });
  expect(await bot.store.alertsOf('INC-1')).toHaveLength(4);
  expect(await hostsOf(bot, 'INC-1')).toEqual(['web-1', 'web-2']);
  const into = (await bot.store.timeline('INC-1')).find(({ type }) => type === 'incident.merged');
  const from = (await bot.store.timeline('INC-2')).find(({ type }) => type === 'incident.merged-into');
  expect(into).toMatchObject({ by: { id: 'mira' }, payload: { from: 'INC-2', reason } });
  expect(from).toMatchObject({ payload: { into: 'INC-1', alerts: { length: 2 } } });
  expect((into?.seq ?? 0) - (from?.seq ?? 0)).toBe(1);
  expect(await bot.store.funnel({ since: '', until: '9999' })).toEqual(before);
  expect((await bot.store.verify()).firstBreak).toBeNull();
});

it('taken back, each has what was its own, and the closed one is open again', async () => {
  const bot = await twoIncidents();
  const hosts = [await hostsOf(bot, 'INC-1'), await hostsOf(bot, 'INC-2')];
  await merge(bot);
  await unmergeIncident(bot, { incident: 'INC-2', reason: 'Two after all.' }, by);
  await work(bot);
  for (const id of ['INC-1', 'INC-2']) {
    expect(await bot.store.get('incident', id)).toMatchObject({ phase: 'open', mergedInto: null, alerts: { length: 2 } });
    expect(await types(bot, id)).toContain('incident.unmerged');
  }
  expect([await hostsOf(bot, 'INC-1'), await hostsOf(bot, 'INC-2')]).toEqual(hosts);
});

it('what waits for a yes in the one that goes ends with the yeses that it had; in the other one it stands', async () => {
  const bot = await twoIncidents();
  const put = (id: string, incident: string) => ({ put: 'proposal', value: sampleProposal(id, { incident, state: 'proposed' }) }) as const;
  await bot.store.commit({ state: [put('P-1', 'INC-1'), put('P-2', 'INC-2')] });
  const answer = await merge(bot);
  expect(answer.data).toMatchObject({ ended: ['P-2'] });
  expect(await bot.store.get('proposal', 'P-1')).toMatchObject({ state: 'proposed', revision: 1 });
  expect(await bot.store.get('proposal', 'P-2')).toMatchObject({ state: 'stale', outcome: expect.stringContaining('merged into INC-1') });
  expect(await types(bot, 'INC-2')).toContain('containment.stale');
});

it.each(['approved', 'executing', 'unknown'] as const)('nothing is merged or split while something of it is %s', async (state) => {
  const bot = await twoIncidents();
  await bot.store.commit({ state: [{ put: 'proposal', value: sampleProposal('P-2', { incident: 'INC-2', state }) }] });
  await expect(merge(bot)).rejects.toThrow(`P-2 of INC-2 is ${state}`);
  await expect(splitIncident(bot, { incident: 'INC-2', which: 'host:web-2', reason }, by)).rejects.toThrow(`P-2 of INC-2 is ${state}`);
});

it('one becomes two by what some of its alerts name, and merging them takes it back', async () => {
  const bot = await twoIncidents();
  await merge(bot);
  await work(bot);
  await splitIncident(bot, { incident: 'INC-1', which: 'host:web-2', reason }, by);
  await work(bot);
  expect(await bot.store.get('incident', 'INC-1')).toMatchObject({ alerts: { length: 2 } });
  expect(await bot.store.get('incident', 'INC-3')).toMatchObject({ phase: 'open', alerts: { length: 2 } });
  expect([await hostsOf(bot, 'INC-1'), await hostsOf(bot, 'INC-3')]).toEqual([['web-1'], ['web-2']]);
  expect(await types(bot, 'INC-1')).toContain('incident.split');
  await mergeIncidents(bot, { from: 'INC-3', into: 'INC-1', reason }, by);
  expect(await hostsOf(bot, 'INC-1')).toEqual(['web-1', 'web-2']);
  expect(await bot.store.funnel({ since: '', until: '9999' })).toMatchObject([{ received: 4, opened: 2, merged: 2 }]);
});

it.each([
  ['into itself', (bot: Bot) => mergeIncidents(bot, { from: 'INC-1', into: 'INC-1', reason }, by), /into itself/],
  ['by whoever may only read', (bot: Bot) => mergeIncidents(bot, { from: 'INC-2', into: 'INC-1', reason }, as(reader)), /analyst/i],
  ['that does not exist', (bot: Bot) => mergeIncidents(bot, { from: 'INC-9', into: 'INC-1', reason }, by), /INC-9/],
  ['split by nothing', (bot: Bot) => splitIncident(bot, { incident: 'INC-1', which: 'host:nobody', reason }, by), /No alert of INC-1/],
  ['split by everything', (bot: Bot) => splitIncident(bot, { incident: 'INC-1', which: 'host:web-1', reason }, by), /nothing would stay/],
  ['that was never merged, taken back', (bot: Bot) => unmergeIncident(bot, { incident: 'INC-1', reason }, by), /not merged/],
])('an incident %s is refused', async (_how, act, words) => {
  await expect(act(await twoIncidents())).rejects.toThrow(words);
});

it('what is closed is not merged', async () => {
  const bot = await twoIncidents();
  await closeIncident(bot, 'INC-2', 'benign', 'A test.', by);
  await expect(merge(bot)).rejects.toThrow(/INC-2 is closed/);
});
