import { expect, test } from 'vitest';
import { namedBy } from '../../src/core/entities.ts';

const observables = [
  { kind: 'user', value: 'mira@acme.example', role: 'actor' },
  { kind: 'ip', value: '203.0.113.7', role: 'source' },
] as const;

test('whoever fails to log in has not shown to be that person: the account is the target', () => {
  const named = namedBy({ activity: 'login', outcome: 'failure', observables: [...observables] });
  expect(named.map(({ role }) => role)).toEqual(['target', 'source']);
});

test.each([
  ['login', 'success'],
  ['login', 'unknown'],
  ['download', 'failure'],
] as const)('an account of which a %s is reported with the outcome %s has acted', (activity, outcome) => {
  expect(namedBy({ activity, outcome, observables: [...observables] }).map(({ role }) => role)).toEqual(['actor', 'source']);
});
