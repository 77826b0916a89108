import { expect, it } from 'vitest';
import { firebreak } from '../../src/core/actor.ts';
import type { AlertInput } from '../../src/core/alert.ts';
import { totalOf } from '../../src/core/funnel.ts';
import { plain } from '../../src/core/text.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { assessAlerts } from '../../src/flows/assess-incident.ts';
import { confirmSnooze } from '../../src/flows/confirm-snooze.ts';
import { endSnooze } from '../../src/flows/end-snooze.ts';
import { placeAlert } from '../../src/flows/place-alert.ts';
import { proposeSnooze, type SnoozeWish } from '../../src/flows/propose-snooze.ts';
import { receiveAlerts } from '../../src/flows/receive-alert.ts';
import { previewOf } from '../../src/flows/show-snooze.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { By } from '../../src/kit/knock.ts';
import { acme, alex, sam, shippedRule } from '../core/builders.ts';
import { botWith } from '../web/bot.ts';

const begin = Date.parse('2026-03-14T02:00:00.000Z');
const hour = 3_600_000;
const wish: SnoozeWish = { about: { source: 'falco', rule: 'shell' }, spanMs: 24 * hour, reason: 'A known job' };

/** A bot whose clock stands where it is put, a delivery of alerts by hours since the beginning, and an analyst. */
async function house() {
  let at = begin;
  const known = await botWith([{ id: 'falco' } as never, { id: 'okta' } as never], () => new Date(at).toISOString());
  const bot: Bot = { ...known, files: { ...known.files, team: acme, correlations: [shippedRule('account-takeover')] } };
  let deliveries = 0;
  const goTo = (hours: number) => {
    at = begin + hours * hour;
  };
  /** Receives one alert and does what follows; returns the alert as it then is. */
  const receive = async (draft: Partial<AlertInput> = {}, source = 'falco') => {
    const happenedAt = draft.happenedAt ?? bot.now();
    const input: AlertInput = {
      externalId: `external-${deliveries}`,
      rule: 'shell',
      title: Untrusted.of('A shell in a container'),
      severity: 100,
      observables: [{ kind: 'host', value: 'web-1', role: 'target' }],
      ...draft,
      happenedAt,
    };
    deliveries += 1;
    await receiveAlerts(bot, { source, delivery: `d-${deliveries}`, drafts: [input], receivedAt: bot.now() });
    await placeAll(bot);
    const [newest] = (await bot.store.alertsNaming(['host:web-1', 'host:web-2', 'user:alex@acme.example'], '', '9999')).toReversed();
    return newest;
  };
  const incidents = async () => (await bot.store.incidents({ limit: 100 })).map(({ id }) => id);
  const funnel = async () => totalOf(await bot.store.funnel({ since: '', until: '9999' }));
  const snoozed = async (changed: Partial<SnoozeWish> = {}) => {
    const { id } = await proposeSnooze(bot, { ...wish, ...changed }, analyst);
    return confirmSnooze(bot, id, analyst);
  };
  return { bot, goTo, receive, incidents, funnel, snoozed };
}

function byOf(person: By['person']): By {
  return { actor: { kind: 'human', id: person?.id ?? 'x', name: person?.name ?? 'X' }, person, entrance: 'slack', timezone: 'UTC' };
}
const analyst = byOf({ ...sam, roles: [...sam.roles, 'reader'] });

async function placeAll(bot: Bot): Promise<void> {
  for (;;) {
    const [job] = await bot.store.claimJobs('2027-01-01T00:00:00.000Z', 60_000, 1);
    if (job === undefined) return;
    if (job.flow === 'place-alert') await placeAlert(bot, job.args as { alert: string });
    await bot.store.finishJob(job);
  }
}

it('a snooze quiets nothing before it is confirmed', async () => {
  const { bot, receive, incidents } = await house();
  await proposeSnooze(bot, wish, analyst);
  await receive();
  expect(await incidents()).toEqual(['INC-1']);
});

