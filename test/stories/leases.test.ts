import cron from 'node-cron';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { eventually, messageWithButton, page } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
});
afterAll(() => stage.close());

const named = async (action: string) => (await stage.store.proposals({ incident: stage.incident })).find((one) => one.action === action) as Proposal;
const now = async ({ id }: Proposal) => (await stage.store.get('proposal', id)) as Proposal;
const events = async (type: string) => (await stage.store.timeline(stage.incident)).filter((event) => event.type === type);

const say = (text: string) => answerTo(stage.mira, '#general', text);

function standing(proposal: Proposal, holds: (one: Proposal) => boolean, what: string): Promise<Proposal> {
  return eventually(
    stage,
    async () => {
      const one = await now(proposal);
      return holds(one) && one;
    },
    `${proposal.id} is not ${what}`,
  );
}

async function contain(action: string): Promise<Proposal> {
  const proposal = await named(action);
  await say(`/contain approve ${proposal.id} it is the attacker`);
  return standing(proposal, ({ state }) => state === 'done', 'contained');
}

/** Lets the schedule of the running bot come to its next time, which is within the hour, now. */
async function atItsTime(schedule: string): Promise<void> {
  const task = [...cron.getTasks().values()].find(({ name }) => name === schedule);
  if (task === undefined) throw new Error(`Nothing is scheduled as ${schedule}.`);
  expect((task.getNextRun()?.getTime() ?? 0) - Date.now()).toBeLessThan(3_600_000);
  await task.execute();
}

/** Whether there is a checkpoint over the first event and not yet over the second, and one over the second. */
async function isSignedAround(proposal: Proposal, before: string, after: string): Promise<void> {
  const seqOf = async (type: string) =>
    (await events(type)).findLast(({ payload }) => 'proposal' in payload && payload.proposal === proposal.id)?.seq ?? 0;
  const [from, to] = [await seqOf(before), await seqOf(after)];
  const sizes = await eventually(
    stage,
    async () => {
      const made = (await stage.store.checkpoints(from)).map(({ size }) => size);
      return made.some((size) => size >= to) && made;
    },
    `nothing is signed after ${after}`,
  );
  expect(sizes.filter((size) => size < to)).not.toEqual([]);
}

/** Lets the lease run out now, as the clock would. */
async function runOut(proposal: Proposal, flow: 'end-lease' | 'remind-of-lease'): Promise<void> {
  const known = await now(proposal);
  const until = new Date(Date.now() + (flow === 'end-lease' ? -1000 : 3_600_000)).toISOString();
  await stage.store.commit({
    state: [{ put: 'proposal', value: { ...known, leaseUntil: until, revision: known.revision + 1 } }],
    jobs: [{ flow, args: { proposal: known.id, ...(flow === 'remind-of-lease' && { until }) } }],
  });
}

it('a lease is announced before its end, asked about at its end, renewed by a button and made permanent', async () => {
  const bucket = await contain('aws-block-public-bucket');
  expect(Date.parse(bucket.leaseUntil ?? '')).toBeGreaterThan(Date.now());
  await isSignedAround(bucket, 'containment.started', 'containment.done');
  await runOut(bucket, 'remind-of-lease');
  await eventually(stage, () => messageWithButton(stage.mira, stage.channel, /^Renew/), 'nobody is reminded');
  expect(await events('containment.lease-ending')).toHaveLength(1);

  await runOut(bucket, 'end-lease');
  await standing(bucket, ({ leaseUntil, state }) => leaseUntil === null && state === 'done', 'asked about');
  expect(await say('/contain board')).toContain(`The lease of ${bucket.id} is over`);

  const said = await say(`/contain renew ${bucket.id} 24h the partner still has the keys`);
  expect(said).toContain(`${bucket.id} is renewed`);
  const renewed = await standing(bucket, ({ leaseUntil }) => leaseUntil !== null, 'renewed');
  expect(Math.abs(Date.parse(renewed.leaseUntil ?? '') - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);

  await say(`/contain keep ${bucket.id} it must never be public`);
  await standing(bucket, ({ state, kept, leaseUntil }) => state === 'done' && kept && leaseUntil === null, 'kept');
  expect((await events('containment.renewed')).length + (await events('containment.kept')).length).toBe(2);
  expect((await page(stage, '/containments')).text).toContain('Permanent.');
});

it('a lease of less than an hour or more than 30 days is no lease', async () => {
  const { id } = await named('aws-block-public-bucket');
  for (const typed of ['0h', '31d', 'soon']) expect(await say(`/contain renew ${id} ${typed} because`)).toMatch(/1h|30d|24h or 3d/);
  expect(await now(await named('aws-block-public-bucket'))).toMatchObject({ kept: true });
});

it('what somebody else changes at the vendor is said once, is refused to be undone unless that is meant, and healing is said too', async () => {
  const bucket = await named('aws-block-public-bucket');
  const { happen, inspect } = stage.practice.range;
  const ours = structuredClone(inspect.aws.buckets.find(({ name }) => name === 'acme-payroll')?.publicAccessBlock);
  if (!ours) throw new Error('the bucket has no block');
  const set = (block: typeof ours) =>
    happen(({ aws }) => {
      const there = aws.buckets.find(({ name }) => name === 'acme-payroll');
      if (there) there.publicAccessBlock = block;
    });
  const [first = ''] = Object.keys(ours);
  set({ ...ours, [first]: false });
  await atItsTime('look-for-drift');
  await standing(bucket, ({ drift }) => drift !== null, 'seen to have drifted');
  await say(`/contain check ${bucket.id}`);
  expect(await events('containment.drifted')).toHaveLength(1);
  expect((await page(stage, '/containments')).text).toContain('No longer in force');
  expect(await say('/contain board')).toContain('No longer in force at the vendor');

  expect(await say(`/contain undo ${bucket.id} over we are done`)).toMatch(/Somebody else has changed acme-payroll.*--anyway/s);
  expect(await now(bucket)).toMatchObject({ state: 'done' });

  set(ours);
  await atItsTime('look-for-drift');
  await standing(bucket, ({ drift }) => drift === null, 'seen to be in force again');
  expect(await events('containment.healed')).toHaveLength(1);

  set({ ...ours, [first]: false });
  await say(`/contain undo ${bucket.id} --anyway the earlier state was right`);
  await standing(bucket, ({ state }) => state === 'undone', 'undone');
  await isSignedAround(bucket, 'containment.undo-asked', 'containment.undone');
});

it('everything of an incident is undone one by one, and what cannot be is said', async () => {
  await contain('block-ip');
  await contain('okta-clear-sessions');
  const said = await say(`/contain undo ${stage.incident} over the account is clean`);
  expect(said).toContain(`1 of 2 containments of ${stage.incident} are being taken back`);
  expect(said).toMatch(/P-\d+ holds on\.\*? .*cannot be undone/);
  await standing(await named('block-ip'), ({ state, judged }) => state === 'undone' && judged === 'over', 'undone');
});
