import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvalsNeeded, isConfirmed, mayApprove, mayDecide, stepUpAsked, sufficiency } from '../../src/core/approval.ts';
import { decide } from '../../src/core/decision.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import { type Person, team } from '../../src/core/team.ts';
import { acme, actorOf, alex, allMembers, anIncident, aPolicy, aProposal, at, human, kit, sam } from './builders.ts';

const context = { policy: aPolicy(), team: acme, now: at(20), membership: allMembers };
const yes = (person: Person) => ({ by: actorOf(person), at: at(19), reason: 'Not her.' });
const twin = human('alex.two', { roles: ['approver'], identities: ['alex@ACME.example'] });

/** Sam once more, under another id: one human with two entries. */
const samAgain = human('sam.two', { roles: ['approver'], slack: 'U024SAM00' });
const withBoth = {
  team: team([alex, sam, samAgain, kit, human('alex.two', { roles: ['approver'], email: 'alex@acme.example', identities: ['boss'] })], []),
};

test('somebody with the role whom it is not about counts', () => {
  expect(mayApprove(sam, aProposal(), anIncident(), context).verdict).toBe('counts');
});

test.each<[string, Person | undefined, Partial<Proposal>, Partial<Incident>, Partial<typeof context & { edition: number }>, string]>([
  ['a stranger or a bot', undefined, {}, {}, {}, 'Only people in people.yml'],
  ['somebody without the role', human('reader', { roles: ['reader', 'analyst', 'manager'] }), {}, {}, {}, 'takes the role approver'],
  ['whoever proposed it', sam, { requester: actorOf(sam) }, {}, {}, 'proposed it yourself'],
  ['the target under another name', twin, {}, { suspects: [] }, {}, 'your own account'],
  ['the target by its id at the vendor', human('x', { roles: ['approver'], identities: ['00u1'] }), {}, { suspects: [] }, {}, 'your own account'],
  ['whoever proposed it under another id', samAgain, { requester: actorOf(sam) }, {}, withBoth, 'proposed it yourself'],
  ['whoever changed it under another id', sam, { editors: [actorOf(samAgain)] }, {}, withBoth, 'proposed it yourself'],
  ['a suspect under another id', samAgain, {}, { suspects: ['sam.ode'] }, withBoth, 'about you'],
  ['a manager who is the target by another entry', withBoth.team.person('alex.two'), {}, { suspects: [] }, withBoth, 'your own account'],
  [
    'the same human as said yes before',
    samAgain,
    { approvals: [yes(sam)], gate: { verdict: 'two-people', because: [] } },
    {},
    withBoth,
    'counted already',
  ],
  ['a suspect', sam, {}, { suspects: ['sam.ode'] }, {}, 'about you'],
  ['somebody who said yes before', sam, { approvals: [yes(sam)], gate: { verdict: 'two-people', because: [] } }, {}, {}, 'counted already'],
  ['anybody after it expired', sam, {}, {}, { now: at(30) }, 'Expiry means no'],
  ['somebody who saw another edition', sam, { edition: 2 }, {}, { edition: 1 }, 'was changed after'],
  ['anybody after the policy changed', sam, { policyDigest: 'e'.repeat(64) }, {}, {}, 'policy has changed'],
  ['anybody once it is approved', sam, { state: 'approved' }, {}, {}, 'is approved already'],
  ['anybody once the incident is closed', sam, {}, { phase: 'closed' }, {}, 'is closed'],
])('the yes of %s does not count', (_who, person, proposal, incident, more, why) => {
  const decision = mayApprove(person, aProposal(proposal), anIncident(incident), { ...context, ...more });
  expect(decision.verdict).toBe('refused');
  expect(decision.because.join(' ')).toContain(why);
});

const outside = () => decide('outside', 'The Slack account U024SAM00 is deactivated.');
const unread = () => decide('unread', 'Slack could not say whether U024SAM00 still belongs to the team.');

test('whoever has left the workspace does not count, and neither does a yes that they gave before', () => {
  const proposal = aProposal({ approvals: [yes(sam)] });
  expect(mayApprove(sam, aProposal(), anIncident(), { ...context, membership: outside })).toEqual(decide('refused', ...outside().because));
  expect(sufficiency(proposal, anIncident(), { ...context, membership: outside }).verdict).toBe('waiting');
});

test('whose membership cannot be read counts with a one-time code only', () => {
  const proven = { ...yes(sam), byCode: true };
  expect(mayApprove(sam, aProposal(), anIncident(), { ...context, membership: unread }).because.join(' ')).toContain(
    'a one-time code has to stand behind it',
  );
  expect(mayApprove(sam, aProposal(), anIncident(), { ...context, membership: unread, byCode: true }).verdict).toBe('counts');
  expect(sufficiency(aProposal({ approvals: [yes(sam)] }), anIncident(), { ...context, membership: unread }).verdict).toBe('waiting');
  expect(sufficiency(aProposal({ approvals: [proven] }), anIncident(), { ...context, membership: unread }).verdict).toBe('complete');
});

test('whoever changed a proposal is its requester too', () => {
  const edited = aProposal({ requester: null, editors: [actorOf(sam)] });
  expect(mayApprove(sam, edited, anIncident(), context).because.join(' ')).toContain('proposed it yourself');
});

