import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decision.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import { team } from '../../src/core/team.ts';
import { freeze, release } from '../../src/flows/freeze-containment.ts';
import { onceItRuns } from '../../src/flows/show-containment.ts';
import { answer } from '../../src/kit/answer.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { By } from '../../src/kit/knock.ts';
import { type Practice, people, startPractice } from '../slack/practice.ts';
import { sampleIncident, sampleProposal } from '../storage/samples.ts';
import { enrolled, sayYes, type Typing, unread, type WayIn, waysIn } from './ways-in.ts';

let practice: Practice;
let codes: ReadonlyMap<string, () => string>;
let number = 0;

/** The people of the local Slack, each with a user of the machine; and Ben a second time, by another name of Alex's. */
const crowd = [
  ...people.map((one, index) => ({ ...one, uid: 7000 + index })),
  { ...people[4], id: 'alias.kim', name: 'Alias Kim', slack: 'U0ALIAS01', uid: 7100, identities: ['00u1'], roles: ['approver' as const] },
] as typeof people;

beforeAll(async () => {
  const started = await startPractice('socket', (slack) => slack.control.changePerson('oscar', { standing: 'member' }));
  practice = { ...started, bot: { ...started.bot, files: { ...started.bot.files, team: team(crowd, []) } } };
  const approvers = ['ana.novak', 'ben.okafor', 'mia.chen', 'oscar.lind', 'gia.rossi', 'alex.kim', 'alias.kim'];
  codes = new Map(await Promise.all(approvers.map(async (id) => [id, await enrolled(practice, id)] as const)));
});
afterAll(() => practice.close());

const soon = () => new Date(Date.parse(practice.bot.now()) + 900_000).toISOString();

const ana = (): By => ({ actor: { kind: 'human', id: 'ana.novak', name: 'Ana Novak' }, person: crowd[0], entrance: 'slack', timezone: 'UTC' });

/** A proposal that waits, in an incident of its own. */
async function waiting({ proposal = {}, incident = {} }: { proposal?: Partial<Proposal>; incident?: Partial<Incident> }): Promise<Proposal> {
  number += 1;
  const home = sampleIncident(`INC-${number}`, { suspects: ['alex.kim'], ...incident });
  const value = sampleProposal(`P-${number}`, { incident: home.id, requester: null, expiresAt: soon(), ...proposal });
  await practice.keep({ incident: home, proposals: [value] });
  return value;
}

interface Case {
  readonly who: string;
  readonly proposal?: () => Partial<Proposal>;
  readonly incident?: Partial<Incident>;
  /** Says yes first, and counts. */
  readonly first?: string;
  readonly says: RegExp;
  readonly frozen?: boolean;
  /** Whether it stands in the timeline; whoever may not read a proposal leaves no trace in it. */
  readonly event?: 'containment.approved' | 'containment.refused';
}

const two = { gate: { verdict: 'two-people' as const, because: [] } };
const cases: readonly (readonly [string, Case])[] = [
  ['allowed', { who: 'ben.okafor', says: /is approved and on its way/, event: 'containment.approved' }],
  ['allowed, and one more is needed', { who: 'ben.okafor', proposal: () => two, says: /counts: 1 of 2/, event: 'containment.approved' }],
  [
    'the requester',
    {
      who: 'ana.novak',
      proposal: () => ({ requester: { kind: 'human', id: 'ana.novak', name: 'Ana Novak' } }),
      says: /proposed it yourself/,
      event: 'containment.refused',
    },
  ],
  [
    'whoever changed it',
    {
      who: 'ana.novak',
      proposal: () => ({ editors: [{ kind: 'human', id: 'ana.novak', name: 'Ana Novak' }] }),
      says: /proposed it yourself/,
      event: 'containment.refused',
    },
  ],
  [
    'the target',
    {
      who: 'ben.okafor',
      proposal: () => ({ resolved: { id: 'ben.okafor', label: 'Ben', account: 'acme' } }),
      says: /your own account/,
      event: 'containment.refused',
    },
  ],
  ['somebody without a role', { who: 'oscar.lind', says: /no proposal P-\d+ that you can read/ }],
  ['a manager', { who: 'mia.chen', says: /takes the role approver/, event: 'containment.refused' }],
  ['the suspect', { who: 'alex.kim', says: /no proposal P-\d+ that you can read/ }],
  ['a guest', { who: 'gia.rossi', says: /no proposal P-\d+ that you can read/ }],
  ['somebody whose Slack account is gone', { who: 'alias.kim', says: /no proposal P-\d+ that you can read/ }],
  ['nobody', { who: 'no.body', says: /no proposal P-\d+ that you can read|approved by nobody/ }],
  ['the same person twice', { who: 'ben.okafor', first: 'ben.okafor', proposal: () => two, says: /counted already/, event: 'containment.refused' }],
  [
    'after it expired',
    { who: 'ben.okafor', proposal: () => ({ expiresAt: practice.bot.now() }), says: /Expiry means no/, event: 'containment.refused' },
  ],
  ['in a closed incident', { who: 'ben.okafor', incident: { phase: 'closed' }, says: /is closed/, event: 'containment.refused' }],
  [
    'after the policy changed',
    { who: 'ben.okafor', proposal: () => ({ policyDigest: 'e'.repeat(64) }), says: /policy has changed/, event: 'containment.refused' },
  ],
  ['while everything is frozen', { who: 'ben.okafor', frozen: true, says: /is approved, and held/, event: 'containment.approved' }],
  ['after it was denied', { who: 'ben.okafor', proposal: () => ({ state: 'denied' }), says: /is denied already/, event: 'containment.refused' }],
];

