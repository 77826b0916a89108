import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { type Actor, firebreak } from '../../src/core/actor.ts';
import { factorNames } from '../../src/core/assessment.ts';
import type { Brake } from '../../src/core/brake.ts';
import type { Incident } from '../../src/core/incident.ts';
import { wholeBot } from '../../src/core/timeline.ts';
import { jobFlows } from '../../src/flows/jobs.ts';
import { mirrorsOfIncident } from '../../src/flows/mirror-incident.ts';
import { cardWatch, pageAboutWhole, pagesOf, unknownWatch } from '../../src/flows/page-somebody.ts';
import { pagerOutlet } from '../../src/flows/send-page.ts';
import { pulling, releasing } from '../../src/flows/turn-brake.ts';
import type { Bot, Connection } from '../../src/kit/bot.ts';
import { connect } from '../../src/kit/connect.ts';
import type { ClientDefinition, ClientId, NotifierDefinition } from '../../src/kit/define.ts';
import { type Range, startRange } from '../../src/workspace/range/server.ts';
import { definitionsIn } from '../contracts/found.ts';
import { later, sampleIncident, sampleProposal } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

const dana: Actor = { kind: 'human', id: 'dana', name: 'Dana Reyes' };
const tuning = { deadlineMs: 2_000, patienceMs: 2_000, failures: 100, halfOpenAfterMs: 100, backoffMs: 1 };
const notifiers = new Map((await definitionsIn<NotifierDefinition>('notifiers')).map(({ name, definition }) => [name, definition]));
const clients = await definitionsIn<ClientDefinition>('clients');

let seconds = 0;
let range: Range;
let bot: Bot;
beforeEach(async () => {
  seconds = 0;
  range = await startRange();
  bot = await botThatPages();
  onTestFinished(() => range.close());
});

/** A bot whose notifiers reach the practice range, at a time that the test sets. */
async function botThatPages(changed: Readonly<Record<string, string | undefined>> = {}): Promise<Bot> {
  const plain = await botWith([], () => later(seconds));
  const hooks = { log: plain.log, measure: () => {}, redact: plain.redact };
  const settings = { ...range.settings, ...changed };
  const connections = new Map(
    clients.map(({ name, definition }) => [name, connect({ ...definition, limits: { maxConcurrent: 4 } }, settings, hooks, tuning)]),
  );
  return {
    ...plain,
    catalogue: { ...plain.catalogue, notifiers },
    connection: <Id extends ClientId>(id: Id) => connections.get(id) as Connection<Id>,
    files: { ...plain.files, policy: { ...plain.files.policy, notify: { first: 'pagerduty', fallback: 'smtp', from: 'critical' } } },
  };
}

/** Puts an incident into the store, with everything that is to be drawn for it; the first time or as its next revision. */
async function keep(changes: Partial<Incident>): Promise<Incident> {
  const before = await bot.store.get('incident', 'INC-7');
  const fresh = sampleIncident('INC-7', { severity: 'critical', shown: { card: true, ticket: false, channel: true } });
  const incident = { ...(before ?? fresh), ...changes, revision: (before?.revision ?? 0) + 1 };
  await bot.store.commit({
    state: [{ put: 'incident', value: incident }],
    jobs: cardWatch(bot, before ?? null, incident),
    outbox: [...mirrorsOfIncident(bot, incident), ...(await pagesOf(bot, 'INC-7'))],
  });
  return incident;
}

/** Sends the pages that wait, once, as the worker would. Returns how often one did not go out. */
async function work(): Promise<number> {
  let failed = 0;
  const outlet = pagerOutlet(bot);
  const claimed = await bot.store.claimDeliveries(bot.now(), 60_000, 20);
  for (const delivery of claimed.filter((one) => one.outlet === outlet.id)) {
    await outlet.deliver(delivery).then(
      (mirror) => bot.store.delivered(delivery, mirror),
      (error) => {
        failed += 1;
        return bot.store.undelivered(delivery, {
          why: String(error),
          ambiguous: false,
          retryAt: error.retryable || error.unknown ? bot.now() : null,
        });
      },
    );
  }
  return failed;
}

/** Runs the jobs that are due. */
async function due(): Promise<void> {
  for (const job of await bot.store.claimJobs(bot.now(), 60_000, 20)) {
    await jobFlows[job.flow]?.run(bot, job.args);
    await bot.store.finishJob(job);
  }
}

