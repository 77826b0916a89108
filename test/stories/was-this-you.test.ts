import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith } from '../../src/workspace/demo/stage.ts';
import type { ActingPerson } from '../../src/workspace/slack/acting-person.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';

const sentence = 'Ask <!channel> *now* <https://evil.example|Approve>';
let stage: Stage;

/** An alert that names Alex, of whose account nothing says that somebody else has it; opened, because it is called high. */
async function report(title: string): Promise<string> {
  const answer = await fetch(`${stage.bot.url}/hooks/generic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.environment.HOOK_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title, rule: title, severity: 'high', observables: ['user:alex@acme.example'] }),
  });
  expect(answer.status).toBe(202);
  const found = await eventually(stage, async () => (await stage.store.incidents()).find((one) => one.title.raw().includes(title)), 'no incident');
  await eventually(stage, async () => (await stage.store.mirror(`card:${found.id}`)) !== undefined, 'no card');
  return found.id;
}

async function asked(person: ActingPerson, words: string) {
  const channel = await person.direct();
  return eventually(stage, () => person.messages(channel).findLast((message) => wordsOf(message).includes(words)), 'nobody was asked');
}

const types = async (id: string) => (await stage.store.timeline(id)).map(({ type }) => type).filter((type) => type.startsWith('question.'));
const scoreOf = async (id: string) => (await stage.store.get('incident', id))?.assessment?.score ?? 0;

describe('“Was this you?”', () => {
  beforeAll(async () => {
    stage = await openStage({ team: { 'policy.yml': (yaml) => `${yaml}\nask:\n  minutes: 0.1\n` } });
  });
  afterAll(() => stage.close());
  let id: string;
  let count = 0;
  beforeEach(async () => {
    for (const { id: open, phase } of await stage.store.incidents()) {
      if (phase !== 'closed') await answerTo(stage.mira, 'general', `/incident close ${open} benign The next one.`);
    }
    count += 1;
    id = await report(`${sentence} case-${count}`);
    await answerTo(stage.mira, 'general', `/incident ask ${id}`);
  });

  it('is asked of the person named, alone, in plain words, without the power of what an attacker wrote', async () => {
    const question = await asked(stage.alex, `case-${count}`);
    expect(wordsOf(question)).not.toMatch(/<!channel>|<https:\/\/evil/);
    expect(wordsOf(question)).not.toContain(id);
    expect((await stage.store.mirror(`question:${id}:1`))?.ref.channel).toBe(await stage.alex.direct());
  });

  it('no: the score goes up, the card and the timeline say so, and a yes after it changes nothing', async () => {
    const before = await scoreOf(id);
    const question = await asked(stage.alex, `case-${count}`);
    await stage.alex.click(question, 'No, not me');
    await eventually(stage, async () => (await scoreOf(id)) > before, 'the score did not go up');
    await eventually(stage, () => messageWith(stage.mira, 'security-alerts', id, 'Alex Kim said no'), 'the card does not say so');
    expect(await types(id)).toEqual(['question.asked', 'question.answered']);
    await eventually(
      stage,
      async () => !JSON.stringify((await asked(stage.alex, 'You said no')).blocks).includes('Yes, it was me'),
      'buttons are left',
    );
  });

  it('yes: nothing is proven by it, so nothing changes but what people can read', async () => {
    const before = await stage.store.get('incident', id);
    const question = await asked(stage.alex, `case-${count}`);
    for (let times = 0; times < 2; times++) await stage.alex.click(question, 'Yes, it was me');
    await eventually(stage, () => messageWith(stage.mira, 'security-alerts', id, 'said yes, which nothing proves'), 'the card does not say so');
    const after = await stage.store.get('incident', id);
    expect([after?.phase, after?.severity, after?.assessment]).toEqual([before?.phase, before?.severity, before?.assessment]);
    await eventually(stage, async () => (await types(id)).includes('question.unanswered'), 'a yes ended the waiting');
    expect(await types(id)).toEqual(['question.asked', 'question.answered', 'question.unanswered']);
  });

  it('silence: it becomes more severe, up to high, and the card says so', async () => {
    await eventually(stage, () => messageWith(stage.mira, 'security-alerts', id, 'has not answered in time'), 'the card does not say so');
    expect((await stage.store.get('incident', id))?.severity).toBe('high');
    expect(await types(id)).toEqual(['question.asked', 'question.unanswered']);
  });

  it('can be asked once, by analysts', async () => {
    expect(await answerTo(stage.mira, 'general', `/incident ask ${id}`)).toMatch(/has been asked/);
    expect(await answerTo(stage.priya, 'general', `/incident ask ${id}`)).toMatch(/for analysts/);
  });

  it('is no longer a question once the incident is closed', async () => {
    const question = await asked(stage.alex, `case-${count}`);
    await answerTo(stage.mira, 'general', `/incident close ${id} benign Clarified.`);
    await stage.alex.click(question, 'No, not me');
    expect(await types(id)).toEqual(['question.asked']);
  });
});

describe('when somebody else may hold the account', () => {
  beforeAll(async () => {
    stage = await openStage({ team: { 'playbooks/account-takeover.yml': (yaml) => `${yaml}\n  - ask: was-this-you\n` } });
    await playTakeover(stage);
  });
  afterAll(() => stage.close());

  it('the playbook has their manager asked, and them not', async () => {
    const question = await asked(stage.priya, 'Was this Alex Kim');
    expect(wordsOf(question)).toContain('Somebody else may hold it');
    const channel = await stage.alex.direct();
    expect(stage.alex.messages(channel).filter((message) => wordsOf(message).includes('Was this'))).toEqual([]);
    const before = await scoreOf(stage.incident);
    await stage.priya.click(question, 'No, not them');
    await eventually(
      stage,
      () => messageWith(stage.mira, 'security-alerts', stage.incident, 'Priya Raman was asked about Alex Kim and said no'),
      'the card does not say so',
    );
    expect(await scoreOf(stage.incident)).toBeGreaterThanOrEqual(before);
  });
});
