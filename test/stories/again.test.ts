import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
});
afterAll(() => stage.close());

const close = (incident: string, verdict: string) => answerTo(stage.mira, 'security-alerts', `/incident close ${incident} ${verdict} We looked.`);
const playAgain = () => stage.practice.playStory(stage.bot.url);

it('a person is asked about by any spelling, and the incident that is about them is named', async () => {
  for (const spelling of ['alex@acme.example', 'user:alex', 'user:alex.kim']) {
    expect(await answerTo(stage.mira, 'security-alerts', `/triage ${spelling}`)).toMatch(new RegExp(`Named in[^]*${stage.incident}\\b`));
  }
  expect(await answerTo(stage.mira, 'security-alerts', '/triage user:sam')).toContain('No incident that you can read names it');
});

it('an attacker who comes back after the incident was closed is not taken for a habit: there is a card again', async () => {
  await close(stage.incident, 'true-positive');
  await playAgain();
  const back = await eventually(stage, async () => (await stage.store.incidents({ open: true }))[0], 'nobody noticed');
  expect(back.id).not.toBe(stage.incident);
  expect(back.shown.card).toBe(true);
});
