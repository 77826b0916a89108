import { afterAll, beforeAll, expect, it } from 'vitest';
import { restrictIncident, unrestrictIncident } from '../../src/flows/restrict-incident.ts';
import type { By } from '../../src/kit/knock.ts';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { depth } from '../depth.ts';
import { sampleIncident, sampleProposal } from '../storage/samples.ts';
import { type Practice, people, startPractice } from './practice.ts';

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
  // A card without a channel: what is proposed stands in the thread under it, before everybody's eyes.
  await practice.keep({
    incident: sampleIncident('INC-1', { shown: { card: true, ticket: false, channel: false } }),
    proposals: [sampleProposal('P-1')],
  });
  await practice.deliver('card:INC-1');
  await practice.deliver('proposal:P-1');
});
afterAll(() => practice.close());

const by = (id: string): By => {
  const person = people.find((one) => one.id === id);
  return { actor: { kind: 'human', id, name: person?.name ?? id }, person, entrance: 'slack', timezone: 'UTC' };
};
const inAlerts = () =>
  practice.slack.control
    .messages('#security-alerts')
    .filter(({ subtype }) => subtype === null)
    .map(wordsOf);
const members = async () => {
  const { channel } = await practice.mirror('channel:INC-1');
  return practice.slack.control.channels().find(({ id }) => id === channel)?.members;
};

it('takes away what stands about it elsewhere, and says it anew in a channel of its own, to those who are named', async () => {
  expect(inAlerts().join()).toContain('P-1');
  await restrictIncident(practice.bot, { incident: 'INC-1', to: 'ben.okafor', reason: 'It may be one of us' }, by('ana.novak'));
  expect(await practice.deliver()).toEqual([]);

  expect(inAlerts()).toEqual([expect.stringContaining('An incident is being handled')]);
  expect(inAlerts().join()).not.toMatch(/P-1|INC-1|takeover/);
  expect((await members())?.toSorted()).toEqual(['U0ANALYST', 'U0APPROVER', 'U0FIREBREAK'].toSorted());
  const { channel } = await practice.mirror('channel:INC-1');
  expect((await practice.mirror('proposal:P-1')).channel).toBe(channel);
});

it('lets nobody stay whom somebody let into its channel', async () => {
  const { channel = '' } = await practice.mirror('channel:INC-1');
  await practice.slack.control.as('ana').act({ as: 'U0ANALYST', do: 'invite', channel, user: 'U0MANAGER' });
  await practice.deliver('channel:INC-1');

  expect(await members()).not.toContain('U0MANAGER');
});

it.each([
  ['mia.chen', 'INC-1', /There is no incident INC-1 that you can read/],
  ['ben.okafor', 'INC-1', undefined],
])('is lifted by %s: %s', async (whom, incident, why) => {
  const lifting = unrestrictIncident(practice.bot, incident, 'It was nobody of us', by(whom));
  if (why !== undefined) return expect(lifting).rejects.toThrow(why);
  await lifting;
  await practice.deliver();
  expect(await members()).toContain('U0MANAGER');
  expect(inAlerts().join()).toContain('INC-1');
});

it.each([
  ['nobody.here', /Nobody in people.yml is called nobody.here/],
  ['mia.chen', /Nobody of them may approve/],
])('is not restricted to %s', async (to, why) => {
  // Whoever restricts it is one of them; this one may not approve either.
  const analyst = by('alex.kim');
  await expect(restrictIncident(practice.bot, { incident: 'INC-1', to, reason: 'For a reason' }, analyst)).rejects.toThrow(why);
});

it.skipIf(depth === 'quick')('takes the files of its report away too, where they do not stand in its channel', async () => {
  const shown = { card: true, ticket: false, channel: false };
  const closed = { phase: 'closed', verdict: 'true-positive', verdictReason: 'They had the password', closedAt: practice.bot.now() } as const;
  await practice.keep({ incident: sampleIncident('INC-2', { shown, ...closed }) });
  await practice.deliver('card:INC-2');
  await practice.deliver('report:INC-2');
  const files = () => practice.slack.control.messages('#security-alerts').flatMap((message) => message.files);
  expect(files().length).toBeGreaterThan(0);
  await restrictIncident(practice.bot, { incident: 'INC-2', to: 'ben.okafor', reason: 'It may be one of us' }, by('ana.novak'));
  expect(await practice.deliver()).toEqual([]);

  expect(files()).toEqual([]);
  const { channel = '' } = await practice.mirror('channel:INC-2');
  expect(practice.slack.control.messages(channel).flatMap((message) => message.files).length).toBeGreaterThan(0);
});
