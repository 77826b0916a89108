import { afterAll, beforeAll, expect, it } from 'vitest';
import { NotFoundError, RefusedError } from '../../src/core/errors.ts';
import { parseCommand } from '../../src/kit/command-line.ts';
import { accountsOf } from '../../src/slack/membership.ts';
import { slackApi, webClient } from '../../src/slack/web-client.ts';
import { resolver, type Who } from '../../src/slack/who.ts';
import { sampleIncident, sampleProposal } from '../storage/samples.ts';
import { type Practice, startPractice } from './practice.ts';

let practice: Practice;
let who: Who;
let number = 0;
beforeAll(async () => {
  practice = await startPractice();
  const { bot, slack } = practice;
  const api = slackApi(webClient(slack.botToken, slack.apiUrl, bot.log), { log: bot.log, measure: () => undefined, redact: (text) => text });
  const accounts = accountsOf(api, { now: bot.now, team: async () => 'T0PRACTICE' });
  who = resolver(bot, accounts, { team: 'T0PRACTICE', teamName: 'Acme', user: 'U0FIREBREAK', bot: 'B0FIREBREAK', scopes: new Set() });
});
afterAll(() => practice.close());

/** `r` may read, `w` may work on incidents, `d` may decide about containments. */
const verbs = [
  ['triage INC-n', 'r'],
  ['timeline INC-n', 'r'],
  ['contain P-n', 'r'],
  ['incident take INC-n', 'w'],
  ['contain check P-n', 'w'],
  ['contain edit P-n target user:sam It was Sam.', 'w'],
  ['contain approve P-n It is right.', 'd'],
  ['contain deny P-n It is wrong.', 'd'],
  ['contain undo P-n It is over.', 'd'],
] as const;

const ben = 'U0APPROVER';
const change = (fields: Parameters<Practice['slack']['control']['changePerson']>[1]) => () => practice.slack.control.changePerson('ben', fields);
type Kind = readonly [kind: string, user: string, may: string, become?: () => void, from?: string];
const kinds: readonly Kind[] = [
  ['an approver', ben, 'rwd'],
  ['an analyst who approves', 'U0ANALYST', 'rwd'],
  ['a manager', 'U0MANAGER', 'r'],
  ['somebody without a role', 'U0OUTSIDER', ''],
  ['the suspect, an analyst', 'U0SUSPECT', ''],
  ['a member who is not in people.yml', 'U0FIREBREAK', ''],
  ['somebody who is not there', 'U0NOBODY1', ''],
  ['an approver who became a multi-channel guest', ben, '', change({ standing: 'guest' })],
  ['an approver who became a single-channel guest', ben, '', change({ standing: 'single-channel-guest' })],
  ['an approver of another company’s workspace', ben, '', change({ standing: 'stranger' })],
  ['an approver who was deactivated', ben, '', change({ standing: 'deactivated' })],
  ['an approver’s id that is a bot’s', ben, '', change({ bot: true })],
  ['an approver who acts from another workspace', ben, '', () => undefined, 'T0ELSEWHERE'],
];

it.each(kinds.map((kind) => ({ name: kind[0], can: kind[2] || 'nothing', kind })))('$name: $can', async ({ kind }) => {
  const [, user, may, become = () => undefined, from = 'T0PRACTICE'] = kind;
  practice.slack.control.changePerson('ben', { standing: 'member', bot: false });
  become();
  practice.pass(61_000);
  for (const [line, takes] of verbs) {
    number += 1;
    const incident = sampleIncident(`INC-${number}`, { suspects: ['alex.kim'] });
    const state = line.includes('undo') ? 'done' : 'proposed';
    const expiresAt = new Date(Date.parse(practice.bot.now()) + 900_000).toISOString();
    await practice.keep({ incident, proposals: [sampleProposal(`P-${number}`, { incident: incident.id, requester: null, state, expiresAt })] });
    const [command = '', ...rest] = line.replaceAll('-n', `-${number}`).split(' ');
    const definition = practice.catalogue.commands.get(command);
    if (definition === undefined) throw new Error(`there is no command ${command}`);
    const { form, args } = parseCommand(definition, rest.join(' '));
    const said = form.run(practice.bot, args, await who({ user, team: from })).then(
      () => 'let in',
      (error: unknown) => (error instanceof RefusedError || error instanceof NotFoundError ? 'kept out' : 'let in'),
    );
    expect(`${line}: ${await said}`).toBe(`${line}: ${may.includes(takes) ? 'let in' : 'kept out'}`);
  }
});
