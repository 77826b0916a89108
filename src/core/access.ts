import type { Incident } from './incident.ts';
import type { Policy } from './policy.ts';
import type { Person } from './team.ts';

/** What decides who may know of an incident. */
export type Guarded = Pick<Incident, 'suspects' | 'restrictedTo'>;

/**
 * Whether this person may read this incident. Strangers, people without a reading role, the incident's own suspects, and of a restricted one everybody
 * who is not named in it may not, and get the same answer as for an incident that does not exist.
 */
export function mayRead(person: Person | undefined, incident: Guarded, policy: Pick<Policy, 'readers'>): person is Person {
  return mayReadAny(person, policy) && !incident.suspects.includes(person.id) && !isKeptFrom(person, incident);
}

/** Whether it is restricted to people of whom this is none. */
export function isKeptFrom(person: Pick<Person, 'id'> | undefined, { restrictedTo }: Pick<Incident, 'restrictedTo'>): boolean {
  return restrictedTo !== null && (person === undefined || !restrictedTo.includes(person.id));
}

/** Whether this person may read incidents at all: the queue, the board, what is known about an address. */
export function mayReadAny(person: Person | undefined, policy: Pick<Policy, 'readers'>): person is Person {
  return person?.roles.some((role) => policy.readers.includes(role)) === true;
}

/** Whether this person may work on what they may read: look things up, open, take, propose, close. */
export function mayTriage(person: Person | undefined): person is Person {
  return person?.roles.some((role) => role === 'analyst' || role === 'approver') === true;
}
