import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { approveContainment } from '../../src/flows/approve-containment.ts';
import { executeContainment } from '../../src/flows/execute-containment.ts';
import type { OktaUser } from '../../src/workspace/range/okta-seed.ts';
import { eventually, type Ground, openGround } from './executors.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

/** What may happen to a target behind the bot's back. */
const changes: readonly (readonly [string, (users: OktaUser[], at: number) => void])[] = [
  ['somebody else has suspended it', (users, at) => void Object.assign(users[at] ?? {}, { status: 'SUSPENDED' })],
  ['it was renamed', (users, at) => void Object.assign(users[at]?.profile ?? {}, { login: `renamed.${at}@acme.example` })],
  ['it is gone', (users, at) => void users.splice(at, 1)],
  [
    'its name is somebody else’s now',
    (users, at) => {
      const [before] = users.splice(at, 1) as [OktaUser];
      users.push({ ...before, id: `${before.id}-other` });
    },
  ],
];

const yes = (proposal: Proposal, index: number) => {
  const id = ground.people[index] ?? '';
  const person = ground.bot.files.team.person(id);
  if (person === undefined) throw new Error(`there is no ${id}`);
  const by = { actor: { kind: 'human', id, name: person.name }, person, entrance: 'slack', timezone: 'UTC' } as const;
  return approveContainment(ground.bot, { proposal: proposal.id, edition: 1, reason: 'It is an attack.' }, by);
};
const execute = (proposal: Proposal) => executeContainment(ground.bot, { proposal: proposal.id });

/** Executes, and lets `happen` happen while the so-manieth look at the target (counted from 1) is on its way. */
async function executeWhile(proposal: Proposal, look: number, happen: () => void): Promise<void> {
  const { faults } = ground.range;
  const read = { system: 'okta', method: 'GET', path: /\/users\/(user|renamed|00utest)/ } as const;
  if (look > 1) faults.next({ ...read, delayMs: 0, times: look - 1 });
  faults.next({ ...read, delayMs: 100 });
  const executed = execute(proposal);
  await eventually(() => faults.armed.length === 0, 'the target was not looked at so often');
  happen();
  await executed;
}

const points: readonly (readonly [string, (proposal: Proposal, happen: () => void) => Promise<unknown>])[] = [
  ['after it was shown', async (proposal, happen) => [happen(), await yes(proposal, 0), await yes(proposal, 1), await execute(proposal)]],
  ['between the two yeses', async (proposal, happen) => [await yes(proposal, 0), happen(), await yes(proposal, 1), await execute(proposal)]],
  ['after the last yes', async (proposal, happen) => [await yes(proposal, 0), await yes(proposal, 1), happen(), await execute(proposal)]],
  ...(
    [
      ['after it was claimed', 1],
      ['after it was found again', 2],
      ['after the start was written', 3],
      ['during the last look', 4],
    ] as const
  ).map(
    ([name, look]) =>
      [
        name,
        async (proposal: Proposal, happen: () => void) => [
          await yes(proposal, 0),
          await yes(proposal, 1),
          await executeWhile(proposal, look, happen),
        ],
      ] as const,
  ),
];

/** Between the two reads of the last look a new name goes unseen; it is the same account, by the id that stands in what was approved. */
const unseen = (when: string, what: string) => when === 'during the last look' && what === 'it was renamed';
const cases = points
  .flatMap(([when, play]) => changes.map(([what, change]) => [when, what, play, change] as const))
  .filter(([when, what]) => !unseen(when, what));

test.each(cases)('a target that changes %s is left alone: %s', async (_when, _what, play, change) => {
  const [proposal] = (await ground.propose(1)) as [Proposal];
  await play(proposal, () =>
    ground.range.happen(({ okta }) =>
      change(
        okta.users,
        okta.users.findIndex(({ id }) => id === proposal.resolved.id),
      ),
    ),
  );
  const after = await ground.store.get('proposal', proposal.id);
  expect(after).toMatchObject({ state: expect.stringMatching(/^(stale|failed)$/), outcome: expect.stringMatching(/Nothing was (done|changed)/) });
  expect([...ground.range.executions.keys()].filter((request) => request.includes(proposal.resolved.id))).toEqual([]);
});

test('a target that changes in the very last moment is refused by the vendor, and the card says so', async () => {
  const [proposal] = (await ground.propose(1)) as [Proposal];
  await yes(proposal, 0);
  await yes(proposal, 1);
  ground.range.faults.next({ system: 'okta', method: 'POST', path: /lifecycle\/suspend$/, delayMs: 100 });
  const executed = execute(proposal);
  await eventually(() => ground.range.faults.armed.length === 0, 'nothing was sent');
  ground.range.happen(({ okta }) => void Object.assign(okta.users.find(({ id }) => id === proposal.resolved.id) ?? {}, { status: 'DEPROVISIONED' }));
  await executed;
  expect(await ground.store.get('proposal', proposal.id)).toMatchObject({ state: 'failed', outcome: expect.stringContaining('Nothing was changed') });
  expect(ground.executionsOf(proposal)).toBe(0);
});

test('one that stays the same is suspended, once', async () => {
  const [proposal] = (await ground.propose(1)) as [Proposal];
  await yes(proposal, 0);
  await yes(proposal, 1);
  await execute(proposal);
  expect([await ground.stateOf(proposal.id), ground.executionsOf(proposal)]).toEqual(['done', 1]);
});
