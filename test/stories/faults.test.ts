import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith, pressWithReason, statusOfAlex } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, playTakeover, type Stage, settled } from './stage.ts';

const suspend = { system: 'okta', method: 'POST', path: /\/lifecycle\/suspend$/ } as const;

describe('when Okta fails', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ team: { 'people.yml': (yaml) => yaml.replace('roles: [manager]', 'roles: [manager, approver]') } });
    await playTakeover(stage);
  });
  afterAll(() => stage.close());

  const suspensions = () => stage.practice.range.requests.filter(({ method, path }) => method === 'POST' && suspend.path.test(path));
  const approve = (id: string) => async (person: Stage['mira']) => answerTo(person, stage.channel, `/contain approve ${id} Suspend it now.`);

  it('by refusing, the card says so in words, what it means and what to do', async () => {
    stage.practice.range.faults.next({ ...suspend, status: 403 });
    await pressWithReason(stage, stage.mira, /^Contain: suspend/, 'Five guesses, then a login.');
    await pressWithReason(stage, stage.jonas, /^Approve: suspend/, 'Seen; go.');
    const card = await eventually(stage, () => messageWith(stage.mira, stage.channel, 'P-1', /Failed: not contained/), 'the card does not say so');
    expect(wordsOf(card)).toMatch(/Okta .*\(403\)/);
    expect(wordsOf(card)).toMatch(/still active|not changed|Nothing was changed/i);
    expect(wordsOf(card)).toMatch(/role|permission|token/i);
    expect(statusOfAlex(stage.practice)).toBe('ACTIVE');
    expect(suspensions()).toHaveLength(1);
  });

  it('by hanging up after it has done it, what happened is looked up, and it is done once', async () => {
    stage.practice.range.faults.next({ ...suspend, drop: 'after' });
    const answer = await answerTo(stage.mira, stage.channel, '/contain propose okta-suspend-user alex@acme.example');
    const id = /P-\d+/.exec(answer)?.[0] ?? answer;
    for (const person of [stage.jonas, stage.priya]) await approve(id)(person);
    await eventually(stage, async () => (await stage.store.get('proposal', id))?.state === 'done', 'it is not done');
    expect(statusOfAlex(stage.practice)).toBe('SUSPENDED');
    expect(suspensions()).toHaveLength(2);
    const told = (await stage.store.timeline(stage.incident)).filter((event) => 'proposal' in event.payload && event.payload.proposal === id);
    expect(told.map(({ type }) => type).slice(-3)).toEqual(['containment.started', 'containment.unknown', 'containment.done']);
    const says = [`${id} · `, /Contained/, /the vendor shows that it is in force/];
    await eventually(stage, () => messageWith(stage.mira, stage.channel, ...says), 'the card does not say so');
  });
});

describe('when Slack and Jira fail while the case is opened', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    const { control } = stage.practice.slack;
    const postings = [{ retryAfterSeconds: 1 }, { status: 500 }, { drop: 'after' }, { drop: 'before' }, { error: 'internal_error' }] as const;
    for (const mishap of postings) control.faults.add({ method: 'chat.postMessage', mishap, after: mishap === postings[0] ? 0 : 1 });
    control.faults.add({ method: 'conversations.create', mishap: { drop: 'after' } });
    control.faults.add({ method: 'chat.update', mishap: { drop: 'after' }, times: 2 });
    control.faults.add({ method: 'pins.add', mishap: { status: 500 } });
    const create = { system: 'jira', method: 'POST', path: '/rest/api/3/issue' } as const;
    for (const fault of [{ status: 500, times: 2 }, { drop: 'after' }] as const) stage.practice.range.faults.next({ ...create, ...fault });
    await playTakeover(stage);
  });
  afterAll(() => stage.close());

  it('they really failed', () => {
    const failed = (method: string) => stage.practice.slack.control.calls.filter((call) => call.method === method && call.answer.ok !== true).length;
    expect(failed('chat.postMessage')).toBeGreaterThanOrEqual(4);
    expect(stage.practice.slack.control.calls.filter(({ status }) => status === 0).length).toBeGreaterThanOrEqual(4);
    const tickets = stage.practice.range.requests.filter(({ method, path }) => method === 'POST' && path === '/rest/api/3/issue');
    expect(tickets.map(({ status }) => status)).toEqual([500, 500, null]);
  });

  it('there is one card, one channel, one case file and one message for each proposal', async () => {
    const { control } = stage.practice.slack;
    const cards = control.messages('security-alerts').filter(({ subtype }) => subtype === null);
    expect(cards.map((card) => /INC-\d+/.exec(wordsOf(card))?.[0])).toEqual([stage.incident]);
    expect(control.channels().filter(({ name }) => name.startsWith('inc-'))).toHaveLength(1);
    const posted = control.messages(stage.channel).filter(({ subtype, ephemeral }) => subtype === null && !ephemeral);
    const proposals = posted.flatMap((message) => /\*(P-\d+) · /.exec(wordsOf(message))?.[1] ?? []);
    expect(proposals.toSorted()).toEqual(['P-1', 'P-2', 'P-3', 'P-4']);
    expect(posted).toHaveLength(5);
  });

  it('everything says the newest that is known', () => {
    const card = messageWith(stage.mira, 'security-alerts', stage.incident);
    expect(card && wordsOf(card)).toMatch(/Account takeover of Alex Kim.*score 100|score 100.*Account takeover of Alex Kim/s);
    expect(card && wordsOf(card)).toContain(stage.ticket);
  });

  it('there is one ticket, linked', () => {
    const ours = stage.practice.range.inspect.jira.issues.filter(({ labels }) =>
      labels.some((label) => label.endsWith(stage.incident.toLowerCase())),
    );
    expect(ours.map(({ key }) => key)).toEqual([stage.ticket]);
    expect(ours[0]?.remoteLinks).toHaveLength(1);
  });

  it('nothing was given up', async () => {
    expect(await stage.store.backlog()).toMatchObject({ jobs: { dead: 0 }, outbox: { dead: 0, waiting: 0, ambiguous: 0 } });
  });
});

describe('when Okta is not set up', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ settings: { OKTA_API_TOKEN: undefined } });
    await stage.practice.playStory(stage.bot.url);
    await eventually(stage, async () => (await stage.store.incidents()).some(({ rule }) => rule === 'account-takeover'), 'no incident');
    await eventually(stage, () => settled(stage), 'something still waits');
  });
  afterAll(() => stage.close());

  it('a look-up says so by the name of the setting, and what others know all the same', async () => {
    const answer = await answerTo(stage.mira, 'general', '/enrich user:alex');
    expect(answer).toMatch(/not set up.*OKTA_API_TOKEN/);
    expect(answer).toContain('Alex Kim');
  });

  it('the case file counts it among what is not known', async () => {
    const file = await answerTo(stage.mira, 'general', '/triage INC-1');
    expect(file.slice(file.indexOf('What is not known'))).toMatch(/okta-user.*not set up/i);
  });

  it('proposing says so; what needs no Okta is proposed', async () => {
    const refused = await answerTo(stage.mira, 'general', '/contain propose okta-suspend-user alex@acme.example INC-1');
    expect(refused).toMatch(/not set up.*OKTA_API_TOKEN/);
    expect((await stage.store.proposals({})).map(({ action }) => action).toSorted()).toEqual(['aws-block-public-bucket', 'block-ip']);
  });
});
