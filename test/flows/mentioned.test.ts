import { expect, it } from 'vitest';
import { totalOf } from '../../src/core/funnel.ts';
import { observableOf } from '../../src/core/observable.ts';
import { plain } from '../../src/core/text.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { lookUp, lookUpInText } from '../../src/flows/look-up.ts';
import { placeAlert } from '../../src/flows/place-alert.ts';
import { receiveAlerts } from '../../src/flows/receive-alert.ts';
import type { Answer } from '../../src/kit/answer.ts';
import type { By } from '../../src/kit/knock.ts';
import { acme, at, sam } from '../core/builders.ts';
import { botWith } from '../web/bot.ts';

const by: By = {
  actor: { kind: 'human', id: sam.id, name: sam.name },
  person: { ...sam, roles: [...sam.roles, 'reader'] },
  entrance: 'slack',
  timezone: 'UTC',
};
const text = 'Blocked hxxps://evil[.]com/a for alex@acme.example from 203.0.113[.]7 (CVE-2024-3094, T1110.003), see /opt/x/a.bin';
const things = ['https://evil.com/a', 'alex@acme.example', '203.0.113.7'];

/** A bot that was sent two alerts whose texts name the same things, and whose fields name two hosts. */
async function told() {
  const known = await botWith([{ id: 'falco' } as never], () => at(60));
  const bot = { ...known, files: { ...known.files, team: acme } };
  const happenedAt = bot.now();
  const drafts = ['web-1', 'web-2'].map((host) => ({
    externalId: host,
    rule: 'shell',
    title: Untrusted.of('A shell in a container'),
    description: Untrusted.of(text),
    severity: 25,
    happenedAt,
    observables: [{ kind: 'host' as const, value: host, role: 'target' as const }],
  }));
  await receiveAlerts(bot, { source: 'falco', delivery: 'd-1', drafts, receivedAt: happenedAt });
  const alerts = await bot.store.alertsNaming(['host:web-1', 'host:web-2'], '', '9999');
  for (const { id } of alerts) await placeAlert(bot, { alert: id });
  return { bot, alerts };
}

const shown = ({ parts }: Answer) => JSON.stringify(parts, (_, value) => (value instanceof Untrusted ? plain(value) : value));

it('finds silent alerts by what only their text says, and by vulnerabilities and techniques', async () => {
  const { bot, alerts } = await told();
  for (const typed of things) {
    const thing = observableOf(typed);
    if (thing === undefined) throw new Error(typed);
    const answer = shown(await lookUp(bot, thing, by));
    expect(answer).toContain('Mentioned in the text of');
    for (const { id } of alerts) expect(answer).toContain(`${id} `);
  }
  const cve = await lookUpInText(bot, { kind: 'cve', value: 'CVE-2024-3094' }, by);
  expect(cve.data).toMatchObject({ alerts: alerts.map(({ id }) => id).toReversed() });
  expect((await lookUpInText(bot, { kind: 'technique', value: 'T1110.003' }, by)).data).toMatchObject({ alerts: { length: 2 } });
  expect(shown(await lookUpInText(bot, { kind: 'cve', value: 'CVE-2024-1111' }, by))).toContain('No alert of the last 90 days');
  expect((await bot.store.verify()).firstBreak).toBeNull();
});

it('gives what a text says no part in anything else: no observable, no tie, no incident', async () => {
  const { bot, alerts } = await told();
  expect(alerts.map(({ observables }) => observables.length)).toEqual([1, 1]);
  expect(alerts.map(({ attacks }) => attacks)).toEqual([[], []]);
  expect(await bot.store.alertsNaming(['ip:203.0.113.7', 'user:alex@acme.example', 'email:alex@acme.example'], '', '9999')).toEqual([]);
  expect(totalOf(await bot.store.funnel({ since: '', until: '9999' }))).toMatchObject({ received: 2, silent: 2 });
});
