import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOn, wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith, pressWithReason } from '../../src/workspace/demo/stage.ts';
import { people } from '../../src/workspace/seed.ts';
import type { ActingPerson } from '../../src/workspace/slack/acting-person.ts';
import { answered, answerTo, openStage, playTakeover, type Stage, settled } from './stage.ts';

// Alex and Nadia are given every role, so that it is not the lack of one that keeps them out: Alex is the suspect, Nadia a guest in Slack.
const roles = 'roles: [analyst, approver, manager]';
const everybody = (yaml: string) =>
  `${yaml.replace('identities: [alex, alex-kim-acme]', `identities: [alex, alex-kim-acme]\n    ${roles}`)}
  - id: nadia.costa
    name: Nadia Costa
    slack: ${people.nadia}
    email: nadia@partner.example
    ${roles}
`;

/** Everything that must never reach Alex: what the incident is called and about, and what is done. */
const telling = /INC-\d|P-\d|takeover|suspend|contain|203\.0\.113|acme-payroll|SEC-\d|GuardDuty|AKIA|score|Romania/i;

const commands = [
  '/triage INC-?',
  '/triage INC-? why',
  '/triage 203.0.113.7 INC-?',
  '/timeline INC-?',
  '/timeline INC-? 2',
  '/timeline note INC-? I was here',
  '/incident take INC-?',
  '/incident severity INC-? low It is nothing',
  '/incident note INC-? I was here',
  '/incident close INC-? benign It is nothing',
  '/contain propose block-ip 192.0.2.9 INC-?',
  '/contain P-?',
  '/contain approve P-? Go on',
  '/contain edit P-? target 192.0.2.9 It was another one',
  '/contain deny P-? Stop it',
  '/contain undo P-? Stop it',
  '/contain check P-?',
] as const;

let stage: Stage;
let sentToAlex: string[];
beforeAll(async () => {
  stage = await openStage({ team: { 'people.yml': everybody } });
  sentToAlex = listen(people.alex);
  await playTakeover(stage);
});
afterAll(() => stage.close());

/** Collects everything that Slack sends to somebody's page from now on, as it is sent: also what is edited or deleted later. */
function listen(person: string): string[] {
  const heard: string[] = [];
  const decoder = new TextDecoder();
  void fetch(`${stage.practice.url}/page-api/events?as=${person}`).then(
    async ({ body }) => {
      for await (const chunk of body ?? []) heard.push(decoder.decode(chunk, { stream: true }));
    },
    () => undefined,
  );
  return heard;
}

const outsiders: readonly (readonly [string, () => ActingPerson, string])[] = [
  ['the suspect', () => stage.alex, 'general'],
  ['a colleague without a role', () => stage.olu, 'general'],
  ['a guest, whatever people.yml says', () => stage.nadia, 'partners'],
];

describe('the suspect, who works in security and sits in #security-alerts', () => {
  it('sees a stub there in place of the card, and so does everybody else', async () => {
    expect(stage.alex.channels().find(({ name }) => name === 'security-alerts')?.member).toBe(true);
    for (const person of [stage.alex, stage.mira]) {
      const written = person.messages('security-alerts').filter(({ subtype }) => subtype === null);
      expect(written.map(wordsOf)).toEqual([expect.stringContaining('An incident is being handled')]);
      expect(written.flatMap(buttonsOn)).toEqual([]);
    }
  });

  it('is in none of its channels, and gets no word of it, while others contain and note', async () => {
    await pressWithReason(stage, stage.mira, /^Contain: end sessions/, 'They are signed in now.');
    await answerTo(stage.mira, stage.channel, `/incident note ${stage.incident} Alex does not answer the phone.`);
    await eventually(stage, () => messageWith(stage.mira, stage.channel, 'P-2 · ', /Done, and cannot be undone/), 'the sessions were not ended');
    await eventually(stage, () => settled(stage), 'something still waits');
    expect(stage.alex.channels().map(({ name }) => name)).not.toContain(stage.channel);
    for (const { id } of stage.alex.channels()) expect(stage.alex.messages(id).map(wordsOf).join('\n')).not.toMatch(telling);
    expect(sentToAlex.join('').length).toBeGreaterThan(500);
    expect(withoutNames(sentToAlex.join(''))).not.toMatch(telling);
  });

  it('finds nothing about it in the queue, the list, the board, or what is known of the address', async () => {
    for (const command of ['/triage', '/incident list', '/contain', '/enrich 203.0.113.7', '/enrich user:alex']) {
      const answer = await answerTo(stage.alex, 'general', command);
      expect(answer, command).not.toMatch(/INC-\d|takeover|P-[2-9]|payroll-admins.*INC/);
    }
  });

  it('finds nothing on Home and cannot pick it for a note', async () => {
    await stage.alex.openHome();
    const home = await eventually(stage, () => stage.alex.home() ?? undefined, 'no Home');
    expect(wordsOf(home)).not.toMatch(/INC-\d|takeover|P-\d/);
    const { ts } = await stage.alex.say('general', 'I was asleep.');
    const said = stage.alex.messages('general').find((message) => message.ts === ts);
    const { modal } = await stage.alex.shortcut('add-to-timeline', said);
    expect(modal && wordsOf(modal)).toMatch(/No incident is open that you can read/);
    if (modal) await stage.alex.close(modal);
  });
});

