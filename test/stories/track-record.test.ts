import { afterAll, beforeAll, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, page } from '../../src/workspace/demo/stage.ts';
import { sampleIncident, sampleProposal } from '../storage/samples.ts';
import { answerTo, openStage, type Stage } from './stage.ts';

/** Blocks of addresses that were decided in earlier takeovers: the first `right` were right, the rest were denied, and one drill counts for nothing. */
async function remember(stage: Stage, right: number, denied: number): Promise<void> {
  const numbers = Array.from({ length: right + denied + 1 }, (_, index) => index + 1001);
  const drill = numbers.at(-1);
  const closed = { phase: 'closed', closedAt: '2026-03-01T00:00:00.000Z', verdict: 'true-positive', verdictReason: 'seen before' } as const;
  await stage.store.commit({
    state: numbers.flatMap((number, index) => {
      const holds = index < right;
      const incident = sampleIncident(`INC-${number}`, { ...closed, drill: number === drill, suspects: [] });
      const proposal = sampleProposal(`P-${number}`, {
        incident: incident.id,
        action: 'block-ip',
        confidence: 0.9,
        state: holds ? 'undone' : 'denied',
        judged: holds ? 'over' : 'denied',
      });
      return [
        { put: 'incident', value: incident },
        { put: 'proposal', value: proposal },
      ] as const;
    }),
  });
}

const automatic = `    - tiers: [1]
      actions: [block-ip]
      scoreAtLeast: 30
      verdict: automatic
      why: A block of one address ends by itself after its lease.
`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    team: {
      'policy.yml': (yaml) => yaml.replace('    - actions: [okta-suspend-user]', `${automatic}    - actions: [okta-suspend-user]`),
    },
  });
  await remember(stage, 28, 14);
  await stage.practice.playStory(stage.bot.url);
  const opened = await eventually(
    stage,
    async () => (await stage.store.incidents({ open: true })).find(({ rule }) => rule === 'account-takeover'),
    'no takeover',
  );
  stage.incident = opened.id;
  await eventually(stage, async () => (await stage.store.proposals({ incident: opened.id })).length === 4, 'no proposals');
  const mirror = await eventually(stage, () => stage.store.mirror(`channel:${opened.id}`), 'no channel');
  stage.channel = stage.practice.slack.control.channels().find(({ id }) => id === mirror.ref.channel)?.name ?? '';
});
afterAll(() => stage.close());

const block = async () => (await stage.store.proposals({ incident: stage.incident })).find(({ action }) => action === 'block-ip');

it('what people overrode too often waits for a person although policy would let it happen by itself, and the refusal says the count', async () => {
  const proposal = await block();
  expect(proposal).toMatchObject({ state: 'proposed', gate: { verdict: 'one-person' }, record: { right: 28, cases: 42 } });
  expect(proposal?.gate.because.join(' ')).toContain('People overrode 14 of the last 42 decisions');
});

it('confidence and record stand on the button and in the terminal’s words', async () => {
  const proposal = await block();
  const sure = `${Math.round((proposal?.confidence ?? 0) * 100)} % · right 28 of 42`;
  await eventually(
    stage,
    () => stage.mira.messages(`#${stage.channel}`).some((message) => wordsOf(message).includes(`(${sure})`)),
    `no button says ${sure}`,
  );
  const others = (await stage.store.proposals({ incident: stage.incident })).filter(({ action }) => action !== 'block-ip');
  expect(others.length).toBeGreaterThan(0);
  for (const { record } of others) expect(record).toEqual({ right: 0, cases: 0 });
  await eventually(stage, () => stage.mira.messages(`#${stage.channel}`).some((message) => wordsOf(message).includes('no case so far')), 'not said');
});

it('an undo as wrong and a verdict at the end become part of the record, and of the metrics', async () => {
  const proposal = await block();
  const id = proposal?.id ?? '';
  const standing = (state: string) =>
    eventually(stage, async () => (await stage.store.get('proposal', id))?.state === state, `${id} is not ${state}`);
  await stage.mira.command('#general', `/contain approve ${id} it is the attacker`);
  await standing('done');
  await stage.mira.command('#general', `/contain undo ${id} wrong it is our own proxy`);
  await standing('undone');
  const said = (await stage.store.timeline(stage.incident)).find(({ type }) => type === 'containment.undo-asked');
  expect(said?.payload).toMatchObject({ as: 'wrong' });

  const recordNow = async () =>
    (await stage.store.cases({ action: 'block-ip', rule: 'account-takeover' })).filter(({ incident }) => incident === stage.incident);
  expect(await recordNow()).toMatchObject([{ verdict: null, judged: 'wrong' }]);
  await stage.mira.command('#general', `/incident close ${stage.incident} true-positive his password was guessed`);
  await eventually(stage, async () => (await stage.store.get('incident', stage.incident))?.phase === 'closed', 'it is not closed');
  expect(await recordNow()).toMatchObject([{ verdict: 'true-positive', judged: 'wrong' }]);

  const { text } = await page(stage, '/metrics');
  expect(text).toContain('firebreak_confidence_cases{action="block-ip"} 43');
  expect(await answerTo(stage.mira, '#general', '/contain record')).toContain('right 28 of 43');
});
