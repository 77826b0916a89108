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

test.each<[restrictedTo: readonly string[] | null, reads: boolean]>([
  [null, true],
  [['sam.ode'], true],
  [['kit.lee', 'sam.ode'], true],
  [['kit.lee'], false],
  [[], false],
])('what is restricted to %j is read by Sam: %s', (restrictedTo, reads) => {
  const incident = anIncident({ restrictedTo: restrictedTo === null ? null : [...restrictedTo] });

  expect(mayRead(sam, incident, aPolicy())).toBe(reads);
});

test('being named in a restricted incident gives nobody a role, and a suspect nothing', () => {
  const stranger = human('somebody');

  expect(mayRead(stranger, anIncident({ restrictedTo: [stranger.id] }), aPolicy())).toBe(false);
  expect(mayRead(sam, anIncident({ restrictedTo: ['sam.ode'], suspects: ['sam.ode'] }), aPolicy())).toBe(false);
});
