import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { plainText } from '../../src/workspace/range/jira-shapes.ts';
import { answerTo, openStage, type Stage, settled } from './stage.ts';

let stage: Stage;
let incident: string;
beforeAll(async () => {
  stage = await openStage({ team: { 'policy.yml': (yaml) => yaml.replace('card: 30', 'card: 0').replace('ticket: 50', 'ticket: 0') } });
  await mira('/incident open A laptop is gone');
  incident = (await eventually(stage, async () => (await stage.store.incidents())[0], 'No incident was opened.')).id;
  await atRest();
}, 60_000);
afterAll(() => stage.close());

const mira = (command: string) => answerTo(stage.mira, 'general', command);
const atRest = () => eventually(stage, () => settled(stage), 'It did not come to rest.');
const issues = () => stage.practice.range.inspect.jira.issues;
const followUps = () => issues().filter(({ labels }) => labels.some((label) => label.includes('-followup-')));
const reportNow = async (form = 'md') => {
  const answer = await fetch(`${stage.bot.url}/incidents/${incident}/report.${form}`, { headers: { authorization: `Bearer ${stage.bot.webToken}` } });
  return answer.text();
};

it('what has to be done afterwards becomes one ticket, related to that of the incident, also when the answer to its opening got lost', async () => {
  stage.practice.range.faults.next({ system: 'jira', method: 'POST', path: /\/issue$/, drop: 'after' });
  await mira(`/incident followup ${incident} Encrypt the laptops of finance`);
  await eventually(stage, () => followUps()[0]?.related !== undefined, 'No ticket was related.');
  await atRest();
  expect(followUps()).toHaveLength(1);
  const [ticket] = followUps();
  const whole = issues().find(({ labels }) => labels.some((label) => label.endsWith(`-${incident.toLowerCase()}`)));
  expect(ticket).toMatchObject({ summary: `${incident} follow-up 1: Encrypt the laptops of finance`, related: [whole?.key] });
  expect(plainText(ticket?.description ?? null)).toContain('Asked for by Mira Okafor, TLP:AMBER.');
  expect(await reportNow()).toMatch(new RegExp(`${ticket?.key}.*To Do, as of`));
});

it('the report says where the ticket stands, and the timeline when it moved', async () => {
  const [ticket] = followUps();
  if (ticket) ticket.status = 'Done';
  await mira(`/incident close ${incident} benign It was found.`);
  await eventually(stage, async () => (await stage.store.timeline(incident)).some(({ type }) => type === 'followup.moved'), 'It was not seen.');
  await atRest();
  expect(await reportNow()).toContain(`${ticket?.key}`);
  expect(await reportNow()).toContain('Done, as of');
});

it('after closing people still state the cause and the impact, ask for more, and mark who may read', async () => {
  expect(await mira(`/incident cause ${incident} It lay in an unlocked car`)).toContain(`The root cause of ${incident} is stated`);
  expect(await mira(`/incident impact ${incident} None: the disk is encrypted`)).toContain('is stated');
  expect(await mira(`/incident followup ${incident} Remind everybody`)).toContain('Follow-up 2');
  expect(await mira(`/incident tlp ${incident} TLP:RED`)).toContain(`${incident} is TLP:RED now`);
  await atRest();
  expect(followUps()).toHaveLength(2);
  const markdown = await reportNow();
  for (const said of ['**TLP:RED**', 'It lay in an unlocked car \\(Mira', 'None: the disk is encrypted', 'Remind everybody'])
    expect(markdown.replaceAll('(', '\\(')).toContain(said);
});

it('a report that is TLP:RED goes to no channel: what stood there is taken away, and the message says why', async () => {
  const said = () => stage.practice.slack.control.messages('security-alerts');
  await eventually(stage, () => said().every(({ files }) => files.length === 0), 'The report still stands in Slack.');
  expect(JSON.stringify(said())).toContain('*TLP:RED*');
  expect(JSON.stringify(said())).toContain('The report is sent to no channel');
});

it('the picture comes to whoever asks for it, in their own conversation with the bot', async () => {
  expect(await mira(`/timeline ${incident} picture`)).toContain('is on its way');
  const channel = await stage.mira.direct();
  const file = await eventually(stage, () => stage.mira.messages(channel).flatMap(({ files }) => files)[0], 'No picture came.');
  expect(file).toMatchObject({ name: `${incident}-picture.png`, mimetype: 'image/png' });
});
