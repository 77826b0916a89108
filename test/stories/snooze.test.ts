import { userInfo } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { answered, answerTo, openStage, type Stage, settled } from './stage.ts';
import { firebreak } from './terminal.ts';

const uid = (yaml: string) => yaml.replace('email: mira@acme.example', `email: mira@acme.example\n    uid: ${userInfo().uid}`);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ team: { 'people.yml': uid } });
});
afterAll(() => stage.close());

/** An alert of the rule `shell`, worth a card on each host anew. */
async function shellOn(host: string): Promise<void> {
  const alert = {
    title: 'A shell in a container',
    rule: 'shell',
    severity: 'critical',
    observables: [{ kind: 'host', value: host, role: 'target' }],
  };
  const answer = await fetch(`${stage.bot.url}/hooks/generic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.environment.HOOK_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(alert),
  });
  expect(answer.status).toBe(202);
  const placed = async () => (await stage.store.alertsNaming([`host:${host}`], '', '9999')).some(({ revision }) => revision > 1);
  await eventually(stage, placed, 'it found no place');
  await eventually(stage, () => settled(stage), 'something still waits');
}
const incidents = async () => (await stage.store.incidents()).length;
const inChannel = () => stage.mira.messages('security-alerts').map(wordsOf).join('\n');

it('a snooze is shown before it begins, with what it would have quieted, and begins by a press', async () => {
  await shellOn('web-1');
  expect(await incidents()).toBe(1);
  const preview = await answerTo(stage.mira, 'general', '/snooze INC-1 7d The deploy job opens one');
  expect(preview).toMatch(/nothing is snoozed yet.*This would have quieted 1 alert in 7 days, received 1 time; 1 of them in incidents: INC-1\./s);
  const message = stage.mira.ephemerals('general').at(-1);
  if (message === undefined) throw new Error('There is no preview.');
  expect(await answered(stage.mira, 'general', () => stage.mira.click(message, 'Snooze', { answerWithin: 0 }))).toMatch(/S-1 has begun/);
  expect(await answerTo(stage.mira, 'general', '/snooze')).toMatch(
    /1 snoozed now.*S-1\* shell of generic until .*Mira Okafor: The deploy job opens one/s,
  );
});

it('what it quiets is never shown, and counted', async () => {
  await shellOn('web-2');
  expect(await incidents()).toBe(1);
  expect(inChannel()).not.toContain('web-2');
  expect(await answerTo(stage.mira, 'general', '/metrics funnel --why')).toMatch(/snoozed.*A-\w+ \(generic shell\)/s);
});

it('whoever may only read begins none, whoever has no role sees none', async () => {
  expect(await answerTo(stage.alex, 'general', '/snooze')).toMatch(/for those who may read/);
  expect(await answerTo(stage.alex, 'general', '/snooze rule generic shell 7d It annoys me')).toMatch(/Snoozing is for analysts/);
});

it('it is ended early with a reason, and the same rule is shown again', async () => {
  expect(await answerTo(stage.mira, 'general', '/snooze end S-1 The job is gone')).toMatch(/S-1 has ended/);
  await shellOn('web-3');
  expect(await incidents()).toBe(2);
  expect((await stage.store.timeline('FIREBREAK')).map(({ type }) => type)).toEqual(['snooze.started', 'snooze.ended']);
});

it('thirty days are the most', async () => {
  expect(await answerTo(stage.mira, 'general', '/snooze INC-1 31d It is noisy')).toMatch(/at most 30d/);
});

it('the terminal previews without --yes, and begins at once with it, wherever it stands', { timeout: 60_000 }, async () => {
  const words = ['snooze', 'rule', 'generic', 'shell', '2h', 'A known job'];
  const preview = await firebreak(stage.environment, ...words, '--json');
  expect(JSON.parse(preview.out)).toMatchObject({ snooze: 'S-2', alerts: 3, inIncidents: 2 });
  expect(await stage.store.snoozes(new Date().toISOString())).toEqual([]);
  const begun = await firebreak(stage.environment, ...words, '--yes', '--json');
  expect(JSON.parse(begun.out)).toMatchObject({ snooze: { id: 'S-3', confirmed: { by: { id: 'mira.okafor' } }, reason: 'A known job' } });
});
