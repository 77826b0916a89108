import { expect, test } from 'vitest';
import { proposalLine, shortStanding, standingOf } from '../../src/core/proposal-sentences.ts';
import { plain } from '../../src/core/text.ts';
import { actorOf, aProposal, at, kit } from './builders.ts';

const now = at(1);
const yes = { by: actorOf(kit), at: at(0), reason: 'It is him' };

test('what waits says for how many people, and how sure we are', () => {
  const two = aProposal({ gate: { verdict: 'two-people', because: [] }, approvals: [], confidence: 0.634, expiresAt: at(60) });
  expect(standingOf(two, now)).toBe('Waits for 2 people to approve');
  expect(shortStanding({ ...two, approvals: [yes] }, now)).toBe(`waits for 1 more person to approve, yes from ${yes.by.name}, 63 % sure`);
  expect(shortStanding({ ...two, record: { right: 44, cases: 48 } }, now)).toBe('waits for 2 people to approve, 63 % sure · right 44 of 48');
});

test('what nobody said yes to in time reads as expired from that instant on', () => {
  expect(standingOf(aProposal({ expiresAt: now }), now)).toBe('Expired: nothing was done');
});

test('a line says what happened last and until when it holds', () => {
  const { id, verb, resolved } = aProposal();
  const done = aProposal({ state: 'done', outcome: 'Suspended.', leaseUntil: '2026-03-14T15:00:00.000Z' });
  expect(plain(proposalLine(done, now))).toBe(`${id} ${verb} ${resolved.label}: contained — Suspended. Until 2026-03-14 15:00:00 UTC`);
});