describe('a yes comes to the same by button, command and terminal', () => {
  it.each(cases)('%s', async (_name, { who, first, frozen = false, says, event, ...made }) => {
    if (frozen) await freeze(practice.bot, 'We look first.', ana());
    const outcomes: string[] = [];
    for (const way of waysIn) {
      if (who === 'no.body' && way === 'terminal') continue;
      const { id, incident } = await waiting({ proposal: made.proposal?.() ?? {}, incident: made.incident ?? {} });
      if (first !== undefined) await yes(way, first, id);
      const said = await yes(way, who, id);
      const last = (await practice.store.timeline(incident)).at(-1);
      const payload = last?.payload as { why?: string; reason?: string } | undefined;
      outcomes.push(
        JSON.stringify({ said, event: last?.type, says: payload?.why ?? payload?.reason })
          .replaceAll(id, 'P-n')
          .replaceAll(incident, 'INC-n'),
      );
      expect(said.error ?? said.title).toMatch(says);
      expect(last?.type).toBe(event);
    }
    if (frozen) await release(practice.bot, 'freeze', 'We have looked.', ana());
    expect(new Set(outcomes.map((one) => one.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then'))).size).toBe(1);
  });
});

/** A yes with whatever that way in takes. A code counts once, so time goes on. */
function yes(way: WayIn, who: string, proposal: string, typing: Typing = {}, edition = 1) {
  practice.pass(31_000);
  const code = way === 'terminal' ? codes.get(who)?.() : undefined;
  return sayYes(practice)(way, who, proposal, edition, { ...(code !== undefined && { code }), ...typing });
}

it('the button of an older edition does not count', async () => {
  const { id } = await waiting({ proposal: { edition: 2 } });
  expect((await yes('button and modal', 'ben.okafor', id)).error).toMatch(/was changed after it was shown/);
});

describe('at the terminal', () => {
  it('a yes takes a one-time code, and the timeline says that it had one', async () => {
    const { id, incident } = await waiting({});
    expect((await yes('terminal', 'ben.okafor', id, { code: '' })).error).toMatch(/it takes your one-time code/);
    expect((await yes('terminal', 'ben.okafor', id)).title).toMatch(/on its way/);
    expect((await practice.store.timeline(incident)).at(-1)).toMatchObject({ type: 'containment.approved', payload: { byCode: true } });
    expect((await practice.store.get('proposal', id))?.approvals).toMatchObject([{ byCode: true }]);
  });

  it('a code counts once, for whatever it is given', async () => {
    const [a, b] = [await waiting({}), await waiting({})];
    practice.pass(31_000);
    const code = codes.get('ben.okafor')?.() ?? '';
    expect((await sayYes(practice)('terminal', 'ben.okafor', a.id, 1, { code })).title).toMatch(/on its way/);
    expect((await sayYes(practice)('terminal', 'ben.okafor', b.id, 1, { code })).error).toMatch(/used before/);
  });

  it('the code of somebody else does not count', async () => {
    const { id } = await waiting({});
    expect((await yes('terminal', 'ben.okafor', id, { code: codes.get('ana.novak')?.() ?? '' })).error).toMatch(/is wrong/);
    expect((await yes('terminal', 'ben.okafor', id)).title).toMatch(/on its way/);
  });

  it('it works while Slack is down, for those whom people.yml pins, and the timeline says so', async () => {
    const { id, incident } = await waiting({ proposal: two });
    practice.pass(61_000);
    practice.slack.control.setDown(true);
    try {
      expect((await yes('terminal', 'ben.okafor', id)).title).toMatch(/1 of 2/);
      expect((await yes('terminal', 'ben.okafor', id)).error).toMatch(/counted already/);
      expect((await yes('terminal', 'ana.novak', id)).title).toMatch(/on its way/);
      const payload = { byCode: true, unread: expect.stringContaining('Slack could not say whether') };
      expect((await practice.store.timeline(incident)).at(-1)).toMatchObject({ type: 'containment.approved', payload });
    } finally {
      practice.slack.control.setDown(false);
    }
  });
});

it('whoever says yes while no process of the bot runs is told that nothing executes until one does', async () => {
  const { bot, store } = practice;
  const hints = async () => (await onceItRuns(bot, answer('P-1 is approved', [], {}))).parts;
  expect(await hints()).toEqual([{ hint: expect.stringContaining('The bot is not running') }]);
  await store.lead('a worker', 10_000, bot.now());
  expect(await hints()).toEqual([]);
});

describe('what holds is taken back, renewed and kept by forms', () => {
  const forms = [
    ['undo', { reason: 'It was her.' }, /is being taken back/],
    ['renew', { for: 24, reason: 'It goes on.' }, /is renewed/],
    ['keep', { reason: 'It stays.' }, /is permanent/],
  ] as const;

  it.each(forms)('%s asks for a one-time code while Slack says nothing, and takes only the right one', async (name, fields, says) => {
    const { id, incident } = await waiting({ proposal: { state: 'done' } });
    const bot: Bot = { ...practice.bot, memberships: async () => () => decide('unread', 'Slack says nothing.') };
    const opened = JSON.stringify(await practice.catalogue.buttons.get(name)?.press(bot, { proposal: id }, ana()));
    expect(opened).toMatch(/Slack says nothing\..*One-time code/s);
    const submit = async (code: string) => practice.catalogue.modals.get(name)?.submit(bot, { proposal: id }, { ...fields, code }, ana(), unread);
    practice.pass(31_000);
    await expect(submit('000000')).rejects.toMatchObject({ problems: [{ path: 'code', message: expect.stringContaining('is wrong') }] });
    expect((await practice.store.timeline(incident)).at(-1)).toMatchObject({ type: 'containment.refused', payload: { proposal: id } });
    expect(await submit(codes.get('ana.novak')?.() ?? '')).toMatchObject({ title: expect.stringMatching(says) });
  });

  it.each(['undo', 'renew', 'keep', 'deny'])('%s of somebody who may not is refused, and that stands in the timeline', async (name) => {
    const { id, incident } = await waiting({
      proposal: { state: name === 'deny' ? 'proposed' : 'done', resolved: { id: 'ana.novak', label: 'Ana', account: 'acme' } },
    });
    const submitted = practice.catalogue.modals
      .get(name)
      ?.submit(practice.bot, { proposal: id, edition: 1 }, { for: 24, reason: 'I want it.' }, ana(), unread);
    await expect(submitted).rejects.toThrow(/your own account/);
    expect((await practice.store.timeline(incident)).at(-1)).toMatchObject({ type: 'containment.refused', by: { id: 'ana.novak' } });
  });
});

describe('a step-up', () => {
  const tier3 = () => ({ risk: { tier: 3 as const, reversible: true, blastRadius: 'Everybody.' } });
  const name = 'alex@acme.example';
  const code = (who: string) => codes.get(who)?.() ?? '';

  it.each(['button and modal', 'terminal'] as const)('takes the target’s name and a code (%s)', async (way) => {
    const { id, incident } = await waiting({ proposal: tier3() });
    practice.pass(31_000);
    expect((await yes(way, 'ben.okafor', id, { name: 'alex', code: code('ben.okafor') })).error).toMatch(/not the name of the target/);
    expect((await yes(way, 'ben.okafor', id, { name, code: '000000' })).error).toMatch(/is wrong/);
    expect((await practice.store.timeline(incident)).map(({ type }) => type)).toEqual(['containment.refused', 'containment.refused']);
    practice.pass(31_000);
    const right = code('ben.okafor');
    expect((await sayYes(practice)(way, 'ben.okafor', id, 1, { name, code: right })).title).toMatch(/on its way/);
  });

  it('cannot be made by a slash command, which says where it can', async () => {
    const { id } = await waiting({ proposal: tier3() });
    expect((await yes('/contain approve', 'ben.okafor', id)).error).toMatch(/tier 3: a yes takes the target’s name and a one-time code/);
  });

  it('locks after five wrong codes for 15 minutes, which stands in the timeline', async () => {
    const { id, incident } = await waiting({ proposal: { ...tier3(), expiresAt: new Date(Date.parse(soon()) + 3_600_000).toISOString() } });
    practice.pass(31_000);
    const wrong = () => sayYes(practice)('button and modal', 'ana.novak', id, 1, { name, code: '000000' });
    for (let tries = 1; tries <= 4; tries++) expect((await wrong()).error).toMatch(/is wrong/);
    expect((await wrong()).error).toMatch(/none of yours is looked at for 15 minutes/);
    expect((await yes('button and modal', 'ana.novak', id, { name, code: code('ana.novak') })).error).toMatch(/looked at until/);
    const whys = (await practice.store.timeline(incident)).map(({ payload }) => ('why' in payload ? payload.why : ''));
    expect(whys).toContainEqual(expect.stringContaining('none of yours is looked at for 15 minutes'));
    practice.pass(15 * 60_000);
    expect((await sayYes(practice)('button and modal', 'ana.novak', id, 1, { name, code: code('ana.novak') })).title).toMatch(/on its way/);
  });
});
