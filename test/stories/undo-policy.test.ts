import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    team: { 'policy.yml': (yaml) => yaml.replace('  approvers: [approver]', '  approvers: [approver]\n  undo: two-people') },
  });
  await playTakeover(stage);
});
afterAll(() => stage.close());

it('where policy asks for two people, an undo waits for a second one, and the same person counts once', async () => {
  const block = (await stage.store.proposals({ incident: stage.incident })).find(({ action }) => action === 'block-ip') as Proposal;
  const standing = (state: Proposal['state']) =>
    eventually(stage, async () => (await stage.store.get('proposal', block.id))?.state === state, `it is not ${state}`);
  await stage.mira.command('#general', `/contain approve ${block.id} it is the attacker`);
  await standing('done');
  const undo = (who: 'mira' | 'jonas') => answerTo(stage[who], '#general', `/contain undo ${block.id} over it is clean`);

  expect(await undo('mira')).toContain(`Your wish to undo ${block.id} counts`);
  expect(await undo('mira')).toContain('counted already');
  expect(await stage.store.get('proposal', block.id)).toMatchObject({ state: 'done' });
  expect(await undo('jonas')).toContain('is being taken back');
  await standing('undone');
  const wanted = (await stage.store.timeline(stage.incident)).filter(({ type }) => type === 'containment.undo-proposed');
  expect(wanted.map(({ payload }) => payload)).toMatchObject([{ have: 1, need: 2 }]);
});