describe('where policy says own: tier1', () => {
  const own = { ...context, policy: aPolicy({ own: 'tier1' }) };
  const mine = (more: Partial<Proposal> = {}) => aProposal({ requester: actorOf(sam), ...more });
  test.each<[string, Partial<Proposal>, 'counts' | 'refused']>([
    ['of tier 1 that takes one person', {}, 'counts'],
    ['of tier 1 that takes two people', { gate: { verdict: 'two-people', because: [] } }, 'refused'],
    ['of tier 2', { risk: { tier: 2, reversible: true, blastRadius: 'One person.' } }, 'refused'],
  ])('the requester’s own yes to a proposal %s: %s', (_what, more, verdict) => {
    expect(mayApprove(sam, mine(more), anIncident(), own).verdict).toBe(verdict);
    expect(mayApprove(sam, mine(more), anIncident(), context).verdict).toBe('refused');
  });
});

describe('a step-up', () => {
  const tier3 = aProposal({ risk: { tier: 3, reversible: true, blastRadius: 'Everybody.' } });
  const line = aPolicy({ gate: [{ tiers: [1], scoreAtLeast: 0, confidenceAtLeast: 0, verdict: 'one-person', stepUp: true, why: 'Careful.' }] });
  const byLine = aProposal({ gate: { verdict: 'one-person', because: [], line: 1 } });

  test('is asked for at risk tier 3, and where the line that decided says so', () => {
    expect(stepUpAsked(aProposal(), context.policy)).toBeUndefined();
    expect(stepUpAsked(tier3, context.policy)).toContain('tier 3');
    expect(stepUpAsked(byLine, line)).toContain('one-time code');
  });

  test('that was not made takes the yes away before it runs', () => {
    expect(sufficiency({ ...tier3, approvals: [yes(sam)] }, anIncident(), context).verdict).toBe('waiting');
    expect(sufficiency({ ...tier3, approvals: [{ ...yes(sam), byCode: true }] }, anIncident(), context).verdict).toBe('complete');
    expect(sufficiency({ ...byLine, approvals: [yes(sam)] }, anIncident(), { ...context, policy: line }).verdict).toBe('waiting');
  });

  test.each([
    ['alex@acme.example', true],
    ['  Alex@ACME.example ', true],
    ['alex', false],
    ['', false],
    [undefined, false],
  ])('takes the name of the target as it stands on the card: “%s” %s', (typed, right) => {
    expect(isConfirmed(typed, aProposal())).toBe(right);
  });
});

test('the requester may take a proposal back; the one it is about may not', () => {
  expect(mayDecide(sam, aProposal({ requester: actorOf(sam) }), anIncident(), context).verdict).toBe('counts');
  expect(mayDecide(twin, aProposal(), anIncident({ suspects: [] }), context).verdict).toBe('refused');
  expect(mayDecide(alex, aProposal(), anIncident(), context).verdict).toBe('refused');
});

test.each([
  ['automatic', 0],
  ['one-person', 1],
  ['two-people', 2],
  ['forbidden', 2],
  ['observe', 2],
] as const)('%s takes %s', (verdict, count) => {
  expect(approvalsNeeded(verdict)).toBe(count);
});

test('two people are two different people', () => {
  const proposal = aProposal({ gate: { verdict: 'two-people', because: [] } });
  const stand = (...people: Person[]) => sufficiency({ ...proposal, approvals: people.map(yes) }, anIncident(), context).verdict;
  expect(stand(sam)).toBe('waiting');
  expect(stand(sam, sam)).toBe('waiting');
  expect(stand(sam, kit)).toBe('complete');
});

test('a role that was taken away takes the yes away', () => {
  const proposal = aProposal({ approvals: [yes(sam)] });
  expect(sufficiency(proposal, anIncident(), context).verdict).toBe('complete');
  const without = team([alex, { ...sam, roles: [] }, kit], []);
  const decision = sufficiency(proposal, anIncident(), { ...context, team: without });
  expect(decision).toMatchObject({ verdict: 'waiting', because: ['0 of 1 approvals.', expect.stringContaining('Sam Ode no longer counts')] });
});

test('a bot and an agent never count, whatever id they carry', () => {
  for (const kind of ['bot', 'agent'] as const) {
    const approvals = [{ ...yes(sam), by: { kind, id: sam.id, name: sam.name } }];
    expect(sufficiency(aProposal({ approvals }), anIncident(), context).verdict).toBe('waiting');
  }
});

test('never complete with fewer different, eligible people than policy asks for', () => {
  const crowd = [alex, sam, kit, twin, human('reader', { roles: ['reader'] })];
  const everybody = team(crowd, []);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...crowd), { maxLength: 5 }),
      fc.constantFrom(...crowd),
      fc.constantFrom('one-person' as const, 'two-people' as const),
      (people, requester, verdict) => {
        const proposal = aProposal({ gate: { verdict, because: [] }, requester: actorOf(requester), approvals: people.map(yes) });
        const eligible = new Set(people.filter((person) => [sam, kit].includes(person) && person !== requester));
        const complete = sufficiency(proposal, anIncident(), { ...context, team: everybody }).verdict === 'complete';
        expect(complete).toBe(eligible.size >= approvalsNeeded(verdict));
      },
    ),
  );
});
