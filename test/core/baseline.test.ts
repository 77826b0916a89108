import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert, AlertInput } from '../../src/core/alert.ts';
import { assess } from '../../src/core/assess.ts';
import type { Evidence } from '../../src/core/evidence.ts';
import { chainOf } from '../../src/core/tactics.ts';
import { team } from '../../src/core/team.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { times } from '../depth.ts';
import { acme, alex, anAlert, at, download, login, sam } from './builders.ts';

const day = 24 * 60;
const evidence = (more: Partial<Evidence>): Evidence => ({
  alerts: [],
  findings: [],
  earlier: [],
  lessons: [],
  weights: usualWeights,
  team: acme,
  rule: undefined,
  now: at(20),
  ...more,
});
const line = (name: string, more: Partial<Evidence>) => assess(evidence(more)).factors.find((one) => one.name === name);
const says = (name: string, more: Partial<Evidence>) => line(name, more)?.because.join(' ') ?? '';

/** A login of Alex on each of so many days before, as it usually is. */
const usually = (days: number, from = '192.0.2.10', country = 'DE', more: Partial<AlertInput> = {}) =>
  Array.from(
    { length: days },
    (_, n): Alert => ({ ...login(`E-${from}-${n}`, -day * (n + 1), 'success', 'alex.kim', from, country), ...(more as object) }),
  );
const onHost = (alert: Alert, host: string): Alert => ({
  ...alert,
  observables: [...alert.observables, { kind: 'host', value: host, role: 'target' }],
});
const now = (from: string, country = 'DE') => login('A-1', 0, 'success', 'alex@acme.example', from, country);

test('a network is usual after two days, for whoever was seen there, with all addresses of it', () => {
  const earlier = usually(3);
  expect(says('behaviour', { alerts: [now('203.0.113.7')], earlier })).toContain('1 network not usual');
  expect(says('behaviour', { alerts: [now('192.0.2.77')], earlier })).toBe('');
  expect(says('behaviour', { alerts: [now('203.0.113.7')], earlier: [...earlier, ...usually(1, '203.0.113.9')] })).toContain('not usual');
  expect(says('behaviour', { alerts: [login('A-1', 0, 'success', 'sam.ode', '192.0.2.10')], earlier })).toBe('');
  expect(says('behaviour', { alerts: [now('198.51.100.7')], earlier })).toBe('');
});

test('a machine and an hour are usual for the person who was seen there', () => {
  const earlier = usually(10).flatMap((one) => [onHost(one, 'laptop-alex'), onHost({ ...one, id: `${one.id}b` }, 'laptop-alex')]);
  expect(says('behaviour', { alerts: [onHost(now('192.0.2.10'), 'db-1')], earlier })).toContain('machine that is not usual');
  expect(says('behaviour', { alerts: [onHost(now('192.0.2.10'), 'laptop-alex')], earlier })).toBe('');
  const night = { ...now('192.0.2.10'), happenedAt: at(11 * 60) };
  expect(says('behaviour', { alerts: [night], earlier })).toContain('hour at which these people were never active');
  expect(says('behaviour', { alerts: [night], earlier: earlier.slice(0, 8) })).toBe('');
});

const alarm = (id: string, minute: number, more: Partial<AlertInput> = {}) =>
  anAlert(id, {
    source: 'aws-guardduty',
    rule: 'Exfiltration:S3/AnomalousBehavior',
    severity: 75,
    happenedAt: at(minute),
    observables: [
      { kind: 'user', value: 'backup', role: 'actor' },
      { kind: 'ip', value: '192.0.2.44', role: 'source' },
    ],
    ...more,
  });

test.each<[string, Alert, boolean]>([
  ['the same alarm about the same things', alarm('A-1', 0), true],
  [
    'from another address of the network',
    alarm('A-1', 0, {
      observables: [
        { kind: 'user', value: 'backup', role: 'actor' },
        { kind: 'ip', value: '192.0.2.9', role: 'source' },
      ],
    }),
    true,
  ],
  [
    'from another network',
    alarm('A-1', 0, {
      observables: [
        { kind: 'user', value: 'backup', role: 'actor' },
        { kind: 'ip', value: '203.0.113.7', role: 'source' },
      ],
    }),
    false,
  ],
  [
    'about something besides',
    alarm('A-1', 0, {
      observables: [
        { kind: 'user', value: 'backup', role: 'actor' },
        { kind: 'host', value: 'db-1', role: 'target' },
      ],
    }),
    false,
  ],
  ['by another rule', alarm('A-1', 0, { rule: 'Impact:S3/AnomalousBehavior' }), false],
  ['more severe than ever', alarm('A-1', 0, { severity: 90 }), false],
])('%s is a habit: %s', (_what, alert, expected) => {
  const earlier = [1, 2, 3].map((n) => alarm(`E-${n}`, -day * n));
  expect(says('behaviour', { alerts: [alert], earlier }).includes('on several days before')).toBe(expected);
  expect(says('behaviour', { alerts: [alert], earlier: earlier.slice(1) })).not.toContain('on several days before');
});

test('one alarm that is no habit takes the habit from all of them', () => {
  const earlier = [1, 2, 3].map((n) => alarm(`E-${n}`, -day * n));
  const other = alarm('A-2', 5, { rule: 'Impact:S3/AnomalousBehavior' });
  expect(line('behaviour', { alerts: [alarm('A-1', 0)], earlier })?.points).toBe(-5);
  expect(line('behaviour', { alerts: [alarm('A-1', 0), other], earlier })?.points).toBe(0);
});

const placed = (id: string, minute: number, latitude: number, more: object = {}) => ({
  ...login(id, minute, 'success'),
  place: { country: 'DE', latitude, longitude: 10, ...more },
});

