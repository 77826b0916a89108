import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { completedBy } from '../../src/core/sequence.ts';
import { acme, anAlert, at, login, shippedRule, sigmaRule } from './builders.ts';

/** Whether an alert is recognised by a detection of these lines under this condition. */
function recognises(lines: string, condition: string, alert: Alert): boolean {
  const rule = sigmaRule(
    `title: A\nname: top\ncorrelation:\n  type: event_count\n  rules: [d]\n  group-by: [nature]\n  timespan: 1m\n  condition: { gte: 1 }\n---\n` +
      `title: D\nname: d\ndetection:\n${lines.replaceAll(/^/gm, '  ')}\n  condition: ${condition}`,
  );
  return completedBy(alert, [], rule, acme) !== undefined;
}

const exfiltration = anAlert('A-1', {
  source: 'aws-guardduty',
  rule: 'Exfiltration:S3/AnomalousBehavior',
  severity: 75,
  activity: 'download',
  outcome: 'success',
  attacks: ['T1530', 'T1078'],
  observables: [
    { kind: 'email', value: 'alex@acme.example', role: 'actor' },
    { kind: 'ip', value: '203.0.113.7', role: 'source' },
    { kind: 'cloud-resource', value: 'arn:aws:s3:::payroll', role: 'target' },
  ],
});

describe('a detection', () => {
  test.each([
    ['s: { activity: download }', 's', true],
    ['s: { activity: DOWNLOAD }', 's', true],
    ['s: { activity|cased: DOWNLOAD }', 's', false],
    ['s: { activity: [login, download] }', 's', true],
    ['s: { activity: download, outcome: failure }', 's', false],
    ['s: { rule|startswith: "exfiltration:s3" }', 's', true],
    ['s: { rule|endswith: behavior }', 's', true],
    ['s: { rule|contains: ":S3/" }', 's', true],
    ['s: { rule: "Exfil*:S3/*Behavior" }', 's', true],
    ['s: { rule: "Exfil*:S3/?Behavior" }', 's', false],
    ['s: { rule: "Exfil\\\\*" }', 's', false],
    ['s: { technique|all: [T1530, T1078] }', 's', true],
    ['s: { technique|all: [T1530, T1110] }', 's', false],
    ['s: { severity|gte: 75 }', 's', true],
    ['s: { severity|gt: 75 }', 's', false],
    ['s: { severity|lt: 76 }', 's', true],
    ['s: { user: alex@acme.example }', 's', true],
    ['s: { actor.user: alex@acme.example }', 's', true],
    ['s: { target.user: alex@acme.example }', 's', false],
    ['s: { source.ip: 203.0.113.* }', 's', true],
    ['s: { country: null }', 's', true],
    ['s: { country|exists: false }', 's', true],
    ['s: { ip|exists: true }', 's', true],
    ['s:\n  - { activity: login }\n  - { activity: download }', 's', true],
    ['a: { activity: download }\nb: { outcome: failure }', 'a and not b', true],
    ['a: { activity: login }\nb: { outcome: failure }', 'a or b', false],
    ['a: { activity: login }\nb: { outcome: success }\nc: { nature: event }', '(a or b) and not c', true],
    ['sel_a: { activity: login }\nsel_b: { outcome: success }', '1 of sel_*', true],
    ['sel_a: { activity: login }\nsel_b: { outcome: success }', 'all of sel_*', false],
    ['a: { activity: download }\nb: { outcome: success }', 'all of them', true],
    ['a: { activity: login }\nb: { outcome: success }', '1 of them', true],
  ])('of %j under %j', (lines, condition, expected) => {
    expect(recognises(lines, condition, exfiltration)).toBe(expected);
  });

  test('of a pattern takes no time over what an attacker writes', () => {
    const long = anAlert('A-2', { rule: 'a'.repeat(250) });
    expect(recognises('s: { rule: "*a*a*a*a*a*a*a*a*a*a*a*a*b" }', 's', long)).toBe(false);
  });
});

