import { expect, test } from 'vitest';
import { StaleError } from '../../src/core/errors.ts';
import {
  actionDigest,
  canBeCancelled,
  isAsShown,
  maySendAgain,
  move,
  type ProposalState,
  proposalMoves,
  shortDigest,
} from '../../src/core/proposal.ts';
import { aProposal, at } from './builders.ts';

const states = Object.keys(proposalMoves) as ProposalState[];

test.each(states.flatMap((from) => states.map((to) => [from, to] as const)))('from %s to %s is either a move or stale', (from, to) => {
  const proposal = aProposal({ state: from });
  if (!proposalMoves[from].includes(to)) {
    const stale = { message: `${proposal.id} is ${from} and cannot become ${to}.`, next: 'Look at it again: somebody was faster.' };
    expect(() => move(proposal, to)).toThrow(StaleError);
    return expect(() => move(proposal, to)).toThrow(expect.objectContaining(stale));
  }
  expect(move(proposal, to)).toEqual({ ...proposal, state: to, revision: 2 });
});

test.each([
  ['automatic', 0, false],
  ['automatic', 1, true],
  ['one-person', 0, false],
  ['one-person', 1, false],
] as const)('what policy answers with %s, of risk tier %i, waits for somebody to cancel it: %s', (verdict, tier, waits) => {
  expect(canBeCancelled({ gate: { verdict, because: [] }, risk: { tier, reversible: true, blastRadius: '' } })).toBe(waits);
});

test('nothing runs without having been approved and claimed', () => {
  expect(states.filter((state) => proposalMoves[state].includes('executing'))).toEqual(['intended', 'executing', 'unknown']);
  expect(states.filter((state) => proposalMoves[state].includes('intended'))).toEqual(['approved']);
  expect(states.filter((state) => proposalMoves[state].includes('approved'))).toEqual(['proposed']);
});

test('what ended stays ended', () => {
  for (const state of ['denied', 'expired', 'stale', 'failed', 'undone'] as const) expect(proposalMoves[state]).toEqual([]);
});

test('the digest changes with everything that a yes is given to, and with nothing else', () => {
  const digest = actionDigest(aProposal());
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(shortDigest(digest)).toBe(digest.slice(0, 8));
  const changed = [
    { action: 'okta-clear-sessions' },
    { resolved: { id: '00u2', label: 'alex@acme.example', account: 'acme.okta.example' } },
    { resolved: { id: '00u1', label: 'alex@acme.example', account: 'other.okta.example' } },
    { verb: 'deactivate' },
    { provider: 'entra' },
    { params: { hours: 1 } },
    { before: { status: 'SUSPENDED' } },
    { incident: 'INC-2' },
    { policyDigest: 'e'.repeat(64) },
    { edition: 2 },
    { expiresAt: at(31) },
  ].map((more) => actionDigest(aProposal(more)));
  expect(new Set([digest, ...changed]).size).toBe(12);
  expect(actionDigest(aProposal({ state: 'approved', revision: 7, confidence: 0.1 }))).toBe(digest);
});

test('whatever is changed in the store beside its digest is no longer what people said yes to', () => {
  const shown = aProposal({ digest: actionDigest(aProposal()) });
  expect(isAsShown(shown)).toBe(true);
  expect(isAsShown({ ...shown, params: { hours: 100 } })).toBe(false);
  expect(isAsShown({ ...shown, resolved: { ...shown.resolved, id: '00u9' } })).toBe(false);
});

test.each([
  ['set-state', 1, true],
  ['token-idempotent', 1, true],
  ['set-state', 2, false],
  ['token-idempotent', 2, false],
  ['not-idempotent', 1, false],
  ['not-idempotent', 0, false],
] as const)('what is %s and was sent %i times may be sent again: %s', (repeat, sends, may) => {
  expect(maySendAgain(aProposal({ state: 'unknown', sends }), repeat)).toBe(may);
});