test.each([
  ['500 km in half an hour may be the same place, when both are known by country only', 50, 54.5, {}, false],
  ['500 km in half an hour is a journey nobody makes, when both are known to 10 km', 50, 54.5, { radius: 10 }, true],
  ['9,000 km in half an hour is one, however unsure', 50, -30, {}, true],
  ['9,000 km are none, when the sender is unsure by as much', 50, -30, { radius: 9000 }, false],
] as const)('%s', (_what, from, to, more, impossible) => {
  const alerts = [placed('A-1', 0, from, more), placed('A-2', 30, to, more)];
  expect(says('geography', { alerts }).includes('nobody travels that fast')).toBe(impossible);
});

test('two people in two places have travelled nowhere', () => {
  const there = { ...login('A-2', 30, 'success', 'sam.ode'), place: { country: 'DE', latitude: -30, longitude: 10 } };
  expect(says('geography', { alerts: [placed('A-1', 0, 50), there] })).not.toContain('travels');
});

test.each([
  ['09:00-17:30', '2026-03-13T10:00:00.000Z', false],
  ['09:00-17:30', '2026-03-13T17:30:00.000Z', true],
  ['09:00-17:30', '2026-03-14T10:00:00.000Z', true],
  ['22:00-06:00', '2026-03-13T23:00:00.000Z', false],
  ['22:00-06:00', '2026-03-13T12:00:00.000Z', true],
  [undefined, '2026-03-14T12:00:00.000Z', false],
  [undefined, '2026-03-13T23:00:00.000Z', true],
])('somebody who works %s is outside of it at %s: %s', (hours, happenedAt, outside) => {
  const people = [{ ...alex, timezone: 'UTC', hours }, sam];
  const alerts = [{ ...now('192.0.2.10'), happenedAt }];
  expect(says('geography', { alerts, team: team(people, acme.assets) }).includes('for Alex Kim')).toBe(outside);
});

test('a chain of tactics counts in the order of an attack, each moment once', () => {
  expect(chainOf([['T1566.001'], ['T1059'], ['T1003'], ['T1041']])).toEqual(['initial access', 'execution', 'credential access', 'exfiltration']);
  expect(chainOf([['T1041'], ['T1003'], ['T1059'], ['T1566']])).toHaveLength(1);
  expect(chainOf([['T1566', 'T1059', 'T1003', 'T1041']])).toHaveLength(1);
  expect(chainOf([['T9999'], [], ['T1486']])).toEqual(['impact']);
});

test('a chain weighs more than its parts', () => {
  const step = (id: string, minute: number, attack: string) => anAlert(id, { severity: 50, happenedAt: at(minute), attacks: [attack] });
  const attacks = ['T1566', 'T1059', 'T1003', 'T1041'];
  const inOrder = line('technique', { alerts: attacks.map((attack, n) => step(`A-${n}`, n, attack)) })?.points ?? 0;
  const backwards = line('technique', { alerts: attacks.toReversed().map((attack, n) => step(`A-${n}`, n, attack)) })?.points ?? 0;
  const parts = line('technique', { alerts: attacks.map((attack, n) => step(`A-${n}`, 0, attack)).slice(0, 1) })?.points ?? 0;
  expect(inOrder).toBeGreaterThan(backwards);
  expect(backwards).toBeGreaterThan(parts);
});

test('the frequent traveller: a new country is silent alone, and critical with the download', () => {
  const traveller = team([{ ...alex, travels: true }, sam], acme.assets);
  const arrival = login('A-1', 0, 'success', undefined, undefined, 'KR');
  const score = (more: Partial<Evidence>) => assess(evidence({ team: traveller, ...more })).score;
  expect(score({ alerts: [arrival] })).toBeLessThan(5);
  expect(score({ alerts: [arrival, download('A-2', 5)] })).toBeGreaterThan(70);
  expect(score({ alerts: [arrival], team: acme })).toBeLessThan(30);
});

test('more of what is usual never raises a score, and attacks left out of it change nothing', () => {
  const alerts = [now('203.0.113.7', 'KR')];
  fc.assert(
    fc.property(
      fc.array(fc.record({ n: fc.integer({ min: 1, max: 25 }), net: fc.integer({ min: 0, max: 3 }), country: fc.constantFrom('DE', 'KR', 'US') })),
      (history) => {
        const earlier = history.map(({ n, net, country }, index) =>
          login(`E-${index}`, -day * n, 'success', 'alex.kim', `203.0.${113 + net}.9`, country),
        );
        const more = [...earlier, ...usually(2, '203.0.113.7', 'KR')];
        expect(assess(evidence({ alerts, earlier: more })).total).toBeLessThanOrEqual(assess(evidence({ alerts, earlier })).total);
      },
    ),
    { numRuns: times({ quick: 50, ci: 300, deep: 10_000 }) },
  );
});

test('whoever tries passwords while the owner comes in as ever has not guessed one; from where they tried, or from nowhere known, they have', () => {
  const tries = [0, 1, 2, 3, 4].map((n) => login(`F-${n}`, n, 'failure', 'alex.kim', '203.0.113.50'));
  const then = (from: string) => says('behaviour', { alerts: [...tries, login('A-1', 9, 'success', 'alex.kim', from)], earlier: usually(3) });
  expect(then('192.0.2.10')).not.toContain('succeeds after');
  expect(then('198.51.100.9')).not.toContain('succeeds after');
  expect(then('203.0.113.50')).toContain('succeeds after');
  expect(then('45.1.2.3')).toContain('succeeds after');
});

test('an alarm about a login that failed is no login from a new country', () => {
  const refused = { ...now('203.0.113.7', 'KR'), nature: 'alert' as const, outcome: 'failure' as const };
  expect(says('geography', { alerts: [refused] })).toContain('nobody got in');
});
