import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.practice.playStory(stage.bot.url);
  await eventually(stage, async () => (await stage.store.proposals({})).length === 4, 'no proposals');
});
afterAll(() => stage.close());

const named = async (action: string) => (await stage.store.proposals({})).find((one) => one.action === action) as Proposal;

/** The same proposal, some time later, in the state that is waited for. */
function standing({ id }: Proposal, state: Proposal['state']): Promise<Proposal> {
  return eventually(
    stage,
    async () => {
      const now = await stage.store.get('proposal', id);
      return now?.state === state && now;
    },
    `${id} is not ${state}`,
  );
}

async function contain(action: string): Promise<Proposal> {
  const proposal = await named(action);
  await stage.mira.command('#general', `/contain approve ${proposal.id} it is the attacker`);
  return standing(proposal, 'done');
}

it('a block that lifts at the end of its lease is lifted again later when the vendor fails', async () => {
  const block = await contain('block-ip');
  stage.practice.range.faults.next({ system: 'cloudflare', method: 'DELETE', status: 503 });
  const past = new Date(Date.now() - 1000).toISOString();
  await stage.store.commit({
    state: [{ put: 'proposal', value: { ...block, leaseUntil: past, revision: block.revision + 1 } }],
    jobs: [{ flow: 'end-lease', args: { proposal: block.id } }],
  });
  const held = await eventually(
    stage,
    async () => {
      const now = await stage.store.get('proposal', block.id);
      return now?.outcome?.includes('tried again') && now;
    },
    'the failed lift is not said',
  );
  expect(held.state).toBe('done');
  expect(Date.parse(held.leaseUntil ?? '')).toBeGreaterThan(Date.now());
});

it('“Check again” after an undo that left something else says so, and undone once somebody has set it right', async () => {
  const { faults, happen, inspect } = stage.practice.range;
  const before = structuredClone(inspect.aws.buckets.find(({ name }) => name === 'acme-payroll')?.publicAccessBlock);
  const bucket = await contain('aws-block-public-bucket');
  faults.next({ system: 'aws', method: 'PUT', rewrite: (body) => body.replaceAll('>true<', '>false<') });
  await stage.mira.command('#general', `/contain undo ${bucket.id} it was the partner`);
  await standing(bucket, 'unknown');

  await stage.mira.command('#general', `/contain check ${bucket.id}`);
  expect(await stage.store.get('proposal', bucket.id)).toMatchObject({ state: 'unknown' });

  happen(({ aws }) => {
    const there = aws.buckets.find(({ name }) => name === 'acme-payroll');
    if (there && before !== undefined) there.publicAccessBlock = before;
  });
  await stage.mira.command('#general', `/contain check ${bucket.id}`);
  await standing(bucket, 'undone');
});