it('what is snoozed is stored, found, and counted as snoozed, opens nothing and joins nothing', async () => {
  const { receive, incidents, funnel, snoozed } = await house();
  await receive({ rule: 'something else' });
  await snoozed();
  const quiet = await receive();
  expect(quiet).toMatchObject({ incident: null, fate: 'snoozed', snooze: 'S-1', because: [expect.stringContaining('A known job')] });
  expect(await incidents()).toEqual(['INC-1']);
  expect(await funnel()).toMatchObject({ received: 2, snoozed: 1, opened: 1 });
});

it.each([
  ['another rule', { rule: 'other' }, 'falco'],
  ['another source', {}, 'okta'],
  ['another thing than the one it is about', { observables: [{ kind: 'host', value: 'web-2', role: 'target' }] }, 'falco'],
] as const)('%s is not quiet', async (_what, draft, source) => {
  const { receive, incidents, snoozed } = await house();
  await snoozed({ observable: { kind: 'host', value: 'web-1', role: 'related' } });
  await receive(
    { ...draft, observables: 'observables' in draft ? [...draft.observables] : [{ kind: 'host', value: 'web-1', role: 'target' }] },
    source,
  );
  expect(await incidents()).toEqual(['INC-1']);
});

it('a snooze ends by itself: what goes on repeating is then looked at', async () => {
  const { receive, incidents, snoozed, goTo, funnel } = await house();
  await snoozed();
  await receive();
  goTo(23.9);
  await receive();
  expect(await incidents()).toEqual([]);
  goTo(24);
  expect(await receive()).toMatchObject({ incident: 'INC-1', fate: 'opened' });
  expect(await funnel()).toMatchObject({ received: 3, duplicate: 2, opened: 1, snoozed: 0 });
});

it('a snooze that is ended early quiets nothing from then on, and both stand in the record', async () => {
  const { bot, receive, incidents, snoozed, goTo } = await house();
  await snoozed();
  await receive();
  goTo(1);
  await endSnooze(bot, 'S-1', 'It was no known job', analyst);
  await receive();
  expect(await incidents()).toEqual(['INC-1']);
  expect((await bot.store.timeline('FIREBREAK')).map(({ type, by }) => [type, by.id])).toEqual([
    ['snooze.started', 'sam.ode'],
    ['snooze.ended', 'sam.ode'],
  ]);
  await expect(endSnooze(bot, 'S-1', 'Again', analyst)).rejects.toThrow('quiets nothing now');
});

it('a snooze never quiets what completes a correlation rule, whichever part of it is snoozed', async () => {
  for (const part of ['login failure', 'login success', 'download']) {
    const { bot, receive, incidents, snoozed } = await house();
    await snoozed({ about: { source: 'okta', rule: part } });
    const login = (minute: number, which: 'failure' | 'success') =>
      receive(
        {
          nature: 'event',
          rule: `login ${which}`,
          severity: 10,
          activity: 'login',
          outcome: which,
          happenedAt: new Date(begin + minute * 60_000).toISOString(),
          observables: [
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
          ],
        },
        'okta',
      );
    for (const minute of [0, 1, 2, 3, 4]) await login(minute, 'failure');
    await login(5, 'success');
    expect(await incidents()).toEqual([]);
    await receive(
      {
        nature: 'event',
        rule: 'download',
        activity: 'download',
        outcome: 'success',
        severity: 10,
        happenedAt: new Date(begin + 6 * 60_000).toISOString(),
        observables: [
          { kind: 'user', value: 'alex@acme.example', role: 'actor' },
          { kind: 'ip', value: '203.0.113.7', role: 'source' },
          { kind: 'cloud-resource', value: 'arn:aws:s3:::payroll', role: 'target' },
        ],
      },
      'okta',
    );
    expect(await incidents()).toEqual(['INC-1']);
    expect(await bot.store.alertsOf('INC-1')).toHaveLength(7);
    expect((await bot.store.alertsOf('INC-1')).every(({ snooze }) => snooze === undefined)).toBe(true);
  }
});

