import { expect, test } from 'vitest';
import { leaseUntil, whatIsDueAt } from '../../src/core/lease.ts';
import { aProposal, at } from './builders.ts';

test('a lease holds for its hours; without hours it does not end', () => {
  expect(leaseUntil(at(0), 2)).toBe(at(120));
  expect(leaseUntil(at(0), null)).toBeNull();
});

test('what is due comes in the order in which it became due', () => {
  const proposals = [
    aProposal({ id: 'P-1', state: 'done', leaseUntil: at(50) }),
    aProposal({ id: 'P-2', state: 'proposed', expiresAt: at(30) }),
    aProposal({ id: 'P-3', state: 'done', leaseUntil: at(40), undo: { ...aProposal().undo, atLeaseEnd: 'undo' } }),
    aProposal({ id: 'P-4', state: 'done', leaseUntil: at(61) }),
    aProposal({ id: 'P-5', state: 'done', leaseUntil: null }),
    aProposal({ id: 'P-6', state: 'denied', expiresAt: at(1) }),
    aProposal({ id: 'P-7', state: 'executing', expiresAt: at(1) }),
  ];
  expect(whatIsDueAt(at(60), proposals).map(({ proposal, what }) => `${what} ${proposal.id}`)).toEqual(['expire P-2', 'undo P-3', 'ask P-1']);
});
