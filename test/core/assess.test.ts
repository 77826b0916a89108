import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess, scoreOf } from '../../src/core/assess.ts';
import { factorNames } from '../../src/core/assessment.ts';
import type { Evidence } from '../../src/core/evidence.ts';
import { asset, team } from '../../src/core/team.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { acme, aFinding, alex, anAlert, at, download, login, shippedRule, takeover } from './builders.ts';

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
const score = (more: Partial<Evidence>) => assess(evidence(more)).score;
const rule = shippedRule('account-takeover');
const bad = aFinding('abuseipdb', { hostile: true });
const detection = (severity: number) => anAlert('A-1', { source: 'generic', severity });
const travelling = team([{ ...alex, travels: true }], acme.assets);

test('one failed login is nothing', () => {
  expect(score({ alerts: [login('A-1', 0, 'failure')] })).toBeLessThanOrEqual(10);
});

test('five failed logins and then one from a new country are worth a look', () => {
  expect(score({ alerts: takeover().slice(0, 6) })).toBeGreaterThanOrEqual(40);
  expect(score({ alerts: takeover().slice(0, 6) })).toBeLessThanOrEqual(65);
});

test('the whole takeover, from a bad address, of restricted data, is critical', () => {
  expect(score({ alerts: takeover(), findings: [bad], rule })).toBeGreaterThanOrEqual(85);
});

test('a high detection alone is between: neither silent nor a certainty', () => {
  const alone = anAlert('A-1', {
    source: 'aws-guardduty',
    severity: 75,
    attacks: ['T1530'],
    observables: [{ kind: 'ip', value: '203.0.113.7', role: 'source' }],
  });
  expect(score({ alerts: [alone] })).toBeGreaterThanOrEqual(40);
  expect(score({ alerts: [alone] })).toBeLessThanOrEqual(60);
});

test('a low detection stays below the card, a critical one is shown', () => {
  expect(score({ alerts: [detection(25)] })).toBeLessThan(30);
  expect(score({ alerts: [detection(90)] })).toBeGreaterThanOrEqual(40);
});

test('a new country says little about somebody who travels; with a download of restricted data it is high all the same', () => {
  const arrival = login('A-1', 0, 'success', undefined, undefined, 'KR');
  expect(score({ alerts: [arrival], team: travelling })).toBeLessThan(30);
  expect(score({ alerts: [arrival, download('A-2', 5)], team: travelling })).toBeGreaterThan(70);
});

const factor = (more: Partial<Evidence>, name: string) => assess(evidence(more)).factors.find((one) => one.name === name);
const base = { alerts: takeover() };
test.each<[string, Partial<Evidence>]>([
  ['indicators', { findings: [bad] }],
  ['indicators', { findings: [aFinding('abuseipdb', { hostile: false })] }],
  ['behaviour', { findings: [aFinding('okta-user', { kind: 'user', hostile: true })] }],
  [
    'sensitivity',
    {
      team: team(acme.people, [
        asset.parse({ id: 'payroll', kind: 'cloud-resource', match: ['arn:aws:s3:::payroll'], criticality: 'low', data: 'public' }),
      ]),
    },
  ],
  ['geography', { team: travelling }],
  ['technique', { alerts: base.alerts.map((alert) => ({ ...alert, attacks: [] })) }],
])('changing one input changes the line %s and no other', (name, change) => {
  for (const other of factorNames) {
    const same = JSON.stringify(factor({ ...base, ...change }, other)) === JSON.stringify(factor(base, other));
    expect([other, same]).toEqual([other, other !== name]);
  }
});

const anyAlert = fc
  .record({
    severity: fc.integer({ min: 0, max: 100 }),
    nature: fc.constantFrom('alert' as const, 'event' as const),
    activity: fc.constantFrom('login' as const, 'download' as const, 'other' as const),
    outcome: fc.constantFrom('success' as const, 'failure' as const, 'unknown' as const),
    minute: fc.integer({ min: 0, max: 3000 }),
    country: fc.constantFrom('DE', 'KR', 'US'),
    who: fc.constantFrom('alex.kim', 'sam.ode', 'stranger'),
    attacks: fc.subarray(['T1078', 'T1110', 'T1530', 'T1098']),
  })
  .map(({ minute, country, who, ...more }) =>
    anAlert(`A-${minute}`, {
      ...more,
      happenedAt: at(minute),
      place: { country, latitude: minute % 90, longitude: minute % 180 },
      observables: [{ kind: 'user', value: who, role: 'actor' }],
    }),
  );
const anyFinding = fc
  .record({
    enricher: fc.constantFrom('abuseipdb', 'memory', 'okta-user'),
    hostile: fc.constantFrom(true, false, null),
    status: fc.constantFrom('found' as const, 'failed' as const, 'absent' as const),
  })
  .map(({ enricher, ...more }) => aFinding(enricher, more));
const anyEvidence = fc
  .record({
    alerts: fc.array(anyAlert, { minLength: 1, maxLength: 8 }),
    findings: fc.array(anyFinding, { maxLength: 4 }),
    rule: fc.constantFrom(rule, undefined),
  })
  .map(evidence);

test('the total is exactly the prior and its lines, and the score follows from it', () => {
  fc.assert(
    fc.property(anyEvidence, (given) => {
      const { prior, factors, total, score: shown, confidence } = assess(given);
      const tenths = (points: number) => Math.round(points * 10);
      expect(tenths(total)).toBe(factors.reduce((sum, { points }) => sum + tenths(points), tenths(prior)));
      for (const { points, because } of factors) {
        expect(points * 10).toBeCloseTo(tenths(points), 9);
        expect(points === 0 || because.length > 0).toBe(true);
      }
      expect(shown).toBe(scoreOf(total));
      expect(confidence).toBeGreaterThanOrEqual(0.05);
      expect(confidence).toBeLessThanOrEqual(0.95);
    }),
  );
});

test('whatever an attacker writes, the assessment is the same', () => {
  fc.assert(
    fc.property(anyEvidence, fc.string(), (given, words) => {
      const text = Untrusted.of(words);
      const written = { ...given, alerts: given.alerts.map((alert) => ({ ...alert, title: text, description: text, userAgent: text })) };
      expect(assess(written)).toEqual(assess(given));
      expect(JSON.stringify(assess(written))).not.toContain(`${words}-${words}-${words}`);
    }),
  );
});

test('two logins that nobody could travel between raise the score', () => {
  const there = (id: string, minute: number, latitude: number) => ({
    ...login(id, minute, 'success'),
    place: { country: 'DE', latitude, longitude: 10 },
  });
  expect(factor({ alerts: [there('A-1', 0, 50), there('A-2', 30, -30)] }, 'geography')?.because.join()).toContain('nobody travels that fast');
  expect(factor({ alerts: [there('A-1', 0, 50), there('A-2', 30, 51)] }, 'geography')?.because.join()).not.toContain('travels');
});

test('independent sources and agreeing enrichers raise confidence; missing answers lower it, by name', () => {
  const sure = (more: Partial<Evidence>) => assess(evidence({ alerts: takeover(), findings: [aFinding('memory')], ...more }));
  const plain = sure({}).confidence;
  expect(sure({ alerts: takeover().slice(0, 6) }).confidence).toBeLessThan(plain);
  expect(sure({ findings: [aFinding('memory'), bad] }).confidence).toBeGreaterThan(plain);
  const missing = sure({ findings: [aFinding('memory'), aFinding('virustotal', { status: 'absent' })] });
  expect(missing.confidence).toBeLessThan(plain);
  expect(missing.confidenceBecause.join(' ')).toContain('virustotal');
});
