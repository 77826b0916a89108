import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import { answer, defineCommand, form } from '../../src/kit/index.ts';
import type { PageMessage } from '../../src/workspace/page-api.ts';
import { sampleIncident, sampleProposal } from '../storage/samples.ts';
import { type Practice, startPractice } from './practice.ts';

const soon = () => new Date(Date.now() + 60 * 60_000).toISOString();
const incidentNow = (changes: Partial<Incident> = {}) => sampleIncident('INC-1', { suspects: ['alex.kim'], ...changes });
const proposalNow = (changes: Partial<Proposal> = {}) => sampleProposal('P-1', { expiresAt: soon(), ...changes });

/** Everything that a message shows, as one string. */
const shown = (messages: readonly PageMessage[]) => JSON.stringify(messages.map(({ text, blocks }) => [text, blocks]));

describe.each(['socket', 'http'] as const)('in %s mode', (mode) => {
  let practice: Practice;
  const as = (name: string) => practice.slack.control.as(name);

  beforeAll(async () => {
    practice = await startPractice(mode);
    const commands = practice.catalogue.commands as Map<string, unknown>;
    let runs = 0;
    commands.set(
      'count',
      defineCommand({ id: 'count', title: 'Counts', forms: [form('', 'counts', {}, async () => answer(`run ${++runs}`, [], {}))] }),
    );
    commands.set(
      'loud',
      defineCommand({
        id: 'loud',
        title: 'Says it aloud',
        forms: [form('', 'aloud', {}, async () => ({ ...answer('loud', [], {}), audience: 'channel' as const }))],
      }),
    );
    const fail = async () => {
      throw new TypeError('a secret detail');
    };
    commands.set('broken', defineCommand({ id: 'broken', title: 'Fails', forms: [form('', 'fails', {}, fail)] }));
    await practice.keep({ incident: incidentNow(), proposals: [proposalNow()] });
    expect(await practice.deliver('card:INC-1')).toEqual([]);
    // Alex has a role and was invited; while the suspect listens, the card is a stub.
    await as('alex').act({ as: as('alex').id, do: 'leave', channel: (await practice.mirror('card:INC-1')).channel ?? '' }, { answerWithin: 0 });
    expect(await practice.deliver('card:INC-1')).toEqual([]);
  });
  afterAll(() => practice.close());
  beforeEach(() => void practice.troubles.splice(0));

  const draw = (subject: string) =>
    practice.connection.outlet.deliver({ id: 1, outlet: 'slack', subject, incident: '', lane: 'slack', priority: 0, attempt: 1, ambiguous: false });
  const card = async (incident = 'INC-1'): Promise<PageMessage> => {
    const { ts } = await practice.mirror(`card:${incident}`);
    const found = practice.slack.control.messages('security-alerts').find((message) => message.ts === ts);
    if (!found) throw new Error('there is no card');
    return found;
  };

  it('a command is answered to its asker alone', async () => {
    const { answers } = await as('ana').command('#general', '/triage');
    expect(answers).toMatchObject([{ ephemeral: true }]);
    expect(shown(answers)).toContain('INC-1');
    expect(as('ben').ephemerals('#general')).toEqual([]);
  });

  it.each([
    ['under the umbrella', () => as('ana').command('#general', '/firebreak triage INC-1')],
    ['by a mention', () => as('ana').say('#general', '@firebreak triage INC-1')],
    ['with the slash inside a mention', () => as('ana').say('#general', 'hey @firebreak /triage INC-1')],
  ])('a command works %s', async (_name, type) => {
    const { answers } = await type();
    expect(shown(answers)).toContain('Account takeover');
    expect(answers.every(({ ephemeral }) => ephemeral)).toBe(true);
  });

  it('a command works in a thread', async () => {
    const { ts } = await as('ana').say('#general', 'what is this?');
    const { answers } = await as('ana').say('#general', '@firebreak triage INC-1', { thread: ts ?? '' });
    expect(answers).toMatchObject([{ thread: ts, ephemeral: true }]);
  });

  it.each([
    ['/firebreak', 'What you can type'],
    ['/firebreak help', '/triage'],
    ['/triage help', 'the case file of an incident'],
    ['/firebreak nonsense', 'There is no such command here'],
    ['/incident close INC-1', 'Usage'],
    ['/contain P-999', 'Not found'],
    ['/firebreak broken', 'Something went wrong here (reference E-'],
  ])('%s is answered', async (line, expected) => {
    expect(shown((await as('ana').command('#general', line)).answers)).toContain(expected);
  });

  it('what nobody foresaw is logged once and not shown', async () => {
    const { answers } = await as('ana').command('#general', '/firebreak broken');
    expect(shown(answers)).not.toContain('a secret detail');
    expect(practice.troubles).toHaveLength(1);
    expect(practice.troubles[0]?.fields).toMatchObject({ knock: '/firebreak', error: expect.any(TypeError) });
  });

  it('a knock that comes twice is answered once', async () => {
    practice.slack.control.faults.sendTwice(1);
    const { answers } = await as('ana').command('#general', '/firebreak count');
    expect(answers).toHaveLength(1);
    expect(shown((await as('ana').command('#general', '/firebreak count')).answers)).toContain('run 2');
  });

  it.each(['oscar', 'gia', 'alex'])('%s gets the same answer for an incident as for none', async (name) => {
    const where = name === 'gia' ? '#lobby' : '#general';
    const real = shown((await as(name).command(where, '/triage INC-1')).answers);
    const none = shown((await as(name).command(where, '/triage INC-9')).answers);
    expect(real).toContain('Not found');
    expect(real.replaceAll(/"block_id":"[^"]*"/g, '')).toBe(none.replaceAll('INC-9', 'INC-1').replaceAll(/"block_id":"[^"]*"/g, ''));
  });

  it('an answer for everybody is not said where others might not be allowed to read it', async () => {
    const { answers } = await as('ana').command('#general', '/firebreak loud');
    expect(answers).toMatchObject([{ ephemeral: true }]);
    expect(shown(answers)).toContain('Shown only to you');
  });

  it('an answer for everybody is said in the incident’s own channel', async () => {
    expect(await practice.deliver('channel:INC-1')).toEqual([]);
    const { channel = '' } = await practice.mirror('channel:INC-1');
    const { answers } = await as('ana').command(channel, '/firebreak loud');
    expect(answers).toMatchObject([{ channel, ephemeral: false }]);
    expect(shown(answers)).not.toContain('Shown only to you');
  });

  it('nobody is let in while Slack does not say who they are, and they are told so', async () => {
    practice.pass(61_000);
    practice.slack.control.faults.add({ method: 'users.info', mishap: { error: 'internal_error' }, times: 3 });
    const { answers } = await as('mia').command('#general', '/triage INC-1');
    expect(answers).toHaveLength(1);
    expect(shown(answers)).toContain('Slack refused to say who somebody is');
  });

  it.each(['guest', 'single-channel-guest', 'stranger'] as const)('somebody who becomes a %s may do nothing a minute later', async (standing) => {
    expect(shown((await as('ben').command('#general', '/triage INC-1')).answers)).toContain('Account takeover');
    practice.slack.control.changePerson('ben', { standing });
    practice.pass(61_000);
    const said = shown((await as('ben').command('#general', '/triage INC-1')).answers);
    practice.slack.control.changePerson('ben', { standing: 'member' });
    practice.pass(61_000);
    expect(said).toContain('Not found');
  });

  it('a button opens its form, a wrong field is said at the field, and a yes counts', async () => {
    const opened = await as('ana').click(await card(), 'contain:P-1:1');
    expect(JSON.stringify(opened.modal)).toContain('alex@acme.example');
    if (!opened.modal) throw new Error('no form');

    const short = await as('ana').submit(opened.modal, { reason: 'x' });
    expect(short.errors).toEqual({ reason: 'Write a few words: they stand in the timeline.' });
    expect((await practice.store.get('proposal', 'P-1'))?.approvals).toEqual([]);

    const { answers } = await as('ana').submit(opened.modal, { reason: 'it is an attack' });
    expect(shown(answers)).toContain('P-1');
    const { approvals } = (await practice.store.get('proposal', 'P-1')) ?? {};
    expect(approvals).toMatchObject([{ by: { id: 'ana.novak' }, reason: 'it is an attack' }]);
    expect(as('ana').modal()).toBeUndefined();
  });

  it('a form that comes twice counts once', async () => {
    const again = { ...incidentNow({ id: 'INC-2' }), revision: 1 };
    await practice.keep({
      incident: again,
      proposals: [sampleProposal('P-2', { incident: 'INC-2', expiresAt: soon(), gate: { verdict: 'two-people', because: ['x'] } })],
    });
    const { answers } = await as('ana').command('#general', '/contain P-2');
    const { modal } = await as('ana').click(answers[0] as PageMessage, 'contain:P-2:1');
    if (!modal) throw new Error('no form');
    practice.slack.control.faults.sendTwice(1);
    await as('ana').submit(modal, { reason: 'it is an attack' }, { quietFor: 500 });
    await expect.poll(async () => (await practice.store.get('proposal', 'P-2'))?.approvals).toHaveLength(1);
    const events = await practice.store.timeline('INC-2');
    expect(events.map(({ type }) => type)).toEqual(['containment.approved']);
  });

  it('a button that was copied elsewhere does nothing, and says so', async () => {
    const { blocks } = await card();
    const posted = await fetch(`${practice.slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${practice.slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'C0GENERAL', text: 'look', blocks }),
    });
    expect(await posted.json()).toMatchObject({ ok: true });
    const copy = as('ana')
      .messages('#general')
      .findLast(({ text }) => text === 'look');
    const { answers, modal } = await as('ana').click(copy as PageMessage, 'Case file');
    expect(modal).toBeUndefined();
    expect(shown(answers)).toContain('was not drawn by Firebreak for this place');
    expect(practice.troubles).toMatchObject([
      { sentence: 'a button was pressed that is not taken', fields: { button: 'case-file', by: 'ana.novak' } },
    ]);
  });

  it('a button whose proposal has changed since is not taken, and that stands in the timeline once', async () => {
    const id = mode === 'socket' ? 'INC-4' : 'INC-5';
    const proposal = proposalNow({ id: `P-${id.slice(4)}`, incident: id });
    await practice.keep({ incident: incidentNow({ id }), proposals: [proposal] });
    await draw(`card:${id}`);
    const message = practice.slack.control.messages('security-alerts').at(-1) as PageMessage;
    await practice.keep({ proposals: [{ ...proposal, digest: 'c'.repeat(64), revision: 2 }] });
    for (const _twice of [1, 2]) {
      const { answers, modal } = await as('ana').click(message, `contain:P-${id.slice(4)}:1`);
      expect(modal).toBeUndefined();
      expect(shown(answers)).toContain('what it is about has changed since');
    }
    expect(await practice.store.timeline(id)).toMatchObject([{ type: 'button.refused', by: { id: 'ana.novak' }, payload: { button: 'contain' } }]);
  });

  it('a form whose proposal has changed since it was opened is not taken, and that stands in the timeline once', async () => {
    const id = mode === 'socket' ? 'INC-10' : 'INC-11';
    const proposal = proposalNow({ id: `P-${id.slice(4)}`, incident: id });
    await practice.keep({ incident: incidentNow({ id }), proposals: [proposal] });
    await draw(`card:${id}`);
    const message = practice.slack.control.messages('security-alerts').at(-1) as PageMessage;
    const { modal } = await as('ana').click(message, `contain:${proposal.id}:1`);
    await practice.keep({ proposals: [{ ...proposal, digest: 'c'.repeat(64), revision: 2 }] });
    if (modal === undefined) throw new Error('no form');
    const { modal: instead } = await as('ana').submit(modal, { reason: 'It is not her.' });
    expect(JSON.stringify(instead)).toContain('what it is about has changed since');
    const payload = { button: 'contain', form: true };
    expect(await practice.store.timeline(id)).toMatchObject([{ type: 'button.refused', by: { id: 'ana.novak' }, payload }]);
  });

  it('a button that is pressed before the store knows its message is taken', async () => {
    const id = mode === 'socket' ? 'INC-6' : 'INC-7';
    await practice.keep({ incident: incidentNow({ id }), proposals: [proposalNow({ id: `P-${id.slice(4)}`, incident: id })] });
    practice.slack.control.faults.add({ method: 'chat.postMessage', mishap: { drop: 'after' } });
    await expect(draw(`card:${id}`)).rejects.toMatchObject({ unknown: true });
    expect(await practice.store.mirror(`card:${id}`)).toBeUndefined();
    const message = practice.slack.control.messages('security-alerts').at(-1) as PageMessage;
    const { modal } = await as('ana').click(message, `contain:P-${id.slice(4)}:1`);
    expect(JSON.stringify(modal)).toContain('alex@acme.example');
  });

  it('a button of a message that was edited a moment before does what it said, or is said to be gone', async () => {
    const id = mode === 'socket' ? 'INC-8' : 'INC-9';
    const incident = incidentNow({ id, commander: null });
    const proposal = proposalNow({ id: `P-${id.slice(4)}`, incident: id });
    await practice.keep({ incident, proposals: [proposal] });
    await practice.deliver(`card:${id}`);
    const seen = await card(id);
    // What is proposed besides moves the buttons on, and the lead that somebody took removes one.
    const other = { ...proposal, id: `P-1${id.slice(4)}`, resolved: { ...proposal.resolved, label: 'aaron@acme.example' } };
    await practice.keep({ incident: { ...incident, commander: 'ben.okafor', revision: 2 }, proposals: [other] });
    await practice.deliver(`card:${id}`);
    expect((await card(id)).blocks).not.toEqual(seen.blocks);

    const { modal } = await as('ana').click(seen, `contain:${proposal.id}:1`);
    expect(JSON.stringify(modal)).toContain('alex@acme.example');
    if (modal) await as('ana').close(modal);
    expect(shown((await as('ana').click(seen, 'Case file')).answers)).toContain('What happened');
    await expect(as('ana').click(seen, 'Take the lead')).rejects.toThrow('not there any more: it was drawn anew');
  });

  it('a suspect’s press is refused, visibly', async () => {
    await as('ana').act(
      { as: as('ana').id, do: 'invite', channel: (await practice.mirror('card:INC-1')).channel ?? '', user: 'U0SUSPECT' },
      { answerWithin: 0 },
    );
    const { answers, modal } = await as('alex').click(await card(), 'Case file');
    expect(modal).toBeUndefined();
    expect(shown(answers)).toContain('Not found');
  });

  it('Home shows what this person may read', async () => {
    await as('ana').openHome();
    await practice.slack.control.waitFor(() => as('ana').home());
    expect(JSON.stringify(as('ana').home())).toContain('Account takeover');
    await as('oscar').openHome();
    await practice.slack.control.waitFor(() => as('oscar').home());
    expect(JSON.stringify(as('oscar').home())).not.toContain('Account takeover');
  });

  it('a button on Home is answered directly', async () => {
    const home = as('ana').home();
    if (!home) throw new Error('no Home');
    const block = home.blocks.findLast(({ type }) => type === 'actions')?.block_id ?? '';
    // Home itself may be drawn again meanwhile; the answer is what comes after it.
    const { answers } = await as('ana').click(home, { label: 'Case file', block }, { quietFor: 700 });
    expect(shown(answers)).toContain('Account takeover');
  });

  it('a shortcut puts a message into the timeline', async () => {
    await as('ben').say('#general', 'I saw <!channel> strange logins');
    const message = as('ana')
      .messages('#general')
      .findLast(({ text }) => text.includes('strange logins'));
    const { modal } = await as('ana').shortcut('add-to-timeline', message);
    if (!modal) throw new Error('no form');
    await as('ana').submit(modal, { incident: 'INC-1' });
    const events = await practice.slack.control.waitFor(async () => {
      const found = await practice.store.timeline('INC-1');
      return found.some(({ type }) => type === 'message.added') && found;
    });
    expect(JSON.stringify(events.at(-1)?.payload)).toContain('strange logins');
  });
});
