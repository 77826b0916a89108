import { expect, test } from 'vitest';
import { gate } from '../../src/core/gate.ts';
import { aPolicy } from './builders.ts';

const ask = (score: number, confidence: number, tier: 0 | 1 | 2 | 3, action = 'okta-suspend-user', value = 'alex@acme.example') =>
  gate(
    { score, confidence },
    { action, risk: { tier, reversible: tier < 2, blastRadius: 'One person.' }, target: { value }, resolved: { id: '00u1', label: 'Alex' } },
    aPolicy(),
  );

const scores = [10, 60, 95];
const confidences = [0.2, 0.6, 0.95];
/** Rows: scores × confidences; columns: risk tiers 0 to 3. */
const table: Readonly<Record<string, readonly string[]>> = {
  '10/0.2': ['observe', 'forbidden', 'forbidden', 'forbidden'],
  '10/0.6': ['observe', 'forbidden', 'forbidden', 'forbidden'],
  '10/0.95': ['observe', 'forbidden', 'forbidden', 'forbidden'],
  '60/0.2': ['observe', 'one-person', 'forbidden', 'forbidden'],
  '60/0.6': ['observe', 'one-person', 'two-people', 'forbidden'],
  '60/0.95': ['observe', 'one-person', 'two-people', 'forbidden'],
  '95/0.2': ['observe', 'one-person', 'forbidden', 'forbidden'],
  '95/0.6': ['observe', 'one-person', 'two-people', 'forbidden'],
  '95/0.95': ['observe', 'one-person', 'two-people', 'forbidden'],
};

test.each(scores.flatMap((score) => confidences.map((confidence) => [score, confidence] as const)))(
  'score %s and confidence %s are answered for every tier',
  (score, confidence) => {
    const answers = ([0, 1, 2, 3] as const).map((tier) => ask(score, confidence, tier));
    expect(answers.map(({ verdict }) => verdict)).toEqual(table[`${score}/${confidence}`]);
    for (const { because } of answers) expect(because.join('')).not.toBe('');
  },
);

test('the first line that fits decides, and is named', () => {
  const { verdict, because } = ask(95, 0.95, 1, 'block-ip');
  expect(verdict).toBe('automatic');
  expect(because).toEqual(['Ends by itself.', 'Line 3 of the policy’s gate decides (score 95, confidence 95 %, risk tier 1).']);
});

test.each(['break-glass@acme.example', 'Break-Glass@ACME.example'])('what is on the never-contain list is forbidden, however sure: %s', (value) => {
  expect(ask(100, 1, 0, 'x', value)).toEqual({
    verdict: 'forbidden',
    because: ['break-glass@acme.example is on the never-contain list of the policy.'],
  });
});

test('the list counts for what the vendor calls the target, too', () => {
  const policy = aPolicy({ never: ['00u1'] });
  const target = {
    action: 'x',
    risk: { tier: 0, reversible: true, blastRadius: '' },
    target: { value: 'alias' },
    resolved: { id: '00U1', label: 'Alex' },
  } as const;
  expect(gate({ score: 0, confidence: 0 }, target, policy).verdict).toBe('forbidden');
});

test('an empty table forbids everything', () => {
  const target = {
    action: 'x',
    risk: { tier: 0, reversible: true, blastRadius: '' },
    target: { value: 'a' },
    resolved: { id: 'a', label: 'a' },
  } as const;
  expect(gate({ score: 100, confidence: 1 }, target, aPolicy({ gate: [] })).verdict).toBe('forbidden');
});
