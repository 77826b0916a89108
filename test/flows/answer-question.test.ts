import { expect, it, test } from 'vitest';
import { team } from '../../src/core/team.ts';
import { sayNo } from '../../src/flows/answer-question.ts';
import { endQuestion } from '../../src/flows/ask-person.ts';
import { beginYes, proveYes } from '../../src/flows/prove-answer.ts';
import type { By } from '../../src/kit/knock.ts';
import { later, sampleIncident, start } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';
import { enrolled } from './ways-in.ts';

const human = (id: string) => ({ id, name: id, identities: [], roles: ['analyst' as const], timezone: 'UTC', countries: [], travels: false });
const by = (id: string | undefined): By => ({
  actor: { kind: 'human', id: id ?? 'U0STRANGER', name: id ?? 'Slack user U0STRANGER' },
  person: id === undefined ? undefined : human(id),
  entrance: 'slack',
  timezone: 'UTC',
});
const put = { number: 1, about: 'alex', asked: 'alex', askedAt: start, answer: null, saidYes: false, byCode: false } as const;

/** `clock.seconds`: what time it is, since the start. A code counts once, so whoever gives another lets time pass. */
async function botThatAsked(changes: Parameters<typeof sampleIncident>[1] = {}, clock = { seconds: 60 }) {
  const plain = await botWith([], () => later(clock.seconds));
  const bot = { ...plain, files: { ...plain.files, team: team([human('alex'), human('dana')], []) } };
  const incident = sampleIncident('INC-7', { questions: [put], observables: [{ kind: 'user', value: 'alex', role: 'target' }], ...changes });
  await bot.store.commit({ state: [{ put: 'incident', value: incident }] });
  return bot;
}
const which = { incident: 'INC-7', question: 1 };
type BotThatAsked = Awaited<ReturnType<typeof botThatAsked>>;
const ways = (code: string) => [
  (bot: BotThatAsked, who: By) => sayNo(bot, which, who),
  (bot: BotThatAsked, who: By) => beginYes(bot, which, who),
  (bot: BotThatAsked, who: By) => proveYes(bot, { ...which, code }, who),
];
const typesIn = async ({ store }: BotThatAsked) => (await store.timeline('INC-7')).map(({ type }) => type);

test.each([
  ['a colleague', 'dana'],
  ['a stranger', undefined],
])('%s cannot answer for somebody else, whatever they say', async (_who, id) => {
  const bot = await botThatAsked();
  const code = (await enrolled({ bot }, 'alex'))();
  for (const say of ways(code)) await expect(say(bot, by(id))).rejects.toThrow('Only whoever was asked');
  expect([await bot.store.timeline('INC-7'), await bot.store.findings('INC-7')]).toEqual([[], []]);
});

it('a no is kept as a finding about the account, and stands', async () => {
  const bot = await botThatAsked({ questions: [{ ...put, answer: 'silence' }] });
  await sayNo(bot, which, by('alex'));
  expect(await bot.store.findings('INC-7')).toMatchObject([{ enricher: 'was-this-you', value: 'alex', hostile: true }]);
  for (const say of ways('000000')) await expect(say(bot, by('alex'))).rejects.toThrow('that stands');
});

it('a yes of whoever has no codes leaves score, severity, phase and findings as they are, and is written down once', async () => {
  const bot = await botThatAsked();
  const before = await bot.store.get('incident', 'INC-7');
  for (let times = 0; times < 3; times++)
    expect(await beginYes(bot, which, by('alex'))).toMatchObject({ said: { title: 'A yes counts only with proof' } });
  const after = await bot.store.get('incident', 'INC-7');
  expect({ ...after, questions: [], revision: 0 }).toEqual({ ...before, questions: [], revision: 0 });
  expect(after?.questions).toEqual([{ ...put, saidYes: true }]);
  expect((await bot.store.timeline('INC-7')).map(({ type }) => type)).toEqual(['question.answered']);
  expect((await bot.store.backlog()).jobs.waiting).toBe(0);
});

/** Alex, who has codes, a minute after enrolling. */
async function botThatAskedSomebodyEnrolled(changes: Parameters<typeof sampleIncident>[1] = {}) {
  const clock = { seconds: 60 };
  const bot = await botThatAsked(changes, clock);
  const code = await enrolled({ bot }, 'alex');
  clock.seconds += 60;
  return { bot, code, clock, incident: async () => await bot.store.get('incident', 'INC-7') };
}

