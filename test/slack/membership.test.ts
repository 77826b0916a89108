import { afterEach, beforeEach, expect, it } from 'vitest';
import { liveMemberships } from '../../src/slack/membership.ts';
import { slackApi, webClient } from '../../src/slack/web-client.ts';
import type { SlackControl } from '../../src/workspace/slack/control.ts';
import { human } from '../core/builders.ts';
import { type Practice, startPractice } from './practice.ts';

let practice: Practice;
let control: SlackControl;
beforeEach(async () => {
  practice = await startPractice();
  ({ control } = practice.slack);
});
afterEach(() => practice.close());

const ben = human('ben.okafor', { slack: 'U0APPROVER' });

/** What is known of Ben now. `groups`: the user groups that policy pins. */
function asked(groups: readonly string[] = []) {
  const { bot, slack } = practice;
  const hooks = { log: bot.log, measure: () => undefined, redact: (text: string) => text };
  const memberships = liveMemberships(slackApi(webClient(slack.botToken, slack.apiUrl, bot.log), hooks), {
    now: bot.now,
    store: bot.store,
    groups,
    groupHours: 24,
  });
  return async (person = ben) => (await memberships([person]))(person);
}

it.each<[string, () => void, string]>([
  ['somebody deactivated', () => control.changePerson('ben', { standing: 'deactivated' }), 'is deactivated'],
  ['a multi-channel guest', () => control.changePerson('ben', { standing: 'guest' }), 'is a guest’s'],
  ['a single-channel guest', () => control.changePerson('ben', { standing: 'single-channel-guest' }), 'is a guest’s'],
  ['somebody of another company', () => control.changePerson('ben', { standing: 'stranger' }), 'is of another company'],
  ['a bot', () => control.changePerson('ben', { bot: true }), 'is a bot’s'],
])('%s is outside', async (_who, change, why) => {
  change();
  expect(await asked()()).toEqual({ verdict: 'outside', because: [`The Slack account U0APPROVER ${why}.`] });
});

it('somebody whom people.yml gives no Slack account, or one that does not exist, is outside', async () => {
  const ask = asked();
  expect((await ask(human('kit'))).verdict).toBe('outside');
  expect(await ask(human('kit', { slack: 'U0NOBODY1' }))).toMatchObject({ verdict: 'outside', because: [expect.stringContaining('does not exist')] });
});

it('where policy pins user groups, a member is in one of them', async () => {
  const ask = asked(['S0SECURITY']);
  expect((await ask()).verdict).toBe('member');
  control.changeGroup('S0SECURITY', { members: ['U0ANALYST'] });
  practice.pass(15_000);
  expect(await ask()).toMatchObject({ verdict: 'outside', because: [expect.stringContaining('in no user group of approvers (S0SECURITY)')] });
});

it('whoever is new in a group counts a day later, and at once when people.yml pins them; that they came stands in the timeline', async () => {
  const ask = asked(['S0SECURITY']);
  const group = (...members: string[]) => {
    control.changeGroup('S0SECURITY', { members });
    practice.pass(15_000);
  };
  group('U0ANALYST');
  expect((await ask()).verdict).toBe('outside');
  group('U0ANALYST', 'U0APPROVER');
  expect(await ask()).toMatchObject({ verdict: 'outside', because: [expect.stringContaining('is new in a user group of approvers')] });
  expect((await ask({ ...ben, pinned: true })).verdict).toBe('member');
  expect(await practice.store.timeline('FIREBREAK')).toMatchObject([
    { type: 'approvers.changed', payload: { group: 'S0SECURITY', joined: ['U0APPROVER'], left: [] } },
  ]);
  practice.pass(24 * 3_600_000 - 60_000);
  expect((await ask()).verdict).toBe('outside');
  practice.pass(60_000);
  expect((await ask()).verdict).toBe('member');

  group('U0ANALYST');
  expect((await ask()).verdict).toBe('outside');
  group('U0ANALYST', 'U0APPROVER');
  practice.pass(23 * 3_600_000);
  expect((await ask()).verdict).toBe('outside');
});

it('a group that was switched off has nobody in it', async () => {
  control.changeGroup('S0SECURITY', { disabled: true });
  expect((await asked(['S0SECURITY'])()).verdict).toBe('outside');
});

it('an answer counts for a quarter of a minute, for a minute while Slack is down, and then nothing is known', async () => {
  const ask = asked();
  const questions = () => control.calls.filter(({ method }) => method === 'users.info').length;
  expect((await ask()).verdict).toBe('member');
  const before = questions();
  practice.pass(14_000);
  expect((await ask()).verdict).toBe('member');
  expect(questions()).toBe(before);
  control.setDown(true);
  practice.pass(45_000);
  expect((await ask()).verdict).toBe('member');
  practice.pass(2000);
  expect((await ask()).verdict).toBe('unread');
  control.setDown(false);
  control.changePerson('ben', { standing: 'deactivated' });
});

it('without the scope that reads user groups nothing is known, and it says which scope is missing', async () => {
  control.grantScopes(['users:read', 'chat:write']);
  expect(await asked(['S0SECURITY'])()).toMatchObject({
    verdict: 'unread',
    because: [expect.stringContaining('Slack could not say whether U0APPROVER')],
  });
});
