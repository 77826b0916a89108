import { expect, test } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { whatStandsOpen } from '../../src/core/stands-open.ts';
import { acme, anIncident, aProposal } from './builders.ts';

const alex = { kind: 'user', value: 'alex@acme.example', role: 'actor' } as const;
const address = { kind: 'ip', value: '203.0.113.7', role: 'source' } as const;
const block = { action: 'block-ip', verb: 'block', target: address, resolved: { id: 'ip:203.0.113.7', label: '203.0.113.7', account: 'acme' } };
const suspension = (more: Partial<Proposal> = {}) => aProposal({ id: 'P-1', state: 'done', ...more });
const blocking = (more: Partial<Proposal> = {}) => aProposal({ id: 'P-2', state: 'done', ...block, ...more });
const sessions = aProposal({
  id: 'P-3',
  action: 'okta-clear-sessions',
  state: 'done',
  undo: { possible: false, how: 'Sessions cannot be given back.', leaseHours: null, atLeaseEnd: null },
});

test.each<[string, readonly Proposal[], readonly (string | RegExp)[]]>([
  ['nothing was done', [], ['Nothing holds.']],
  ['everything holds', [suspension(), blocking()], []],
  ['one waits', [suspension(), blocking({ state: 'proposed' })], ['P-2 (block 203.0.113.7) waits for a yes.']],
  ['one is being taken back', [suspension(), blocking({ state: 'undoing' })], ['P-2 (block 203.0.113.7) is under way.']],
  ['nobody knows about one', [suspension(), blocking({ state: 'unknown' })], [/^Nobody knows whether P-2/]],
  ['one expired', [suspension(), blocking({ state: 'expired' })], [/^P-2 .* expired/]],
  ['one expired and was done later', [suspension(), blocking({ id: 'P-4', state: 'expired' }), blocking()], []],
  ['one was done, and somebody proposes it again', [suspension(), blocking(), blocking({ id: 'P-4', state: 'proposed' })], [/^P-4 .* waits/]],
  ['somebody said no to the address, and the account is held', [suspension(), blocking({ state: 'denied' })], []],
  ['the address was let in again, and the account is held', [suspension(), blocking({ state: 'undone' })], []],
  ['the account was let in again', [suspension({ state: 'undone' }), blocking()], ['Nothing holds the account of Alex Kim.']],
  ['only sessions were ended', [sessions], ['Nothing holds.']],
  [
    'somebody else lifted it',
    [suspension({ drift: { since: '2026-03-14T02:00:00.000Z' } }), blocking()],
    [/^Nothing holds the account/, /^P-1 .* no longer in force/],
  ],
  ['it was only rehearsed', [suspension({ dryRun: true, state: 'rehearsed' })], ['Nothing holds.']],
])('when %s, what stands open is said', (_, proposals, said) => {
  const open = whatStandsOpen(anIncident({ observables: [alex, { ...alex, kind: 'email' }, address] }), proposals, acme);
  expect(open).toEqual(said.map((one) => (one instanceof RegExp ? expect.stringMatching(one) : one)));
});
