import { expect, it } from 'vitest';
import metricsCommand from '../../commands/metrics.ts';
import { firebreak } from '../../src/core/actor.ts';
import { person } from '../../src/core/team.ts';
import { keepMeasures } from '../../src/flows/keep-measures.ts';
import { showMetrics, whyMetric } from '../../src/flows/show-metrics.ts';
import type { Bot } from '../../src/kit/bot.ts';
import { parseCommand } from '../../src/kit/command-line.ts';
import type { By } from '../../src/kit/knock.ts';
import { dana, later } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';
import { about, botWithTwelve, twelve } from './twelve-incidents.ts';

const dayMs = 86_400_000;
const morgan: By = {
  actor: { kind: 'human', id: 'morgan', name: 'Morgan' },
  person: person.parse({ id: 'morgan', name: 'Morgan', roles: ['reader'] }),
  entrance: 'slack',
  timezone: 'UTC',
};

/** Worked out by hand from the table of the twelve: [numerator, denominator], times in seconds. */
const byHand = {
  // 1: 62 · 2: 10 · 6: 86 500 · 8: 20 · 9: 100 · 11: 60 · 12: 0, its clock being ahead
  mttd: [86_752, 7],
  // 1: 60 · 2: 390 · 3: 30 · 4: 185 · 5: 0 · 6: 60 · 7: 60 · 8: 40 · 9: 40 · 11: 1 · 12: 60
  mtta: [926, 11],
  // 1: 73 · 2: 65 · 8: 170 · 9: 260 (its first was wrong) · 11: 2
  mttc: [570, 5],
  // 1: 3600 · 2: 900 · 3: 60 · 4: 485 · 5: 1200 · 6: 7200 · 7: 600 · 8: 3600 · 9: 1200 · 11: 600 · 12: 1200
  mttr: [20_645, 11],
  // 1: 135 · 2: 75 · 8: 190 · 9: 360 · 11: 62
  dwell: [822, 5],
  // 3 and 4, of all but 7
  'false-positives': [2, 10],
  // P-2, P-4, P-7, P-11 of these and P-1, P-8, P-9, P-10
  automation: [4, 8],
  // P-4 of P-2, P-4, P-11
  'false-automation': [1, 3],
  // P-3, P-4, P-9 of these and P-1, P-2, P-7, P-8, P-10, P-11
  overrides: [3, 9],
  // P-1: 60 · P-8: 150 · P-9: 30 · P-10: 30 · P-12: 50
  'approval-latency': [320, 5],
  // 1: 2 alerts × 2 + 2 lookups × 3 + 10 + evidence 10 + ticket 8 = 38 · seven more containments × 10
  'minutes-saved': [108, 11],
  // P-1 .01 · P-2 .04 · P-3 .49 · P-4 .9025 · P-8 .01 · P-9 .16 · P-10 .04 · P-11 0
  brier: [1.6525, 8],
  // [.9, 1]: |3.75 − 3| · [.8, .9): |1.6 − 2| · [.7, .8): .7 · [.4, .5): .4
  ece: [2.25, 8],
} as const;

interface Read {
  readonly metrics: readonly { readonly metric: string; readonly numerator: number; readonly denominator: number; readonly value: number | null }[];
  readonly closed: readonly string[];
  readonly notForYou: number;
  readonly drills: number;
}

async function read(bot: Bot): Promise<Record<string, readonly [number, number]>> {
  const { metrics } = (await showMetrics(bot, dayMs, morgan)).data as Read;
  const named = metrics.filter(({ metric }) => metric in byHand);
  return Object.fromEntries(named.map(({ metric, numerator, denominator }) => [metric, [Math.round(numerator * 1e9) / 1e9, denominator]]));
}

