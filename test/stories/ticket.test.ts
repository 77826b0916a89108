import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { plainText } from '../../src/workspace/range/jira-shapes.ts';
import { answerTo, openStage, type Stage, settled } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ team: { 'policy.yml': (yaml) => yaml.replace('card: 30', 'card: 0').replace('ticket: 50', 'ticket: 0') } });
});
afterAll(() => stage.close());

const range = () => stage.practice.range;
const requests = () => range().requests.filter(({ system }) => system === 'jira');
const edits = () => requests().filter(({ method }) => method === 'PUT');
const mira = (command: string) => answerTo(stage.mira, 'general', command);
const atRest = () => eventually(stage, () => settled(stage), 'It did not come to rest.');

function ticketOf(incident: string) {
  const found = range().inspect.jira.issues.find(({ labels }) => labels.some((label) => label.endsWith(`-${incident.toLowerCase()}`)));
  if (!found) throw new Error(`${incident} has no ticket`);
  const { summary, status, remoteLinks } = found;
  return {
    key: found.key,
    summary,
    status,
    remoteLinks,
    description: plainText(found.description),
    comments: found.comments.map(({ body }) => plainText(body)),
  };
}

/** An incident with a ticket, opened by hand. */
async function opened(title: string): Promise<string> {
  const incident = /INC-\d+/.exec(await mira(`/incident open ${title}`))?.[0] ?? '';
  await eventually(stage, async () => (await stage.store.mirror(`ticket:jira:${incident}`))?.ref.linked === 'yes', `${incident} got no ticket.`);
  await atRest();
  return incident;
}

function editedByHand(incident: string, change: (issue: { summary: string; description: unknown }) => void): void {
  const { key } = ticketOf(incident);
  range().happen(({ jira }) => {
    const issue = jira.issues.find((one) => one.key === key);
    if (issue) change(issue);
  });
}

describe('a ticket', () => {
  it('says what the case says now, and comes to rest when there is nothing new to say', async () => {
    const incident = await opened('A laptop is gone');
    expect(edits()).toEqual([]);
    expect(ticketOf(incident).description).toContain('Commander: nobody yet');
    await mira(`/incident take ${incident}`);
    await eventually(stage, () => ticketOf(incident).description.includes('Commander: Mira Okafor'), 'The ticket does not name Mira.');
    await atRest();
    expect(edits()).toHaveLength(1);
    expect(ticketOf(incident).remoteLinks).toHaveLength(1);
  });

  it('is written once more when the answer to a revision got lost, and is still ours', async () => {
    const incident = await opened('A phone is gone');
    range().faults.next({ system: 'jira', method: 'PUT', drop: 'after' });
    await mira(`/incident take ${incident}`);
    await mira(`/incident severity ${incident} high It holds mail.`);
    await eventually(stage, () => ticketOf(incident).description.includes('Severity: high'), 'The ticket does not say how bad it is.');
    await atRest();
    expect(ticketOf(incident).comments).toEqual([]);
  });

  it('is ours also when the answer to its opening got lost', async () => {
    range().faults.next({ system: 'jira', method: 'POST', path: '/rest/api/3/issue', drop: 'after' });
    const incident = await opened('A key is gone');
    await mira(`/incident take ${incident}`);
    await eventually(stage, () => ticketOf(incident).description.includes('Commander: Mira Okafor'), 'The ticket does not name Mira.');
    await atRest();
    expect(ticketOf(incident).comments).toEqual([]);
  });

  it.each([
    ['summary', 'The CFO’s tablet'],
    ['description', { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'It was found.' }] }] }],
  ] as const)('whose %s somebody has changed is left alone from then on, and says so once', async (field, words) => {
    const incident = await opened('A tablet is gone');
    editedByHand(incident, (issue) => Object.assign(issue, { [field]: words }));
    const before = ticketOf(incident);
    await mira(`/incident take ${incident}`);
    await eventually(stage, () => ticketOf(incident).comments.length > 0, 'The ticket does not say that it is left alone.');
    await atRest();
    const asked = requests().length;
    await mira(`/incident severity ${incident} high It holds mail.`);
    await atRest();
    expect(requests()).toHaveLength(asked);
    const { summary, description, comments } = ticketOf(incident);
    expect({ summary, description }).toEqual({ summary: before.summary, description: before.description });
    expect(comments).toEqual([expect.stringMatching(/Somebody has changed the summary or the description.*leaves both alone/)]);
  });

  it('is moved when the incident is closed, also when nobody lets us change its words', async () => {
    const incident = await opened('A badge is gone');
    range().faults.next({ system: 'jira', method: 'PUT', status: 403, times: 3 });
    await mira(`/incident close ${incident} benign It lay under the desk.`);
    await eventually(stage, () => ticketOf(incident).status === 'Done', 'The ticket is still open.');
    await atRest();
    range().faults.clear();
    expect(ticketOf(incident).description).not.toContain('closed');
  });
});
