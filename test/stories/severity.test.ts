import { afterAll, beforeAll, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, type Stage, settled } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const card = async (...words: readonly (string | RegExp)[]) => {
  const found = await stage.practice.slack.control.waitFor(() => messageWith(stage.mira, 'security-alerts', ...words), { what: String(words) });
  return wordsOf(found ?? { text: '', blocks: [] });
};
const shown = async (id: string) => (await stage.store.get('incident', id))?.shown;

it('a lone alert that its source calls critical is shown as critical, with what it names, and its score stays what the evidence says', async () => {
  const answer = await fetch(`${stage.bot.url}/hooks/generic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.environment.HOOK_TOKEN}`, 'content-type': 'application/json' },
    body: '{"title": "Reverse shell on web-1", "severity": "critical", "observables": ["host:web-1", "198.51.100.23"]}',
  });
  expect(answer.status).toBe(202);
  const text = await card('INC-1', 'Reverse shell');
  expect(text).toMatch(/CRITICAL · score 47/);
  expect(text).toContain('generic calls it critical; by its score alone it would be medium.');
  expect(text).toMatch(/Systems\*?\n.*web-1/);
  expect(text).toContain('198.51.100[.]23');
  expect(await shown('INC-1')).toEqual({ card: true, ticket: false, channel: false });
});

it('an incident that a person opens and rates high gets a ticket, and with critical a channel; its card names what was attached', async () => {
  expect(await answerTo(stage.mira, 'general', '/incident open Laptop left in a taxi')).toContain('INC-2');
  await answerTo(stage.mira, 'general', '/triage host:mac-7 INC-2');
  await answerTo(stage.mira, 'general', '/incident severity INC-2 high It holds the payroll');
  expect(await shown('INC-2')).toEqual({ card: true, ticket: true, channel: false });
  await answerTo(stage.mira, 'general', '/incident severity INC-2 critical And it was unlocked');
  await eventually(stage, () => settled(stage), 'Not everything was drawn.');
  expect((await stage.store.mirror('channel:INC-2'))?.ref.channel).toBeDefined();
  expect((await stage.store.mirror('ticket:jira:INC-2'))?.ref.key).toBeDefined();
  const text = await card('INC-2', 'CRITICAL');
  expect(text).toContain('mac-7');
  expect(text).toContain('A person rated it critical');
  expect(await answerTo(stage.mira, 'general', '/timeline INC-2')).toContain('And it was unlocked. So it gets a channel.');
});