it('twelve incidents measure what somebody worked out by hand, and go on to whatever is edited later', async () => {
  const { bot, clock } = await botWithTwelve();
  expect(await read(bot)).toEqual(byHand);

  for (const incident of Object.keys(twelve)) await keepMeasures(bot, { incident });
  expect(await read(bot)).toEqual(byHand);

  clock(20_100);
  const seqOf = async (incident: string, type: string) => (await bot.store.timeline(incident)).find((event) => event.type === type)?.seq ?? 0;
  const redacted = async (incident: string, type: string) =>
    ({
      incident,
      type: 'event.redacted',
      happenedAt: later(20_100),
      by: dana,
      payload: { seq: await seqOf(incident, type), type, reason: 'personal data' },
    }) as const;
  await bot.store.commit({
    events: [
      {
        incident: 'INC-1',
        type: 'containment.undo-asked',
        happenedAt: later(20_100),
        by: dana,
        payload: { ...about('P-1'), reason: 'x', as: 'wrong' },
      },
      { incident: 'INC-1', type: 'containment.undone', happenedAt: later(20_101), by: firebreak, payload: { ...about('P-1'), says: 'x' } },
      { incident: 'INC-2', type: 'incident.taken', happenedAt: later(11), by: dana, payload: { commander: 'dana', name: 'Dana', before: null } },
      await redacted('INC-8', 'containment.proposed'),
      await redacted('INC-9', 'containment.undo-asked'),
      await redacted('INC-3', 'incident.closed'),
    ],
  });
  const third = await bot.store.get('incident', 'INC-3');
  if (third === undefined) throw new Error('INC-3 is missing');
  await bot.store.commit({ state: [{ put: 'incident', value: { ...third, verdict: 'true-positive', drill: true, revision: third.revision + 1 } }] });
  const { minutes } = bot.files.policy.metrics;
  Object.assign(minutes, { alert: 100, lookup: 100, containment: 100, evidence: 100, ticket: 100 });
  for (const incident of Object.keys(twelve)) await keepMeasures(bot, { incident });

  expect(await read(bot)).toEqual(byHand);
});

it('each names what it rests on, and counts without naming what is not for whoever asks', async () => {
  const { bot } = await botWithTwelve();
  const why = (await whyMetric(bot, 'mttc', dayMs, morgan)).data as { incidents: { incident: string; numerator: number }[]; notForYou: number };
  expect(why).toMatchObject({ metric: 'mttc', unit: 'seconds', numerator: 570, denominator: 5, value: 114, median: 73, notForYou: 1 });
  expect(why.incidents.map(({ incident, numerator }) => [incident, numerator])).toEqual([
    ['INC-2', 65],
    ['INC-9', 260],
    ['INC-8', 170],
    ['INC-1', 73],
  ]);
  const all = await showMetrics(bot, dayMs, morgan);
  expect(JSON.stringify(all)).not.toContain('INC-11');
  expect(JSON.stringify(all)).not.toContain('INC-10');
  expect(all.data).toMatchObject({ notForYou: 1, drills: 1 });
});

it('what they cite are the events that say so', async () => {
  const { bot } = await botWithTwelve();
  const { incidents } = (await whyMetric(bot, 'mttc', dayMs, morgan)).data as { incidents: { incident: string; events: number[] }[] };
  const [first] = incidents;
  const timeline = await bot.store.timeline(first?.incident ?? '');
  expect(first?.events.map((seq) => timeline.find((event) => event.seq === seq)?.type)).toEqual(['incident.opened', 'containment.done']);
});

it('a window holds what was closed in it, and nothing else', async () => {
  const { bot, clock } = await botWithTwelve();
  clock(3660 + 3600);
  const closedIn = async (ms: number) => ((await showMetrics(bot, ms, morgan)).data as Read).closed;
  // From 3660 on: INC-1 at 3662, and not INC-8 at 3640; INC-6 at 7300 and the drill come later.
  expect(await closedIn(3_600_000)).toEqual(['INC-1']);
});

it('without anything closed it says so instead of naming a number', async () => {
  const bot = await botWith([], () => later(0));
  const { metrics } = (await showMetrics(bot, dayMs, morgan)).data as Read;
  expect(new Set(metrics.map(({ value }) => value))).toEqual(new Set([null]));
});

it('strangers are refused', async () => {
  const bot = await botWith([], () => later(0));
  await expect(showMetrics(bot, dayMs, { ...morgan, person: undefined })).rejects.toThrow('for those who may read incidents');
  await expect(whyMetric(bot, 'mttc', dayMs, { ...morgan, person: undefined })).rejects.toThrow('for those who may read incidents');
});

it.each([
  ['', '[<span>]'],
  ['90d', '[<span>]'],
  ['MTTC --why', '<metric> --why'],
  ['mttc 7d --why', '<metric> <span> --why'],
  ['why noise-reduction', 'why <metric> [<span>]'],
  ['funnel', 'funnel [<span>]'],
])('“metrics %s” is understood', (typed, pattern) => {
  expect(parseCommand(metricsCommand, typed).form.pattern).toBe(pattern);
});
