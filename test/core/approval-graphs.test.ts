import fc from 'fast-check';
import { expect, test } from 'vitest';
import { approvalsNeeded, mayApprove, sufficiency } from '../../src/core/approval.ts';
import { decide } from '../../src/core/decision.ts';
import type { Membership } from '../../src/core/membership.ts';
import type { Approval } from '../../src/core/proposal.ts';
import { type Person, role, team } from '../../src/core/team.ts';
import { times } from '../depth.ts';
import { actorOf, anIncident, aPolicy, aProposal, at, human } from './builders.ts';

/** Spellings of a target; whoever owns one of them is the target, by whatever name the proposal has it. */
const target = { value: 'victim@acme.example', id: '00u1', label: 'Victim' } as const;
const targetSpellings = [target.value, target.id, target.label, target.value.toUpperCase()];

/** Somebody of the company, and what is true of them now. */
interface Colleague {
  readonly person: Person;
  readonly isTarget: boolean;
  readonly membership: 'member' | 'outside' | 'unread';
  /** Whether they leave between the last click and execution. */
  readonly leaves: boolean;
  readonly loses: boolean;
}

const colleague = (index: number) =>
  fc
    .record({
      roles: fc.uniqueArray(fc.constantFrom(...role.options), { maxLength: 3 }),
      alias: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...targetSpellings) }),
      membership: fc.constantFrom('member' as const, 'member' as const, 'outside' as const, 'unread' as const),
      leaves: fc.boolean(),
      loses: fc.boolean(),
    })
    .map(({ roles, alias, ...rest }): Colleague => {
      const identities = alias === undefined ? [] : [alias];
      return { person: human(`p${index}`, { roles, identities, slack: `U0P${index}0` }), isTarget: alias !== undefined, ...rest };
    });

const company = fc.integer({ min: 2, max: 8 }).chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => colleague(index))));

const stories = company.chain((colleagues) => {
  const someone = fc.constantFrom(...colleagues);
  return fc.record({
    colleagues: fc.constant(colleagues),
    clicks: fc.array(fc.record({ who: someone, byCode: fc.boolean(), edition: fc.constantFrom(1, 2, 2, 2) }), { maxLength: 12 }),
    requester: fc.option(someone),
    editors: fc.array(someone, { maxLength: 2 }),
    suspects: fc.array(someone, { maxLength: 2 }),
    verdict: fc.constantFrom('one-person' as const, 'two-people' as const),
    own: fc.constantFrom('never' as const, 'tier1' as const),
    tier: fc.constantFrom(1 as const, 2 as const, 3 as const),
    /** Rows that somebody wrote into the store past the rule. */
    forged: fc.array(fc.record({ who: someone, kind: fc.constantFrom('human' as const, 'bot' as const, 'agent' as const) }), { maxLength: 2 }),
  });
});

const known = (membership: Colleague['membership']): Membership => decide(membership, membership === 'member' ? '' : 'Slack says so.');

test('never complete with fewer different, eligible people than policy asks for, whoever clicks in whatever order', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(stories, ({ colleagues, clicks, requester, editors, suspects, verdict, own, tier, forged }) => {
      const of = new Map(colleagues.map((one) => [one.person.id, one]));
      const policy = aPolicy({ own });
      const incident = anIncident({ suspects: suspects.map(({ person }) => person.id) });
      let proposal = aProposal({
        target: { kind: 'user', value: target.value, role: 'actor' },
        resolved: { id: target.id, label: target.label, account: 'acme' },
        gate: { verdict, because: [] },
        risk: { tier, reversible: true, blastRadius: '' },
        requester: requester && actorOf(requester.person),
        editors: editors.map(({ person }) => actorOf(person)),
        edition: 2,
      });
      const everybody = team(
        colleagues.map(({ person }) => person),
        [],
      );
      const atClick = { policy, team: everybody, now: at(20), membership: ({ id }: { id: string }) => known(of.get(id)?.membership ?? 'outside') };
      const add = (approval: Approval) => {
        proposal = { ...proposal, approvals: [...proposal.approvals, approval] };
      };

      for (const { who, byCode, edition } of clicks) {
        const judged = mayApprove(who.person, proposal, incident, { ...atClick, byCode, edition });
        if (judged.verdict === 'counts') add({ by: actorOf(who.person), at: at(20), reason: 'Yes.', ...(byCode && { byCode }) });
      }
      for (const { who, kind } of forged) add({ by: { ...actorOf(who.person), kind }, at: at(20), reason: 'Forged.', byCode: true });

      // Between the clicks and execution people leave, and lose their roles.
      const left = colleagues.map(({ person, loses }) => (loses ? { ...person, roles: [] } : person));
      const atExecution = {
        ...atClick,
        team: team(left, []),
        now: at(21),
        membership: ({ id }: { id: string }) => known(of.get(id)?.leaves ? 'outside' : (of.get(id)?.membership ?? 'outside')),
      };
      if (sufficiency(proposal, incident, atExecution).verdict !== 'complete') return;

      const mayOwn = own === 'tier1' && tier === 1 && verdict === 'one-person';
      const authors = new Set([...(requester === null ? [] : [requester]), ...editors].map(({ person }) => person.id));
      const eligible = new Set(
        proposal.approvals
          .filter(({ by, byCode }) => {
            const one = of.get(by.id);
            if (one === undefined || by.kind !== 'human' || one.loses || one.leaves || one.isTarget || one.membership === 'outside') return false;
            if (!one.person.roles.includes('approver') || incident.suspects.includes(by.id)) return false;
            if ((one.membership === 'unread' || tier === 3) && byCode !== true) return false;
            return mayOwn || !authors.has(by.id);
          })
          .map(({ by }) => by.id),
      );
      expect(eligible.size).toBeGreaterThanOrEqual(approvalsNeeded(verdict));
    }),
    { numRuns: times({ quick: 2000, ci: 20_000, deep: 100_000 }) },
  );
});
