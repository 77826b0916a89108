import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../../src/core/incident.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import type { Fault } from '../../src/workspace/slack/faults.ts';
import { sampleIncident, sampleProposal } from '../storage/samples.ts';
import { type Practice, startPractice } from './practice.ts';

let practice: Practice;
let number = 0;

beforeAll(async () => {
  practice = await startPractice();
});
beforeEach(() => {
  number += 1;
  practice.slack.control.faults.clear();
  practice.troubles.length = 0;
});
afterAll(() => practice.close());

const soon = () => new Date(Date.now() + 15 * 60_000).toISOString();
const posted = (method: string) => practice.slack.control.calls.filter((call) => call.method === method).length;
const fault = (one: Fault) => practice.slack.control.faults.add(one);

/** A new incident of its own number, with one proposal, as flows would have written it. */
async function begin(changes: Partial<Incident> = {}, proposed: Partial<Proposal> = {}) {
  const incident = sampleIncident(`INC-${number}`, { openedAt: new Date().toISOString(), suspects: [], ...changes });
  const proposal = sampleProposal(`P-${number}`, { incident: incident.id, expiresAt: soon(), ...proposed });
  await practice.keep({ incident, proposals: [proposal] });
  return { incident, proposal, id: incident.id };
}

const messagesOf = async (subject: string) => {
  const { channel = '', ts } = await practice.mirror(subject);
  return practice.slack.control.messages(channel).filter((message) => message.ts === ts);
};

describe('the digest of the week', () => {
  const due = Date.parse('2026-03-16T08:00:00.000Z');

  it('stands in the alerts channel where policy names no other', async () => {
    expect(await practice.deliver(`digest:${due}`)).toEqual([]);
    const [message] = await messagesOf(`digest:${due}`);
    expect(message?.text).toContain('2026-03-16T08:00:00.000Z');
    const channel = practice.slack.control.channels().find(({ id }) => id === message?.channel);
    expect(channel?.name).toBe('security-alerts');
  });

  it('has its picture in its thread, once, with words for whoever cannot see it', async () => {
    expect(await practice.deliver(`digest:${due}`)).toEqual([]);
    const { channel = '', ts } = await practice.mirror(`digest:${due}`);
    const pictures = practice.slack.control.messages(channel).filter((message) => message.thread === ts && message.files.length > 0);
    expect(pictures.map(({ files }) => files.map(({ name }) => name))).toEqual([['week.png']]);
    const said = practice.slack.control.calls
      .filter(({ method }) => method === 'files.getUploadURLExternal')
      .map(({ args }) => args.alt_txt ?? args.alt_text);
    expect(said.at(-1)).toContain('Received: 9. Different from one another: 5. Came into an incident: 3. Opened one: 1.');
  });

  it('stands in the channel that policy names, and waits while there is none of that name', async () => {
    const inPolicy = practice.bot.files.policy.metrics;
    try {
      Object.assign(inPolicy, { digest: { day: 'monday', at: '08:00', timezone: 'UTC', channel: '#no-such-channel' } });
      const [trouble] = await practice.deliver(`digest:${due + 1}`);
      expect(trouble?.message).toContain('The channel #no-such-channel does not exist, or Firebreak is not in it');
      Object.assign(inPolicy, { digest: { day: 'monday', at: '08:00', timezone: 'UTC', channel: 'general' } });
      expect(await practice.deliver(`digest:${due + 2}`)).toEqual([]);
      expect((await practice.mirror(`digest:${due + 2}`)).channel).toBe(practice.slack.control.channels().find(({ name }) => name === 'general')?.id);
    } finally {
      Object.assign(inPolicy, { digest: undefined });
    }
  });
});

