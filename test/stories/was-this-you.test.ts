import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buttonsOn, wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith, modalAfter } from '../../src/workspace/demo/stage.ts';
import type { ActingPerson } from '../../src/workspace/slack/acting-person.ts';
import { codeAt, enrolByLink } from './enrol.ts';
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

/** The question as it reaches somebody. */
async function asked(person: ActingPerson, words: string) {
  const channel = await person.direct();
  return eventually(stage, () => person.messages(channel).findLast((one) => wordsOf(one).includes(words)), 'nobody was asked');
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
    const standing = await eventually(stage, () => stage.store.mirror(`question:${id}:1`), 'the store does not know where it stands');
    expect(standing.ref.channel).toBe(await stage.alex.direct());
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

  it('no: is taken before the store knows where the question stands', async () => {
    await answerTo(stage.mira, 'general', `/incident close ${id} benign The next one.`);
    const next = await report(`unknown-${count}`);
    stage.practice.slack.control.faults.add({ method: 'chat.postMessage', mishap: { drop: 'after' }, times: 3 });
    await answerTo(stage.mira, 'general', `/incident ask ${next}`);
    const question = await asked(stage.alex, `unknown-${count}`);
    expect(await stage.store.mirrorAt({ channel: await stage.alex.direct(), ts: question.ts })).toBeUndefined();
    await stage.alex.click(question, 'No, not me');
    stage.practice.slack.control.faults.clear();
    await eventually(stage, async () => (await types(next)).includes('question.answered'), 'the answer was not taken');
  });

  it('yes, of whoever has no one-time codes: nothing is proven by it, so nothing changes but what people can read', async () => {
    const before = await stage.store.get('incident', id);
    const question = await asked(stage.alex, `case-${count}`);
    for (let times = 0; times < 2; times++) {
      const instead = await modalAfter(stage, stage.alex, await stage.alex.click(question, 'Yes, it was me'), 'Yes, it was me');
      expect(wordsOf(instead)).toMatch(/They will call you.*face to face to enrol you for one-time codes/s);
    }
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

describe.each(['socket', 'http'] as const)('whoever has one-time codes (%s)', (mode) => {
  let secret: string;
  beforeAll(async () => {
    stage = await openStage({ mode, team: { 'policy.yml': (yaml) => `${yaml}\nask:\n  minutes: 0.1\n` } });
    secret = await enrolByLink(stage, 'alex.kim');
  });
  afterAll(() => stage.close());

  async function form(words: string) {
    const click = await stage.alex.click(await asked(stage.alex, words), 'Yes, it was me');
    return modalAfter(stage, stage.alex, click, 'Yes, it was me');
  }

  it('proves a yes in a form: a wrong code is refused, the right one ends the waiting, and nothing else changes', async () => {
    const id = await report('proven');
    const before = await stage.store.get('incident', id);
    const askedAt = Date.now();
    await answerTo(stage.mira, 'general', `/incident ask ${id}`);
    const yes = await form('proven');
    expect(await types(id)).toEqual(['question.asked']);

    const code = codeAt(secret, Date.now() + 30_000);
    const { errors } = await stage.alex.submit(yes, { code: code === '000000' ? '111111' : '000000' });
    expect(Object.values(errors).join()).toMatch(/is wrong.*the security team will call you/);
    expect(await stage.alex.submit(yes, { code })).toMatchObject({ errors: {}, problem: null });

    await eventually(stage, () => messageWith(stage.mira, 'security-alerts', id, 'said yes, with a one-time code'), 'the card does not say so');
    expect(await answerTo(stage.mira, 'general', `/triage ${id}`)).toContain('Alex Kim said yes, with a one-time code');
    expect(buttonsOn(await asked(stage.alex, 'You said yes, with a one-time code'))).toEqual(['No, not me']);
    await new Promise((resolve) => setTimeout(resolve, askedAt + 7_000 - Date.now()));
    const after = await stage.store.get('incident', id);
    expect([after?.phase, after?.severity, after?.assessment]).toEqual([before?.phase, before?.severity, before?.assessment]);
    expect(await types(id)).toEqual(['question.asked', 'question.refused', 'question.answered']);

    await answerTo(stage.mira, 'general', `/incident close ${id} benign The next one.`);
    const next = await report('again');
    await answerTo(stage.mira, 'general', `/incident ask ${next}`);
    const again = await stage.alex.submit(await form('again'), { code });
    expect(Object.values(again.errors).join()).toMatch(/was used before/);
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