const rung = () => Object.values(range.inspect.pagerduty.alerts).map(({ summary, status, rang }) => `${summary}: ${status}, rang ${rang}`);
const mailed = () => range.inspect.mail.mails.map(({ subject }) => subject);
const told = async () => (await bot.store.timeline('INC-7')).flatMap((event) => (event.type.startsWith('somebody.') ? [event.type] : []));
const rated = 'INC-7 is rated critical (score 91 of 100)';
const factors = factorNames.map((name) => ({ name, points: 0, because: [] }));
const scored = { assessment: { prior: -20, factors, total: 10, score: 91, confidence: 0.8, confidenceBecause: [] } };

it('a critical incident wakes somebody once, who is acknowledged when somebody takes it and let go when it is closed', async () => {
  await keep(scored);
  await work();
  await keep({});
  await work();
  expect(rung()).toEqual([`${rated}: triggered, rang 1`]);
  await keep({ commander: dana.id });
  await work();
  expect(rung()).toEqual([`${rated}: acknowledged, rang 1`]);
  await keep({ phase: 'closed', closedAt: later(5), verdict: 'benign', verdictReason: 'A test.' });
  await work();
  await work();
  expect(rung()).toEqual([`${rated}: resolved, rang 1`]);
  expect(await told()).toEqual(['somebody.paged']);
});

it('an incident that becomes critical under somebody’s lead rings on: whoever leads may be asleep', async () => {
  await keep({ ...scored, severity: 'high', commander: dana.id });
  await work();
  expect(rung()).toEqual([]);
  await keep({ severity: 'critical' });
  await work();
  await keep({});
  await work();
  expect(rung()).toEqual([`${rated}: triggered, rang 1`]);
});

it('what was closed before anybody was woken wakes nobody', async () => {
  await keep({ ...scored, phase: 'closed', closedAt: later(1) });
  await work();
  expect(rung()).toEqual([]);
});

it.each([
  ['fails', { status: 500 }],
  ['asks us to wait', { status: 429 }],
  ['hangs up', { drop: 'before' }],
] as const)('when the first notifier %s, it alone is tried for half a minute; then the fallback has it, and it stays there', async (_how, fault) => {
  range.faults.next({ system: 'pagerduty', ...fault, times: 100 });
  await keep(scored);
  for (const at of [0, 10, 29]) {
    seconds = at;
    expect(await work()).toBe(1);
    expect(mailed()).toEqual([]);
  }
  seconds = 30;
  expect(await work()).toBe(0);
  expect(mailed()).toEqual([rated]);
  const [event] = (await bot.store.timeline('INC-7')).filter(({ type }) => type === 'somebody.paged');
  expect(event?.payload).toMatchObject({ notifier: 'Mail', insteadOf: [{ notifier: 'PagerDuty', why: expect.stringContaining('PagerDuty') }] });

  range.faults.clear();
  await keep({ commander: dana.id });
  await work();
  expect([rung(), mailed()]).toEqual([[], [rated, `Taken: ${rated}`]]);
});

it.each([
  ['refuses for good', { PAGERDUTY_ROUTING_KEY: 'wrong' }],
  ['is not set up', { PAGERDUTY_ROUTING_KEY: undefined }],
])('when the first notifier %s, the fallback has it at once', async (_how, settings) => {
  bot = await botThatPages(settings);
  await keep(scored);
  expect(await work()).toBe(0);
  expect([rung(), mailed()]).toEqual([[], [rated]]);
});

it('an answer of PagerDuty that gets lost rings once', async () => {
  range.faults.next({ system: 'pagerduty', drop: 'after' });
  await keep(scored);
  expect([await work(), await work()]).toEqual([1, 0]);
  expect([rung(), mailed(), await told()]).toEqual([[`${rated}: triggered, rang 1`], [], ['somebody.paged']]);
});

it('that nobody could be woken stands in the timeline once, and it is tried until somebody is', async () => {
  range.faults.next({ system: 'pagerduty', status: 500, times: 100 });
  range.faults.next({ system: 'mail', status: 550, times: 100 });
  await keep(scored);
  await work();
  for (const at of [40, 60, 600]) {
    seconds = at;
    expect(await work()).toBe(1);
  }
  expect(await told()).toEqual(['somebody.not-paged']);
  range.faults.clear();
  expect(await work()).toBe(0);
  expect([rung(), await told()]).toEqual([[`${rated}: triggered, rang 1`], ['somebody.not-paged', 'somebody.paged']]);
});

