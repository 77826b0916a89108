import { expect, test } from 'vitest';
import { mayRead, mayReadAny, mayTriage } from '../../src/core/access.ts';
import type { Role } from '../../src/core/team.ts';
import { anIncident, aPolicy, human, sam } from './builders.ts';

test.each<[Role[], boolean, boolean]>([
  [[], false, false],
  [['reader'], true, false],
  [['manager'], true, false],
  [['analyst'], true, true],
  [['approver'], true, true],
])('with the roles %j: reads %s, triages %s', (roles, reads, triages) => {
  const person = human('somebody', { roles });
  expect([mayRead(person, anIncident(), aPolicy()), mayTriage(person)]).toEqual([reads, triages]);
});

test('a stranger may do nothing', () => {
  expect([mayRead(undefined, anIncident(), aPolicy()), mayReadAny(undefined, aPolicy()), mayTriage(undefined)]).toEqual([false, false, false]);
});

test('a suspect may not read the incident, whatever their roles', () => {
  expect(mayRead(sam, anIncident({ suspects: ['sam.ode'] }), aPolicy())).toBe(false);
  expect(mayReadAny(sam, aPolicy())).toBe(true);
});
