import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { eventually, page } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
});
afterAll(() => stage.close());

const cleared = () => stage.practice.range.requests.filter(({ method, path }) => method === 'DELETE' && path.endsWith('/sessions')).length;
const events = async () => stage.store.timeline(stage.incident);

const say = (text: string, who: 'mira' | 'jonas' = 'mira') => answerTo(stage[who], '#general', text);

function standing(id: string, state: Proposal['state']): Promise<Proposal> {
  return eventually(
    stage,
    async () => {
      const one = await stage.store.get('proposal', id);
      return one?.state === state && one;
    },
    `${id} is not ${state}`,
  );
}

/** The proposal to end sessions that waits for a yes. */
function waiting(): Promise<Proposal> {
  return eventually(
    stage,
    async () =>
      (await stage.store.proposals({ incident: stage.incident, states: ['proposed'] })).find(({ action }) => action === 'okta-clear-sessions'),
    'nothing waits',
  );
}

it('evidence is kept before the action starts, with its hash in the timeline, and is downloaded as it was kept by those who may read', async () => {
  const proposal = await waiting();
  await say(`/contain approve ${proposal.id} they are back`);
  await standing(proposal.id, 'done');
  const order = (await events()).filter(({ payload }) => 'proposal' in payload && payload.proposal === proposal.id);
  const kept = order.findIndex(({ type }) => type === 'containment.evidence-kept');
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(order.findIndex(({ type }) => type === 'containment.started'));

  const exhibits = await stage.store.exhibits(stage.incident);
  expect(exhibits.length).toBe(2);
  for (const { sha256, content, size } of exhibits) {
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    const { status, text } = await page(stage, `/incidents/${stage.incident}/evidence/${sha256}`);
    expect(status).toBe(200);
    expect(text).toBe(content);
    expect(Buffer.byteLength(text)).toBe(size);
  }
  const [first] = exhibits;
  expect((await page(stage, `/incidents/${stage.incident}`)).text).toContain(`/evidence/${first?.sha256}`);
  expect(await say(`/triage ${stage.incident}`)).toContain(first?.sha256.slice(0, 8));
  expect((await page(stage, `/incidents/${stage.incident}/evidence/${'0'.repeat(64)}`)).status).toBe(404);
  const withoutToken = await fetch(`${stage.bot.url}/incidents/${stage.incident}/evidence/${first?.sha256}`, { redirect: 'manual' });
  expect(withoutToken.status).not.toBe(200);
  expect((await stage.store.verify()).firstBreak).toBeNull();
});

it('what cannot be undone is stopped when its evidence cannot be kept, and runs without when a person says so and why', async () => {
  const before = cleared();
  await say(`/contain propose okta-clear-sessions user:sam@acme.example ${stage.incident}`, 'jonas');
  const sessions = await waiting();
  stage.practice.range.faults.next({ system: 'okta', method: 'GET', path: '/api/v1/logs', status: 403, times: 10 });
  await say(`/contain approve ${sessions.id} they are signed in now`);
  const stopped = await standing(sessions.id, 'failed');
  expect(stopped.outcome).toMatch(/Nothing was done.*could not be kept.*--without-evidence/s);
  expect(cleared()).toBe(before);

  await say(`/contain propose okta-clear-sessions user:sam@acme.example ${stage.incident}`, 'jonas');
  const again = await waiting();
  await say(`/contain approve ${again.id} --without-evidence he is reading mail this minute`);
  await standing(again.id, 'done');
  stage.practice.range.faults.clear();
  expect(cleared()).toBe(before + 1);
  const told = (await events()).filter(({ payload }) => 'proposal' in payload && payload.proposal === again.id);
  expect(told.find(({ type }) => type === 'containment.approved')?.payload).toMatchObject({
    withoutEvidence: true,
    reason: expect.stringContaining('reading mail'),
  });
  expect(told.find(({ type }) => type === 'containment.evidence-missed')?.payload).toMatchObject({ goesOn: true });
});