it('where policy names nobody, nothing is wished and nothing waits', async () => {
  const { notify: _nobody, ...policy } = bot.files.policy;
  bot = { ...bot, files: { ...bot.files, policy } };
  await keep(scored);
  expect(await pagesOf(bot, 'INC-7')).toEqual([]);
  expect([await work(), rung(), (await bot.store.backlog()).jobs.waiting]).toEqual([0, [], 0]);
});

it('an urgent incident whose card is not in Slack after a minute wakes somebody once', async () => {
  await keep({ ...scored, severity: 'high' });
  seconds = 59;
  await due();
  await work();
  expect(rung()).toEqual([]);
  seconds = 60;
  await due();
  await work();
  await keep({});
  seconds = 300;
  await due();
  await work();
  expect(rung()).toEqual(['INC-7 (high) is not in Slack: triggered, rang 1']);
});

it('one whose card is there wakes nobody', async () => {
  await keep({ ...scored, severity: 'high' });
  await bot.store.commit({ mirrors: [{ subject: 'card:INC-7', ref: { channel: 'C1', ts: '1' } }] });
  seconds = 60;
  await due();
  await work();
  expect(rung()).toEqual([]);
});

it('a critical one that Slack does not show has woken somebody already', async () => {
  await keep(scored);
  await work();
  seconds = 60;
  await due();
  await work();
  expect(rung()).toEqual([`${rated}: triggered, rang 1`]);
});

it('a containment wakes somebody when nobody knows for 40 seconds what became of it, and lets them go when it is known', async () => {
  await keep({ ...scored, severity: 'high' });
  await bot.store.commit({ mirrors: [{ subject: 'card:INC-7', ref: { channel: 'C1', ts: '1' } }] });
  await bot.store.commit({
    state: [{ put: 'proposal', value: sampleProposal('P-3', { incident: 'INC-7', state: 'unknown' }) }],
    jobs: unknownWatch(bot, 'P-3', true),
  });
  seconds = 39;
  await due();
  await work();
  expect(rung()).toEqual([]);
  seconds = 40;
  await due();
  await work();
  expect(rung()).toEqual(['INC-7: nobody knows whether P-3 took effect: triggered, rang 1']);
  await bot.store.commit({ state: [{ put: 'proposal', value: sampleProposal('P-3', { incident: 'INC-7', state: 'failed', revision: 2 }) }] });
  await keep({});
  await work();
  expect(rung()).toEqual(['INC-7: nobody knows whether P-3 took effect: resolved, rang 1']);
});

it('the breaker wakes somebody each time it opens, and lets them go when a person closes it', async () => {
  const opened = async (at: number, before?: Brake) => {
    seconds = at;
    await bot.store.commit(await pulling(bot, before, { id: 'breaker', by: firebreak, reason: 'three failed', now: bot.now() }));
    await work();
    return (await bot.store.get('brake', 'breaker')) as Brake;
  };
  const breaker = await opened(0);
  expect(rung()).toEqual([expect.stringMatching(/^The breaker is open.*: triggered, rang 1$/)]);
  await bot.store.commit(await releasing(bot, breaker, { id: 'breaker', by: dana, reason: 'Understood.', now: bot.now() }));
  await work();
  await opened(90, await bot.store.get('brake', 'breaker'));
  expect(rung()).toEqual([expect.stringMatching(/: resolved, rang 1$/), expect.stringMatching(/: triggered, rang 1$/)]);
  expect((await bot.store.timeline(wholeBot)).map(({ type }) => type)).toEqual([
    'brake.pulled',
    'somebody.paged',
    'brake.released',
    'brake.pulled',
    'somebody.paged',
  ]);
});

it('a timeline that does not hold wakes somebody once for each place', async () => {
  for (const ground of ['timeline:57', 'timeline:57', 'timeline:60'] as const) {
    await bot.store.commit({ outbox: pageAboutWhole(bot, ground) });
    await work();
  }
  expect(rung()).toEqual(['The timeline does not hold: triggered, rang 1', 'The timeline does not hold: triggered, rang 1']);
});