it('whoever has codes is asked for one, and nothing is written down before it', async () => {
  const { bot } = await botThatAskedSomebodyEnrolled();
  expect(await beginYes(bot, which, by('alex'))).toEqual({ provable: put });
  expect(await typesIn(bot)).toEqual([]);
});

it('a yes with the right code ends the waiting, and leaves score, severity, phase and findings as they are', async () => {
  const { bot, code, incident } = await botThatAskedSomebodyEnrolled();
  const before = await incident();
  expect((await proveYes(bot, { ...which, code: code() }, by('alex'))).title).toBe('Thank you. Your yes counts as proven.');
  await endQuestion(bot, { incident: 'INC-7', question: '1' });
  const after = await incident();
  expect({ ...after, questions: [], revision: 0 }).toEqual({ ...before, questions: [], revision: 0 });
  expect(after?.questions).toEqual([{ ...put, saidYes: true, byCode: true }]);
  expect(await bot.store.timeline('INC-7')).toMatchObject([{ type: 'question.answered', payload: { answer: 'yes', byCode: true } }]);
  expect((await bot.store.backlog()).jobs.waiting).toBe(0);
  expect(await bot.store.findings('INC-7')).toEqual([]);
});

it('after a silence it still is written down, and what the silence did stays', async () => {
  const { bot, code, incident } = await botThatAskedSomebodyEnrolled({ severity: 'medium' });
  await endQuestion(bot, { incident: 'INC-7', question: '1' });
  await proveYes(bot, { ...which, code: code() }, by('alex'));
  expect(await incident()).toMatchObject({ severity: 'high', questions: [{ answer: 'silence', byCode: true }] });
});

it('a no outweighs a proven yes that was said before', async () => {
  const { bot, code, incident } = await botThatAskedSomebodyEnrolled();
  await proveYes(bot, { ...which, code: code() }, by('alex'));
  await sayNo(bot, which, by('alex'));
  expect((await incident())?.questions).toEqual([{ ...put, answer: 'no', saidYes: true, byCode: true }]);
  expect(await bot.store.findings('INC-7')).toMatchObject([{ hostile: true }]);
});

it('a code counts once, and for one question', async () => {
  const { bot, code, incident } = await botThatAskedSomebodyEnrolled({ questions: [put, { ...put, number: 2 }] });
  await proveYes(bot, { ...which, code: code() }, by('alex'));
  await expect(proveYes(bot, { ...which, question: 2, code: code() }, by('alex'))).rejects.toThrow('was used before');
  expect((await incident())?.questions.map(({ byCode }) => byCode)).toEqual([true, false]);
});

it('wrong codes are counted until the right one is not looked at either; each refusal stands in the timeline once, and silence still counts', async () => {
  const { bot, code, clock, incident } = await botThatAskedSomebodyEnrolled({ severity: 'low' });
  const wrong = code() === '000000' ? '111111' : '000000';
  const given = [wrong, wrong, wrong, wrong, wrong, code(), code()];
  for (const typed of given) await expect(proveYes(bot, { ...which, code: typed }, by('alex'))).rejects.toThrow('the security team will call you');
  const whys = (await bot.store.timeline('INC-7')).map(({ payload }) => ('why' in payload ? payload.why : ''));
  expect(whys).toMatchObject(
    [/4 more wrong/, /3 more/, /2 more/, /One more/, /wrong code number 5/, /none of yours is looked at until/].map((one) =>
      expect.stringMatching(one),
    ),
  );
  await endQuestion(bot, { incident: 'INC-7', question: '1' });
  expect(await incident()).toMatchObject({ severity: 'medium', questions: [{ answer: 'silence', saidYes: false, byCode: false }] });
  clock.seconds += 16 * 60;
  await proveYes(bot, { ...which, code: code() }, by('alex'));
  expect(await typesIn(bot)).toContain('question.answered');
});

it('no code is spent on a question that is settled', async () => {
  const { bot, code } = await botThatAskedSomebodyEnrolled({ phase: 'closed' });
  const before = await bot.store.get('enrolment', 'alex');
  await expect(proveYes(bot, { ...which, code: code() }, by('alex'))).rejects.toThrow('This is settled');
  expect(await bot.store.get('enrolment', 'alex')).toEqual(before);
});
