import { afterAll, beforeAll, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, type Stage, settled } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ever = { since: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };
/** What was asked of these vendors, besides the checkpoints that the timeline of everything leaves outside. */
const requests = (...systems: readonly string[]) =>
  stage.practice.range.requests.filter(({ system, path }) => systems.includes(system) && !path.includes('/contents/checkpoints'));
const proposalsOf = (incident: string) => stage.store.proposals({ incident });

/** Begins a drill and waits until its case has come to rest. Returns the incident's id. */
async function drill(): Promise<string> {
  const said = await answerTo(stage.mira, 'general', '/incident drill');
  const id = /(INC-\d+) is a drill/.exec(said)?.[1];
  if (id === undefined) throw new Error(`There is no drill: ${said}`);
  await eventually(stage, async () => (await proposalsOf(id)).length >= 3 && (await settled(stage)), 'nothing is proposed in the drill');
  return id;
}

async function approved(incident: string, action: string): Promise<string> {
  const { id } = (await proposalsOf(incident)).find((one) => one.action === action) ?? { id: 'none' };
  await answerTo(stage.mira, 'general', `/contain approve ${id} We practise.`);
  await answerTo(stage.jonas, 'general', `/contain approve ${id} We practise.`);
  return id;
}

async function becomes(proposal: string, state: string): Promise<void> {
  await eventually(stage, async () => (await stage.store.get('proposal', proposal))?.state === state, `${proposal} is not ${state}`);
}

it('among real systems it runs to its report, marked everywhere, without one question to a vendor and outside of everything that is counted', async () => {
  const heard = await stage.store.heard();
  const id = await drill();
  const incident = await stage.store.get('incident', id);
  expect(incident).toMatchObject({ drill: true, rule: 'account-takeover', shown: { card: true, ticket: true, channel: true } });

  const channel = `drill-${id.toLowerCase()}`;
  await eventually(stage, () => messageWith(stage.mira, 'security-alerts', id, /DRILL · .*DRILL: Account takeover/s), 'the card is not marked');
  expect(stage.practice.slack.control.channels().map(({ name }) => name)).toContain(channel);
  const cards = stage.mira.messages(channel).map(wordsOf);
  const waiting = await proposalsOf(id);
  for (const { id: proposal } of waiting)
    expect(cards.filter((words) => words.includes(`${proposal} ·`)).join()).toMatch(/DRILL · .*DRILL: Contain/s);
  const { key = '' } = (await stage.store.mirror(`ticket:jira:${id}`))?.ref ?? {};
  expect(JSON.stringify(stage.practice.range.inspect.jira.issues.find((issue) => issue.key === key))).toContain('DRILL: Account takeover');

  await becomes(await approved(id, 'okta-suspend-user'), 'rehearsed');
  expect(await answerTo(stage.mira, 'general', '/incident drill')).toMatch(/is a drill that is still open/);
  expect(requests('okta', 'aws', 'cloudflare', 'github', 'abuseipdb', 'pagerduty', 'mail')).toEqual([]);

  await answerTo(stage.mira, 'general', `/incident close ${id} true-positive We have practised.`);
  const report = await fetch(`${stage.bot.url}/incidents/${id}/report.md`, { headers: { authorization: `Bearer ${stage.bot.webToken}` } });
  expect(await report.text()).toMatch(/^# .*DRILL: Account takeover/);
  expect(await stage.store.funnel(ever)).toEqual([]);
  expect(await stage.store.heard()).toEqual(heard);
  expect(await stage.store.cases()).toEqual([]);
  expect(await answerTo(stage.mira, 'general', '/timeline INC-1')).toMatch(/DRILL/);
});

it('what really happens to the same people never joins it', async () => {
  const id = await drill();
  const before = (await stage.store.alertsOf(id)).length;
  await stage.practice.playStory(stage.bot.url);
  const real = async () => (await stage.store.incidents({ open: true })).find((one) => one.rule === 'account-takeover' && !one.drill);
  const takeover = await eventually(stage, real, 'the takeover was not seen');
  await eventually(stage, () => settled(stage), 'something still waits');
  expect(await stage.store.alertsOf(id)).toHaveLength(before);
  expect((await stage.store.alertsOf(takeover.id)).map(({ source }) => source)).not.toContain('drill');
  for (const { id: open } of await stage.store.incidents({ open: true }))
    await answerTo(stage.mira, 'general', `/incident close ${open} inconclusive Next.`);
});

it('in the practice workspace it is carried out at the practice systems, and taken back', async () => {
  await stage.store.setFact('workspace', 'practice');
  const id = await drill();
  const block = await approved(id, 'block-ip');
  await becomes(block, 'done');
  const blocked = () => stage.practice.range.inspect.cloudflare.rules.some(({ configuration }) => configuration.value === '203.0.113.7');
  expect(blocked()).toBe(true);
  await answerTo(stage.mira, 'general', `/contain undo ${block} over We have practised.`);
  await becomes(block, 'undone');
  expect(blocked()).toBe(false);
  expect((await stage.store.cases()).map(({ incident }) => incident)).not.toContain(id);
});