it('what is snoozed teaches nothing about what is usual', async () => {
  const { bot, receive, snoozed, goTo } = await house();
  const signIn: Partial<AlertInput> = {
    rule: 'sign-in',
    severity: 10,
    activity: 'login',
    outcome: 'success',
    place: { country: 'BR' },
    observables: [{ kind: 'user', value: 'alex@acme.example', role: 'actor' }],
  };
  await snoozed({ about: { source: 'okta', rule: 'sign-in' } });
  await receive(signIn, 'okta');
  goTo(30);
  const later = await receive({ ...signIn, rule: 'another sign-in' }, 'okta');
  const { factors } = await assessAlerts(bot, later === undefined ? [] : [later], [], null);
  expect(factors.find(({ name }) => name === 'geography')?.because.join(' ')).not.toContain('as usual');
});

it('the preview counts what it would have quieted in 7 days, and names the incidents', async () => {
  const { bot, receive, goTo } = await house();
  await receive({ observables: [{ kind: 'host', value: 'web-2', role: 'target' }] });
  goTo(8 * 24);
  await receive();
  await receive();
  await receive({ severity: 10, observables: [{ kind: 'process', value: 'sh', role: 'target' }] });
  const proposed = await proposeSnooze(bot, wish, analyst);
  const { parts, data } = await previewOf(bot, proposed, analyst, []);
  expect(data).toMatchObject({ alerts: 2, times: 3, inIncidents: 1, incidents: ['INC-2'] });
  const first = parts[0];
  expect(first !== undefined && 'text' in first && plain(first.text)).toBe(
    'This would have quieted 2 alerts in 7 days, received 3 times; 1 of them in incidents: INC-2.',
  );
});

it('a preview that is more than an hour old cannot be confirmed', async () => {
  const { bot, goTo } = await house();
  await proposeSnooze(bot, wish, analyst);
  goTo(1.01);
  await expect(confirmSnooze(bot, 'S-1', analyst)).rejects.toThrow('more than an hour old');
  expect(await bot.store.snoozes(bot.now())).toEqual([]);
});

it.each([
  ['nobody known', byOf(undefined)],
  ['somebody without a role', byOf(alex)],
])('%s may not snooze, confirm or end', async (_who, by) => {
  const { bot, snoozed } = await house();
  await expect(proposeSnooze(bot, wish, by)).rejects.toThrow('for analysts');
  await proposeSnooze(bot, wish, analyst);
  await expect(confirmSnooze(bot, 'S-1', by)).rejects.toThrow('for analysts');
  const { id } = await snoozed();
  await expect(endSnooze(bot, id, 'Because', by)).rejects.toThrow('for analysts');
});

it('nobody snoozes what is about themselves, and no suspect of an open incident snoozes anything', async () => {
  const { bot, receive } = await house();
  const own = { kind: 'user', value: 'sam.ode', role: 'related' } as const;
  await expect(proposeSnooze(bot, { ...wish, observable: own }, analyst)).rejects.toThrow('This is about you');
  await receive({ observables: [{ kind: 'user', value: 'sam.ode', role: 'actor' }] });
  await expect(proposeSnooze(bot, wish, analyst)).rejects.toThrow('An open incident is about you');
});

it('an incident of several rules asks which is meant; firebreak itself never snoozes', async () => {
  const { bot, receive } = await house();
  await receive();
  await receive({ rule: 'another', severity: 10 });
  await expect(proposeSnooze(bot, { ...wish, about: { incident: 'INC-1' } }, analyst)).rejects.toThrow('holds alerts of 2 rules');
  await expect(proposeSnooze(bot, wish, { ...byOf(undefined), actor: firebreak })).rejects.toThrow('for analysts');
});