const inMinutes = (rule: ReturnType<typeof sigmaRule>, alerts: readonly Alert[]) => {
  const [last] = alerts.slice(-1);
  return last === undefined ? undefined : completedBy(last, alerts.slice(0, -1), rule, acme)?.map(({ id }) => id);
};

const people = ['ann', 'ben', 'cas', 'dan', 'eve', 'fay', 'gus', 'hal', 'ivy', 'jon'];

describe('a value_count', () => {
  const spraying = shippedRule('password-spraying');
  const guesses = (names: readonly string[], minutes = 1) => names.map((name, index) => login(`A-${index}`, index * minutes, 'failure', name));

  test('is complete with as many different values as it asks for', () => {
    expect(inMinutes(spraying, guesses(people))).toHaveLength(10);
    expect(inMinutes(spraying, guesses(people.slice(1)))).toBeUndefined();
  });

  test('counts one person once, under every spelling', () => {
    expect(inMinutes(spraying, guesses([...people.slice(2), 'alex.kim', 'alex@acme.example']))).toBeUndefined();
  });

  test('counts within its timespan only', () => {
    expect(inMinutes(spraying, guesses(people, 4))).toBeUndefined();
  });
});

describe('a temporal correlation', () => {
  const parts = (type: string, more = '') =>
    sigmaRule(
      [
        `title: Both\nname: both\ncorrelation:\n  type: ${type}\n  rules: [in, out]\n  group-by: [who]\n  timespan: 10m\n  aliases:\n    who: { in: actor.user, out: user }${more}`,
        'title: in\nname: in\ndetection:\n  s: { activity: login }\n  condition: s',
        'title: out\nname: out\ndetection:\n  s: { activity: download }\n  condition: s',
      ].join('\n---\n'),
    );
  const story = (first: number, second: number) => [
    login('A-in', first, 'success'),
    anAlert('A-out', { activity: 'download', happenedAt: at(second), observables: [{ kind: 'user', value: 'alex.kim', role: 'target' }] }),
  ];

  test('takes its parts in any order, an ordered one only in its own', () => {
    expect(inMinutes(parts('temporal'), story(5, 1))).toEqual(['A-out', 'A-in']);
    expect(inMinutes(parts('temporal_ordered'), story(5, 1))).toBeUndefined();
    expect(inMinutes(parts('temporal_ordered'), story(1, 5))).toEqual(['A-in', 'A-out']);
  });

  test('reads a field under the name that it has in each part', () => {
    const [first, second] = story(1, 5) as [Alert, Alert];
    const asTarget = { ...first, observables: first.observables.map((thing) => ({ ...thing, role: 'target' as const })) };
    expect(completedBy(second, [asTarget], parts('temporal'), acme)).toBeUndefined();
  });

  test('is the same whichever of its events comes last', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(story(5, 1), { minLength: 2 }), (shuffled) => {
        const [last, ...others] = shuffled.toReversed() as [Alert, ...Alert[]];
        expect(completedBy(last, others, parts('temporal'), acme)?.map(({ id }) => id)).toEqual(['A-out', 'A-in']);
      }),
    );
  });
});

test('a count within an order keeps its own timespan', () => {
  const rule = (span: string) =>
    sigmaRule(
      [
        'title: T\nname: t\ncorrelation:\n  type: temporal_ordered\n  rules: [many, in]\n  group-by: [ip]\n  timespan: 60m',
        `title: M\nname: many\ncorrelation:\n  type: event_count\n  rules: [bad]\n  group-by: [ip]\n  timespan: ${span}\n  condition: { gt: 2 }`,
        'title: bad\nname: bad\ndetection:\n  s: { activity: login, outcome: failure }\n  condition: s',
        'title: in\nname: in\ndetection:\n  s: { activity: login, outcome: success }\n  condition: s',
      ].join('\n---\n'),
    );
  const story = [login('A-1', 0, 'failure'), login('A-2', 10, 'failure'), login('A-3', 20, 'failure'), login('A-4', 30, 'success')];
  expect(inMinutes(rule('20m'), story)).toHaveLength(4);
  expect(inMinutes(rule('19m'), story)).toBeUndefined();
});