describe.each(outsiders)('%s', (_who, person, channel) => {
  const ask = async (command: string, incident: string, proposal: string) => {
    const answer = await answerTo(person(), channel, command.replace('INC-?', incident).replace('P-?', proposal));
    return answer.replaceAll(incident, 'INC-?').replaceAll(proposal, 'P-?');
  };

  it.each(commands)('gets the same answer to %s as for an unknown one', async (command) => {
    const before = (await stage.store.timeline(stage.incident)).length;
    const known = await ask(command, stage.incident, 'P-1');
    expect(known).not.toBe('Nothing came.');
    expect(known).toBe(await ask(command, 'INC-999', 'P-999'));
    expect(await stage.store.timeline(stage.incident)).toHaveLength(before);
  });

  it('gets nothing out of its buttons, even when somebody lets them into its channel', async () => {
    const incidentChannel = stage.mira.channels().find(({ name }) => name === stage.channel)?.id ?? '';
    await stage.mira.act({ as: stage.mira.id, do: 'invite', channel: incidentChannel, user: person().id }, { answerWithin: 0 });
    const before = (await stage.store.timeline(stage.incident)).length;
    let pressed = 0;
    for (const message of person().messages(incidentChannel)) {
      for (const label of buttonsOn(message)) {
        const answer = await answered(person(), incidentChannel, () => person().click(message, { label }, { answerWithin: 0 }));
        expect(answer, label).toMatch(/^Not found\nThere is no (incident|proposal) (INC|P)-\d+ that you can read\./);
        expect(person().modal(), label).toBeUndefined();
        pressed += 1;
      }
    }
    expect(pressed).toBeGreaterThan(6);
    expect(await stage.store.timeline(stage.incident)).toHaveLength(before);
    await person().act({ as: person().id, do: 'leave', channel: incidentChannel }, { answerWithin: 0 });
  });
});

describe('the pages, outside practice', () => {
  it.each(['/', '/incidents/INC-1', '/incidents/INC-999', '/incidents/INC-1/report.md', '/metrics', '/nothing'])(
    'answer %s without the token as any other path',
    async (path) => {
      const get = (asked: string) => fetch(stage.bot.url + asked).then(async (response) => [response.status, await response.text()]);
      expect(await get(path)).toEqual(await get('/whatever'));
      expect((await get(path))[0]).toBe(401);
    },
  );

  it('show the case to whoever has the token', async () => {
    const response = await fetch(`${stage.bot.url}/incidents/${stage.incident}`, { headers: { authorization: `Bearer ${stage.bot.webToken}` } });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Account takeover of Alex Kim');
  });
});

/** Names of fields and shapes that Slack's own JSON carries whatever is said. */
function withoutNames(stream: string): string {
  return stream.replaceAll('"container"', '').replaceAll('"contains"', '');
}
