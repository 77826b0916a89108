import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { correlate } from '../../src/core/correlate.ts';
import { tellsApart } from '../../src/core/entities.ts';
import type { Incident } from '../../src/core/incident.ts';
import { manyPeople, sharedAddresses, withShared } from '../../src/core/shared-address.ts';
import { times } from '../depth.ts';
import { acme, anAlert, anIncident, at, login, shippedRule, takeover } from './builders.ts';

const office = '192.0.2.1';
const day = 24 * 60;
/** So many people who got in from the office the day before. */
const staff = (count: number, outcome: 'success' | 'failure' = 'success') =>
  Array.from({ length: count }, (_, n) => login(`E-${n}`, -day + n, outcome, `p${n}@acme.example`, office));
const alarm = (id: string, minute: number, who: string, from = office) =>
  anAlert(id, {
    source: 'generic',
    severity: 80,
    happenedAt: at(minute),
    observables: [
      { kind: 'user', value: who, role: 'actor' },
      { kind: 'ip', value: from, role: 'source' },
    ],
  });

test.each([
  ['many who got in', staff(manyPeople), true],
  ['one too few', staff(manyPeople - 1), false],
  ['one who came again and again', [...Array(20)].map((_, n) => login(`E-${n}`, -day - n, 'success', 'p0@acme.example', office)), false],
  ['many who failed, as when passwords are tried', staff(20, 'failure'), false],
  ['many who got in from elsewhere', staff(20).map((one): Alert => ({ ...one, observables: one.observables.slice(0, 1) })), false],
] as const)('an address with %s is shared: %s', (_what, earlier, shared) => {
  expect(sharedAddresses(alarm('A-1', 0, 'sam.ode'), earlier, acme)).toEqual(shared ? [office] : []);
  const team = withShared(acme, sharedAddresses(alarm('A-1', 0, 'sam.ode'), earlier, acme));
  expect(tellsApart(office, team)).toBe(!shared);
  expect(tellsApart('203.0.113.7', team)).toBe(true);
});

const rule = shippedRule('account-takeover');

/** What the flows do, in small: alarms of 75 and more open, the rest waits. */
function arrive(story: readonly Alert[], shared: readonly string[] = []): readonly (readonly string[])[] {
  const team = withShared(acme, shared);
  const alerts = new Map<string, Alert>();
  let incidents: Incident[] = [];
  const keep = (incident: Incident, ids: readonly string[]) => {
    for (const id of ids) alerts.set(id, { ...(alerts.get(id) as Alert), incident: incident.id });
    const own = [...alerts.values()].filter((one) => one.incident === incident.id);
    const startedAt = own.map(({ happenedAt }) => happenedAt).sort()[0] ?? incident.startedAt;
    const next = { ...incident, startedAt, alerts: own.map(({ id }) => id), observables: own.flatMap(({ observables }) => observables) };
    incidents = [...incidents.filter(({ id }) => id !== incident.id), next];
  };
  for (const alert of story) {
    alerts.set(alert.id, alert);
    const { verdict } = correlate(alert, { nearby: [...alerts.values()], open: incidents, rules: [rule], team, windowMinutes: 60 });
    const fresh = anIncident({ id: `INC-${incidents.length + 1}`, openedAt: alert.happenedAt, startedAt: alert.happenedAt });
    if (verdict.to === 'join') keep({ ...verdict.incident, rule: verdict.rule?.id ?? verdict.incident.rule }, verdict.alerts);
    else if (verdict.to === 'open') keep({ ...fresh, rule: verdict.rule.id }, verdict.alerts);
    else if (alert.nature === 'alert' && alert.severity >= 75) keep(fresh, verdict.alerts);
  }
  return incidents.map(({ alerts: ids }) => ids.toSorted()).toSorted((a, b) => (a[0] ?? '').localeCompare(b[0] ?? ''));
}

test('alarms about different people behind one office are tied together by nothing; one about the same person is', () => {
  const story = [alarm('A-1', 0, 'sam.ode'), alarm('A-2', 5, 'kit.lee'), alarm('A-3', 9, 'sam.ode')];
  expect(arrive(story, [office])).toEqual([['A-1', 'A-3'], ['A-2']]);
  expect(arrive(story)).toEqual([['A-1', 'A-2', 'A-3']]);
});

const machine = (id: string, minute: number, severity: number, hash?: string) =>
  anAlert(id, {
    source: 'crowdstrike',
    severity,
    happenedAt: at(minute),
    observables: [
      { kind: 'host', value: 'web-1', role: 'target' },
      ...(hash === undefined ? [] : [{ kind: 'hash' as const, value: hash, role: 'related' as const }]),
    ],
  });

/** Several things that happen in one hour: a takeover, malware on a machine, alarms behind the office, and noise that means nothing. */
const hour: readonly Alert[] = [
  ...takeover(),
  machine('B-1', 2, 50),
  machine('B-2', 12, 90, 'd41d8cd98f00b204e9800998ecf8427e'),
  machine('B-3', 25, 40),
  alarm('C-1', 3, 'p1'),
  alarm('C-2', 7, 'p2'),
  alarm('C-3', 20, 'p1'),
  ...[0, 1, 2].map((n) => ({ ...login(`D-${n}`, n * 5, 'success', `quiet${n}`, `203.0.113.${100 + n}`) })),
  anAlert('E-1', { source: 'falco', severity: 30, happenedAt: at(5), observables: [{ kind: 'host', value: 'web-2', role: 'target' }] }),
];

test('in whatever order an hour arrives, the incidents are the same, and what comes late joins its own', () => {
  const expected = [[...takeover().map(({ id }) => id)].toSorted(), ['B-1', 'B-2', 'B-3'], ['C-1', 'C-3'], ['C-2']];
  expect(arrive(hour, [office])).toEqual(expected);
  fc.assert(
    fc.property(fc.shuffledSubarray([...hour], { minLength: hour.length }), (story) => {
      expect(arrive(story, [office])).toEqual(expected);
    }),
    { numRuns: times({ quick: 100, ci: 1000, deep: 100_000 }) },
  );
});

test('a node on which many run ties none of them together, and a machine that is attacked does', () => {
  const on = (id: string, role: 'related' | 'target') =>
    anAlert(id, {
      source: 'falco',
      severity: 80,
      happenedAt: at(0),
      observables: [
        { kind: 'host', value: 'node-1', role },
        { kind: 'container', value: id, role: 'target' },
      ],
    });
  expect(arrive([on('A-1', 'related'), on('A-2', 'related')])).toEqual([['A-1'], ['A-2']]);
  expect(arrive([on('A-1', 'target'), on('A-2', 'target')])).toEqual([['A-1', 'A-2']]);
});
