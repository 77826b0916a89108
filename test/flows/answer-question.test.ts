import { expect, it, test } from 'vitest';
import { team } from '../../src/core/team.ts';
import { sayNo, sayYes } from '../../src/flows/answer-question.ts';
import type { By } from '../../src/kit/knock.ts';
import { later, sampleIncident, start } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

const human = (id: string) => ({ id, name: id, identities: [], roles: ['analyst' as const], timezone: 'UTC', countries: [], travels: false });
const by = (id: string | undefined): By => ({
  actor: { kind: 'human', id: id ?? 'U0STRANGER', name: id ?? 'Slack user U0STRANGER' },
  person: id === undefined ? undefined : human(id),
  entrance: 'slack',
  timezone: 'UTC',
});
const put = { number: 1, about: 'alex', asked: 'alex', askedAt: start, answer: null, saidYes: false } as const;

async function botThatAsked(changes: Parameters<typeof sampleIncident>[1] = {}) {
  const plain = await botWith([], () => later(60));
  const bot = { ...plain, files: { ...plain.files, team: team([human('alex'), human('dana')], []) } };
  const incident = sampleIncident('INC-7', { questions: [put], observables: [{ kind: 'user', value: 'alex', role: 'target' }], ...changes });
  await bot.store.commit({ state: [{ put: 'incident', value: incident }] });
  return bot;
}
const which = { incident: 'INC-7', question: 1 };

test.each([
  ['a colleague', 'dana'],
  ['a stranger', undefined],
])('%s cannot answer for somebody else, whatever they say', async (_who, id) => {
  const bot = await botThatAsked();
  for (const say of [sayNo, sayYes]) await expect(say(bot, which, by(id))).rejects.toThrow('Only whoever was asked');
  expect([await bot.store.timeline('INC-7'), await bot.store.findings('INC-7')]).toEqual([[], []]);
});

it('a no is kept as a finding about the account, and stands', async () => {
  const bot = await botThatAsked({ questions: [{ ...put, answer: 'silence' }] });
  await sayNo(bot, which, by('alex'));
  expect(await bot.store.findings('INC-7')).toMatchObject([{ enricher: 'was-this-you', value: 'alex', hostile: true }]);
  for (const say of [sayNo, sayYes]) await expect(say(bot, which, by('alex'))).rejects.toThrow('that stands');
});

it('a yes leaves score, severity, phase and findings as they are, and is written down once', async () => {
  const bot = await botThatAsked();
  const before = await bot.store.get('incident', 'INC-7');
  for (let times = 0; times < 3; times++) expect((await sayYes(bot, which, by('alex'))).title).toBe('A yes counts only with proof');
  const after = await bot.store.get('incident', 'INC-7');
  expect({ ...after, questions: [], revision: 0 }).toEqual({ ...before, questions: [], revision: 0 });
  expect(after?.questions).toEqual([{ ...put, saidYes: true }]);
  expect((await bot.store.timeline('INC-7')).map(({ type }) => type)).toEqual(['question.answered']);
  expect((await bot.store.backlog()).jobs.waiting).toBe(0);
});
