import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { executionOf } from '../../src/flows/approve-containment.ts';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let proposals: readonly Proposal[] = [];
beforeAll(async () => {
  stage = await openStage();
  await stage.practice.playStory(stage.bot.url);
  proposals = await eventually(
    stage,
    async () => {
      const made = await stage.store.proposals({});
      return made.length === 4 && made;
    },
    'no proposals',
  );
});
afterAll(() => stage.close());

const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();
const proposed = (action: string) => proposals.find((one) => one.action === action) as Proposal;
const changes = (system: string) => stage.practice.range.requests.filter((sent) => sent.system === system && sent.changes);

/** What a crash left behind an hour ago, with its yes from then; and the job that goes on with it now. Returns what became of it. */
async function goOn(left: Proposal, state: Proposal['state']): Promise<Proposal> {
  const jonas = { kind: 'human', id: 'jonas.lind', name: 'Jonas Lind' } as const;
  const yes = { by: jonas, at: anHourAgo(), reason: 'It was right then.' };
  const row: Proposal = { ...left, state, approvals: [yes], token: 'token-of-then', expiresAt: anHourAgo(), revision: left.revision + 1 };
  await stage.store.commit({ state: [{ put: 'proposal', value: row }], jobs: [executionOf(row)] });
  return eventually(
    stage,
    async () => {
      const now = await stage.store.get('proposal', left.id);
      return now !== undefined && now.state !== state && now;
    },
    'nothing became of it',
  );
}

it('a containment that was claimed before a crash does not run after its time: expiry means no', async () => {
  const ended = await goOn(proposed('block-ip'), 'intended');
  expect(ended).toMatchObject({ state: 'expired', outcome: expect.stringContaining('Expiry means no') });
  expect(changes('cloudflare')).toEqual([]);
});

it('a containment that was cut off by a crash, and of which the vendor shows nothing, is not sent again after its time', async () => {
  const ended = await goOn(proposed('aws-block-public-bucket'), 'executing');
  expect(ended.state).toBe('unknown');
  expect(ended.outcome).toMatch(/^Look at acme-payroll .* is in force; then press “Check again”/);
  expect(changes('aws')).toEqual([]);
});

it('a containment that was cut off by a crash has not failed because its vendor is no longer set up: nobody knows', async () => {
  await stage.restart(undefined, { OKTA_API_TOKEN: undefined });
  const ended = await goOn(proposed('okta-suspend-user'), 'executing');
  expect(ended.state).toBe('unknown');
  expect(ended.outcome).toMatch(/Look at .*alex@acme.example/);
});