describe('the alerts channel', () => {
  it('is made, private, with everybody in it who may read, and nobody else', async () => {
    const { id } = await begin();
    expect(await practice.deliver(`card:${id}`)).toEqual([]);
    const channel = practice.slack.control.channels().find(({ name }) => name === 'security-alerts');
    expect(channel?.kind).toBe('private');
    expect(channel?.members.toSorted()).toEqual(['U0ANALYST', 'U0APPROVER', 'U0FIREBREAK', 'U0MANAGER', 'U0SUSPECT']);
    // Gia has a role in people.yml and is a guest in Slack.
    expect(channel?.members).not.toContain('U0GUEST');
  });

  it('that was cut off while it was being made is finished afterwards', async () => {
    const other = await startPractice('socket', ({ control }) =>
      control.faults.add({ method: 'conversations.invite', mishap: { drop: 'before' }, after: 1 }),
    );
    try {
      expect(other.slack.control.channels().find(({ name }) => name === 'security-alerts')?.members).toHaveLength(2);
      await other.keep({ incident: sampleIncident('INC-1', { suspects: [] }) });
      expect(await other.deliver('card:INC-1')).toEqual([]);
      const channel = other.slack.control.channels().find(({ name }) => name === 'security-alerts');
      expect(channel?.members.toSorted()).toEqual(['U0ANALYST', 'U0APPROVER', 'U0FIREBREAK', 'U0MANAGER', 'U0SUSPECT']);
      expect(channel?.topic.value).not.toBe('');
    } finally {
      await other.close();
    }
  });

  it('that is shared with another company gets nothing', async () => {
    const other = await startPractice();
    try {
      await fetch(`${other.slack.apiUrl}conversations.create`, {
        method: 'POST',
        headers: { authorization: `Bearer ${other.slack.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'security-alerts', is_private: true }),
      });
      other.slack.control.changeChannel('security-alerts', { external: true });
      await other.keep({ incident: sampleIncident('INC-1', { suspects: [] }) });
      expect(await other.deliver('card:INC-1')).toMatchObject([{ message: expect.stringContaining('shared with another company'), retryable: true }]);
      expect(other.slack.control.calls.filter(({ method }) => method === 'chat.postMessage')).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe('a card', () => {
  it('is posted once and then edited in place', async () => {
    const { id } = await begin();
    const before = posted('chat.postMessage');
    await practice.deliver(`card:${id}`);
    const first = await practice.mirror(`card:${id}`);
    const incident = await practice.store.get('incident', id);
    if (!incident) throw new Error('gone');
    await practice.keep({ incident: { ...incident, phase: 'contained', revision: 2 } });
    await practice.deliver(`card:${id}`);
    expect(await practice.mirror(`card:${id}`)).toEqual(first);
    expect(posted('chat.postMessage') - before).toBe(1);
    expect(JSON.stringify(await messagesOf(`card:${id}`))).toContain('contained');
  });

  it('whose answer was lost is found again and not posted twice', async () => {
    const { id } = await begin();
    const before = posted('chat.postMessage');
    fault({ method: 'chat.postMessage', mishap: { drop: 'after' } });
    const failures = await practice.deliver(`card:${id}`);
    expect(failures).toMatchObject([{ vendor: 'slack', unknown: true }]);
    expect(posted('chat.postMessage') - before).toBe(1);
    expect(await messagesOf(`card:${id}`)).toHaveLength(1);
  });

  it('that never reached Slack is posted when it is tried again', async () => {
    const { id } = await begin();
    fault({ method: 'chat.postMessage', mishap: { drop: 'before' } });
    expect(await practice.deliver(`card:${id}`)).toHaveLength(1);
    expect(await messagesOf(`card:${id}`)).toHaveLength(1);
  });

  it('that somebody deleted is posted anew', async () => {
    const { id } = await begin();
    await practice.deliver(`card:${id}`);
    const first = await practice.mirror(`card:${id}`);
    fault({ method: 'chat.update', mishap: { error: 'message_not_found' } });
    await practice.deliver(`card:${id}`);
    expect((await practice.mirror(`card:${id}`)).ts).not.toBe(first.ts);
  });

  it('that Slack wants later says for how long', async () => {
    const { id } = await begin();
    fault({ method: 'chat.postMessage', mishap: { retryAfterSeconds: 1 } });
    expect(await practice.deliver(`card:${id}`)).toMatchObject([{ status: 429, retryable: true, retryAfter: 1000, unknown: false }]);
  });

  it('that Slack refuses says why and what to do', async () => {
    const { id } = await begin();
    fault({ method: 'chat.postMessage', mishap: { error: 'is_archived' } });
    expect(await practice.deliver(`card:${id}`)).toMatchObject([
      { message: 'Slack refused to post a message (is_archived).', next: 'Unarchive that channel in Slack.', retryable: false },
    ]);
  });

  it('is a stub while its suspect can read the channel, and whole afterwards', async () => {
    const { id } = await begin({ suspects: ['alex.kim'] });
    await practice.deliver(`card:${id}`, `proposal:P-${number}`);
    const [stub] = await messagesOf(`card:${id}`);
    expect(JSON.stringify(stub?.blocks)).not.toMatch(/INC-|alex|takeover/i);
    expect(await practice.mirror(`proposal:P-${number}`)).toEqual({});
    const channel = stub?.channel ?? '';
    const alex = practice.slack.control.as('alex');
    await alex.act({ as: alex.id, do: 'leave', channel }, { answerWithin: 0 });
    await practice.deliver(`card:${id}`);
    expect(JSON.stringify((await messagesOf(`card:${id}`))[0]?.blocks)).toContain('Account takeover');
  });
});

describe('an incident’s own channel', () => {
  it('is private, is named by the incident’s number alone, and has not the suspect in it', async () => {
    const { id } = await begin({ suspects: ['alex.kim'] });
    expect(await practice.deliver(`channel:${id}`)).toEqual([]);
    const { channel } = await practice.mirror(`channel:${id}`);
    const made = practice.slack.control.channels().find((one) => one.id === channel);
    expect(made?.name).toBe(`inc-${number}`);
    expect(made?.kind).toBe('private');
    expect(made?.members.toSorted()).toEqual(['U0ANALYST', 'U0APPROVER', 'U0FIREBREAK', 'U0MANAGER']);
    expect((await practice.store.timeline(id)).map(({ type }) => type)).toEqual(['channel.opened']);
  });

  it('is made once, also when the answer to its making was lost', async () => {
    const { id } = await begin();
    fault({ method: 'conversations.create', mishap: { drop: 'after' } });
    await practice.deliver(`channel:${id}`);
    await practice.deliver(`channel:${id}`);
    expect(practice.slack.control.channels().filter(({ name }) => name === `inc-${number}` || name.startsWith(`inc-${number}-`))).toHaveLength(1);
    expect(await practice.store.timeline(id)).toHaveLength(1);
  });

  it('loses somebody who becomes a suspect', async () => {
    const { id, incident } = await begin();
    await practice.deliver(`channel:${id}`);
    const { channel } = await practice.mirror(`channel:${id}`);
    const members = () => practice.slack.control.channels().find((one) => one.id === channel)?.members;
    expect(members()).toContain('U0SUSPECT');
    await practice.keep({ incident: { ...incident, suspects: ['alex.kim'], revision: 2 } });
    await practice.deliver(`channel:${id}`);
    expect(members()).not.toContain('U0SUSPECT');
  });

  it('holds the pinned case file, the proposal and, in the end, the report as a file', async () => {
    const { id, incident } = await begin();
    expect(await practice.deliver(`channel:${id}`)).toEqual([]);
    expect(await practice.deliver(`case:${id}`, `proposal:P-${number}`)).toEqual([]);
    const { channel = '' } = await practice.mirror(`channel:${id}`);
    expect(practice.slack.control.as('ana').pins(channel)).toMatchObject([{ ts: (await practice.mirror(`case:${id}`)).ts }]);
    expect(JSON.stringify(await messagesOf(`proposal:P-${number}`))).toContain('Contain: suspend');
    await practice.keep({ incident: { ...incident, phase: 'closed', verdict: 'benign', verdictReason: 'a drill', closedAt: soon(), revision: 2 } });
    expect(await practice.deliver(`report:${id}`)).toEqual([]);
    await practice.deliver(`report:${id}`);
    const files = practice.slack.control.messages(channel).flatMap((message) => message.files);
    expect(files.map(({ name }) => name)).toEqual([`${id}-picture.png`, `${id}-report.pdf`]);
  });
});

it('a proposal without a channel stands in the thread under the card, and loses its buttons when it is denied', async () => {
  const { id, proposal } = await begin();
  await practice.deliver(`card:${id}`);
  await practice.deliver(`proposal:${proposal.id}`);
  const card = await practice.mirror(`card:${id}`);
  expect(await messagesOf(`proposal:${proposal.id}`)).toMatchObject([{ thread: card.ts }]);
  await practice.keep({ proposals: [{ ...proposal, state: 'denied', outcome: 'Denied by Ben.', revision: 2 }] });
  await practice.deliver(`proposal:${proposal.id}`);
  const [message] = await messagesOf(`proposal:${proposal.id}`);
  expect(message?.blocks.map(({ type }) => type)).not.toContain('actions');
});
