import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type GenericMapping, genericMapping } from '../../../src/connectors/generic/mapping.ts';
import generic from '../../../src/connectors/sources/generic.ts';
import { type ReadDelivery, readDelivery } from '../../../src/kit/read-delivery.ts';
import { unseen } from './unseen.ts';

const receivedAt = '2026-03-14T04:00:00.000Z';

function read(payload: unknown, options?: GenericMapping): ReadDelivery {
  const rawBody = Buffer.from(JSON.stringify(payload));
  return readDelivery(generic, { rawBody, headers: {}, receivedAt, options, redact: (text) => text });
}

function alertsOf(read: ReadDelivery) {
  expect(read).not.toHaveProperty('problems');
  return 'alerts' in read ? read.alerts : [];
}

describe('what nobody mapped is read as its product means it', () => {
  test.each(unseen)('$product', ({ payload, alerts }) => {
    const found = alertsOf(read(payload));
    expect(found).toHaveLength(alerts.length);
    for (const [index, wanted] of alerts.entries()) {
      const alert = found[index];
      const names = alert?.observables.map(({ role, kind, value }) => `${role} ${kind} ${value}`) ?? [];
      expect({ severity: alert?.severity, title: alert?.title.raw(), status: alert?.status, names }).toEqual({
        severity: wanted.severity,
        title: expect.stringContaining(wanted.title),
        status: wanted.status ?? 'firing',
        names: expect.arrayContaining([...(wanted.names ?? [])]),
      });
      for (const never of wanted.not ?? []) expect(names.join('; ')).not.toContain(never);
      if (wanted.rule !== undefined) expect(alert?.rule).toBe(wanted.rule);
      if (wanted.at !== undefined) expect(alert?.happenedAt).toBe(wanted.at);
      if (wanted.id !== undefined) expect(alert?.externalId).toBe(wanted.id);
      expect(alert?.attacks).toEqual(expect.arrayContaining([...(wanted.attacks ?? [])]));
    }
  });
});

describe('a mapping of the team', () => {
  const options = (yaml: unknown) => genericMapping.parse(yaml);

  test('computes what no place holds', () => {
    const mapping = options({
      list: 'rows',
      only: 'item.kind != "heartbeat"',
      fields: {
        title: { cel: '"Door " + item.door + " of " + envelope.site' },
        severity: { cel: 'item.score * 10 > 60 ? "critical" : "low"' },
        status: { cel: 'item.open ? "firing" : "resolved"' },
        description: { cel: 'item.nobody.wrote.this' },
      },
    });
    const payload = {
      site: 'Berlin',
      rows: [{ kind: 'door', door: '7', score: 7, open: true }, { kind: 'heartbeat' }, { kind: 'door', door: '8', score: 1.5, open: false }],
    };
    expect(alertsOf(read(payload, mapping)).map(({ title, severity, status }) => [title.raw(), severity, status])).toEqual([
      ['Door 7 of Berlin', 90, 'firing'],
      ['Door 8 of Berlin', 25, 'resolved'],
    ]);
  });

  test('is chosen by what a delivery is, when several products come by the same way', () => {
    const mapping = options({
      products: [
        { name: 'doors', when: 'has(payload.door)', fields: { title: 'door' }, severities: { rot: 75 } },
        { name: 'lifts', when: '"lift" in payload', fields: { title: ['lift.name', 'lift'] } },
      ],
    });
    expect(alertsOf(read({ door: 'North', severity: 'rot' }, mapping))[0]).toMatchObject({ severity: 75 });
    expect(alertsOf(read({ lift: { name: 'A' } }, mapping))[0]?.title.raw()).toBe('A');
    expect(alertsOf(read({ title: 'Neither', severity: 'low' }, mapping))[0]).toMatchObject({ severity: 25 });
  });

  test.each([
    ['what is no expression', 'item.s +', /character 9: Unexpected token/],
    ['a name that is not there', 'itm.s', /character 1: Unknown variable: itm/],
    ['a pattern', 'item.s.matches("(a+)+$")', /patterns are not read here/],
    ['a walk inside a walk', 'item.l.exists(a, item.l.exists(b, a == b))', /cannot stand inside another/],
    ['more than fits', `i${' + 1'.repeat(120)}`.replace('i', 'item.a'), /Exceeded maxAstNodes/],
  ])('refuses %s, with its place', (_what, cel, message) => {
    const only = genericMapping.safeParse({ only: cel });
    expect(only.error?.issues).toMatchObject([{ path: ['only'], message: expect.stringMatching(message) }]);
  });

  test('that cannot be computed for a payload sets it aside, and says which', () => {
    const mapping = options({ fields: { title: { cel: 'item.a * item.b' } } });
    expect(read({ a: 'x', b: 'y' }, mapping)).toMatchObject({
      problems: [{ message: expect.stringMatching(/item\.a \* item\.b.*no such overload/) }],
    });
  });
});

test('the longest walk that fits an expression into a delivery that fits the hook takes no time worth mentioning', () => {
  const mapping = genericMapping.parse({ fields: { title: { cel: 'item.l.exists(x, x == 2) ? "two" : "none"' } } });
  const started = performance.now();
  expect(alertsOf(read({ l: Array.from({ length: 250_000 }, () => 1) }, mapping))[0]?.title.raw()).toBe('none');
  expect(performance.now() - started).toBeLessThan(5000);
});

test('says of each part of an alert where it was found', () => {
  const found = read({ event: { data: { title: 'A bump', urgency: 'high', id: 'x', host: 'web-1' } } });
  expect('because' in found && found.because()).toEqual([
    [
      'title: event.data.title',
      'rule: not found, so the title tells it from others',
      'severity: event.data.urgency',
      'status: not found, so firing',
      'time: not found, so when it came',
      'id: event.data.id',
      'target host: event.data.host',
    ],
  ]);
});

/** Payloads of real products for which there is no source. They stand beside the checkout on some machines and are no part of the project. */
const samples = new URL('../../../../shared/alerts/', import.meta.url);
const areHere = existsSync(samples);
const withSource =
  /^(okta|prometheus|streamalert-guardduty|github-webhook|aws-cloudtrail|aws-securityhub|crowdstrike|datadog|falco|grafana|prowler-ocsf|suricata|wazuh)$/;

describe.skipIf(!areHere)('payloads of real products without a source (skipped where ../shared/alerts does not stand)', () => {
  const folders = areHere ? readdirSync(samples, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !withSource.test(entry.name)) : [];
  const files = folders.flatMap(({ name }) => readdirSync(new URL(name, samples)).map((file) => `${name}/${file}`));

  test('nearly all become alerts, most with a time of their own and something that they are about', () => {
    const found = files.map((file) => read(JSON.parse(readFileSync(new URL(encodeURI(file), samples), 'utf8'))));
    const alerts = found.flatMap((one) => ('alerts' in one ? one.alerts : []));
    const timed = alerts.filter(({ happenedAt }) => happenedAt !== receivedAt);
    const about = alerts.filter(({ observables }) => observables.length > 0);
    console.info(
      `without a source: ${alerts.length} alerts from ${files.length} payloads, ${timed.length} with a time, ${about.length} naming something`,
    );
    expect(alerts.length / files.length).toBeGreaterThan(0.9);
    expect(timed.length / alerts.length).toBeGreaterThan(0.8);
    expect(about.length / alerts.length).toBeGreaterThan(0.85);
  });
});
