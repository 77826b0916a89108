import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { assess } from '../../src/core/assess.ts';
import type { Finding } from '../../src/core/finding.ts';
import type { Incident } from '../../src/core/incident.ts';
import { denial, isAwaited, question, severityAfterSilence, whomToAsk } from '../../src/core/question.ts';
import { questionLine } from '../../src/core/question-sentences.ts';
import { team } from '../../src/core/team.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { times } from '../depth.ts';
import { later, sampleAlert, sampleFinding, sampleIncident } from '../storage/samples.ts';

const human = { identities: [], roles: [], timezone: 'UTC', countries: [], travels: false };
const alex = { ...human, id: 'alex.kim', name: 'Alex Kim', email: 'alex@acme.example', slack: 'U0ALEX0001', manager: 'priya' };
const priya = { ...human, id: 'priya', name: 'Priya Raman', slack: 'U0PRIYA001' };
const acme = team([alex, priya], []);
const account = { kind: 'user', value: 'alex@acme.example', role: 'target' } as const;
const named = (changes: Partial<Incident> = {}) => sampleIncident('INC-7', { observables: [account], suspects: [], attacks: [], ...changes });

test.each([
  ['nothing says that somebody else holds the account', {}, acme, 'alex.kim'],
  ['the incident is about their account', { suspects: ['alex.kim'] }, acme, 'priya'],
  ['valid accounts are being used', { attacks: ['T1078.004'] }, acme, 'priya'],
  ['passwords are being guessed', { attacks: ['T1110'] }, acme, 'priya'],
  ['somebody else may hold it, and no manager is known', { suspects: ['alex.kim'] }, team([{ ...alex, manager: undefined }], []), null],
  ['somebody else may hold it, and the manager’s too', { suspects: ['alex.kim', 'priya'] }, acme, null],
  ['the manager cannot be reached', { suspects: ['alex.kim'] }, team([alex, { ...priya, slack: undefined }], []), null],
  ['nobody is named whom we know', { observables: [{ ...account, value: 'stranger' }] }, acme, null],
  ['whoever is named cannot be reached', {}, team([{ ...alex, slack: undefined }, priya], []), null],
])('when %s, %4$s is asked', (_what, changes, people, who) => {
  const { verdict, because } = whomToAsk(named(changes as Partial<Incident>), people as typeof acme);
  expect(verdict?.asked.id ?? null).toBe(who);
  expect(because.join(' ')).toMatch(/\.$/);
});

it('whoever may be an attacker is never asked, whatever the incident names', () => {
  const people = ['a', 'b', 'c', 'd'].map((id, index, ids) => ({
    ...human,
    id,
    name: id.toUpperCase(),
    slack: `U${id}`,
    manager: ids[(index + 1) % 4],
  }));
  const observables = fc.array(
    fc.record({
      kind: fc.constant('user' as const),
      value: fc.constantFrom('a', 'b', 'c', 'd', 'x'),
      role: fc.constantFrom('actor', 'target', 'related'),
    }),
  );
  fc.assert(
    fc.property(observables, fc.subarray(['a', 'b', 'c', 'd']), (things, suspects) => {
      const { verdict } = whomToAsk(named({ observables: things, suspects }), team(people, []));
      expect(suspects).not.toContain(verdict?.asked.id);
      if (verdict !== null) expect(things.some(({ value }) => value === verdict.about.id)).toBe(true);
    }),
    { numRuns: times({ quick: 300, ci: 3_000, deep: 30_000 }) },
  );
});

const answered = (hostile: boolean | null): Finding =>
  sampleFinding('F-1', { incident: 'INC-7', enricher: denial, kind: 'user', value: account.value, status: 'found', hostile });
const score = (findings: readonly Finding[]) =>
  assess({ alerts: [sampleAlert('A-1')], findings, earlier: [], lessons: [], weights: usualWeights, team: acme, rule: undefined, now: later(60) });

it('a no raises the score, by its own line', () => {
  expect(score([answered(true)]).score).toBeGreaterThan(score([]).score);
  expect(JSON.stringify(score([answered(true)]).factors)).toContain('the answer was no. (+10.0)');
});

test.each([
  ['low', 'medium'],
  ['medium', 'high'],
  ['high', 'high'],
  ['critical', 'critical'],
] as const)('silence makes what is %s %s', (before, after) => {
  expect(severityAfterSilence(before)).toBe(after);
});

const put = { number: 1, about: 'alex', asked: 'alex', askedAt: later(0), answer: null, saidYes: false, byCode: false } as const;

test.each([
  ['nothing was said', {}, true],
  ['yes was said without proof', { saidYes: true }, true],
  ['yes was said with a one-time code', { saidYes: true, byCode: true }, false],
  ['no was said', { answer: 'no' }, false],
  ['the time was up', { answer: 'silence' }, false],
] as const)('after %s, that silence would still count is %3$s', (_what, changes, awaited) => {
  expect(isAwaited({ ...put, ...changes })).toBe(awaited);
});

it('a question that was stored before yes could be proven is still read, as one that was not', () => {
  const { byCode: _later, ...before } = put;
  expect(question.parse({ ...before, saidYes: true })).toEqual({ ...put, saidYes: true });
});

test.each([
  [{}, 'Alex has not answered yet.'],
  [{ saidYes: true }, 'Alex has not answered yet. They said yes, which nothing proves.'],
  [{ saidYes: true, byCode: true }, 'Alex said yes, with a one-time code. Whoever holds account and phone could say that too, so people decide.'],
  [
    { answer: 'silence', saidYes: true, byCode: true },
    'Alex said yes, with a one-time code, after the time was up. Whoever holds account and phone could say that too, so people decide.',
  ],
  [{ answer: 'no', saidYes: true }, 'Alex said no: it was somebody else.'],
  [
    { answer: 'no', saidYes: true, byCode: true },
    'Alex said no: it was somebody else. Before that, yes was said with a one-time code: somebody else may hold the phone too.',
  ],
] as const)('a question with %j reads: %s', (changes, line) => {
  expect(questionLine({ ...put, ...changes }, () => 'Alex')).toBe(line);
});
