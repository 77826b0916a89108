import { expect, it } from 'vitest';
import { whatItLacks } from '../../src/core/notice.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import { homeBlocks } from '../../src/slack/views/home.ts';
import { incidentCard } from '../../src/slack/views/incident-card.ts';
import { containModal } from '../../src/slack/views/modals.ts';
import { proposalCard } from '../../src/slack/views/proposal-card.ts';
import { later, sampleIncident, sampleProposal, start } from '../storage/samples.ts';
import { meets, mrkdwnIn, stateOf } from './case.ts';

it('what our own people wrote, and addresses of our settings, stand as they were typed and have no power', () => {
  const reason = 'At 3 a.m. on 10.1.2.3 see wiki.acme.example <!channel> *ok*';
  const undoAsked = { by: { kind: 'human', id: 'mira', name: 'Mira Okafor' }, at: later(5), reason } as const;
  const resolved = { id: 'i', label: 'evil.example', account: 'http://127.0.0.1:3451' };
  const words = mrkdwnIn(proposalCard(sampleProposal('P-1', { state: 'undone', undoAsked, resolved }), start, stateOf()).blocks).join('\n');
  expect(words).toContain('At 3 a.m. on 10.1.2.3 see wiki.acme.example &lt;!channel&gt; ∗ok∗');
  expect(words).toContain('in the account 127.0.0.1:3451');
  expect(words).toContain('evil[.]example');
});

it('the form and the card say for how long it holds, and who can take it back', () => {
  const words = (drawn: unknown) => mrkdwnIn(drawn).join('\n');
  const leases = [
    [
      { possible: true, how: 'Unsuspends.', leaseHours: 24, atLeaseEnd: 'ask' },
      /\*Holds\*\nFor 24 hours from when it runs\. Then it still holds, and somebody is asked/,
    ],
    [
      { possible: true, how: 'Unblocks.', leaseHours: 72, atLeaseEnd: 'undo' },
      /\*Holds\*\nFor 3 days from when it runs, then it is lifted by itself\./,
    ],
    [{ possible: true, how: 'Restores.', leaseHours: null, atLeaseEnd: null }, /\*Holds\*\nUntil somebody undoes it\./],
  ] as const;
  for (const [undo, said] of leases) {
    const proposal = sampleProposal('P-1', { undo });
    for (const drawn of [containModal(proposal, start, meets), proposalCard(proposal, start, stateOf()).blocks]) {
      expect(words(drawn)).toMatch(said);
      expect(words(drawn)).toContain('By any one of Mira Okafor and Jonas Lind.');
    }
  }
});

it('under a freeze the form says so before anything else, and promises nothing', () => {
  const { brakes } = stateOf();
  const { open } = containModal(sampleProposal('P-1'), start, { ...meets, brakes });
  expect(mrkdwnIn(open)[0]).toMatch(/frozen.*Ana: We look first\. Your yes is recorded, and nothing runs/);
  expect(open).toMatchObject({ submit: { text: 'Approve' } });
  expect(mrkdwnIn(open).join('\n')).not.toContain('runs as soon as');
});

it('the card says whose yes it has and whose is still wanted, so that nobody presses twice in vain', () => {
  const approvals = [{ by: { kind: 'human', id: 'mira', name: 'Mira Okafor' }, at: start, reason: 'sure' }] as const;
  const proposal = sampleProposal('P-1', { approvals: [...approvals], gate: { verdict: 'two-people', because: [] } });
  expect(mrkdwnIn(proposalCard(proposal, start, stateOf()).blocks).join('\n')).toContain('1 of 2: Mira Okafor\nStill wanted: 1 yes from Jonas Lind');
  expect(mrkdwnIn(incidentCard(stateOf({}, [proposal]), start).blocks).join('\n')).toContain(
    'waits for 1 more person to approve, yes from Mira Okafor',
  );
});

it('what was done and cannot be undone is not called contained', () => {
  const proposal = sampleProposal('P-1', { state: 'done', undo: { possible: false, how: 'Sessions are gone.', leaseHours: null, atLeaseEnd: null } });
  const words = mrkdwnIn(proposalCard(proposal, start, stateOf()).blocks).join('\n');
  expect(words).toContain('*Done, and cannot be undone*');
  expect(words).not.toMatch(/until somebody undoes it|\*Contained\*/);
});

it('a button begins with what it does to whom, and leaves out that there is no case yet', () => {
  const label = (changes: Partial<Proposal>) =>
    incidentCard(stateOf({}, [sampleProposal('P-1', changes)]), start).blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.flatMap((one) => ('text' in one && one.text?.text.startsWith('Contain') ? [one.text.text] : [])) : [],
    );
  expect(label({ record: { right: 0, cases: 0 } })).toEqual(['Contain: suspend alex@acme.example (80 %)']);
  expect(label({ record: { right: 44, cases: 48 } })).toEqual(['Contain: suspend alex@acme.example (80 % · right 44 of 48)']);
});

it('Home has the buttons of what waits, and whoever has said yes reads that it is counted', () => {
  const drawn = (said: boolean) =>
    JSON.stringify(homeBlocks({ incidents: [sampleIncident('INC-1')], proposals: [sampleProposal('P-1')], hasSaid: () => said, prefix: '/' }, start));
  expect(drawn(false)).toContain('Contain: suspend alex@acme.example');
  expect(drawn(true)).not.toContain('Contain: suspend alex@acme.example');
  expect(drawn(true)).toContain('Your yes is counted');
  for (const said of [true, false]) expect(drawn(said)).toContain('Deny…');
});

it('an incident that only its label calls critical says why it has no ticket, no channel and woke nobody, and what would change that', () => {
  const shown = { card: true, ticket: false, channel: false };
  const policy = { thresholds: { card: 30, ticket: 50, channel: 70 }, notify: { first: 'pagerduty', from: 'critical' } } as const;
  const lacks = whatItLacks(sampleIncident('INC-2', { severity: 'critical', shown }), policy, '/');
  expect(lacks).toMatch(
    /a ticket is opened from a score of 50; a channel is opened, and somebody is woken, from a score of 70.*\/incident severity INC-2 critical why$/,
  );
  expect(mrkdwnIn(incidentCard({ ...stateOf(), lacks }, start).blocks).join('\n')).toContain('Its label alone opens neither');
  expect(whatItLacks(sampleIncident('INC-2', { severity: 'critical', shown: { ...shown, channel: true } }), policy, '/')).toBeUndefined();
  expect(whatItLacks(sampleIncident('INC-2', { severity: 'medium', shown }), policy, '/')).toBeUndefined();
});
