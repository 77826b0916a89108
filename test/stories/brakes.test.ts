import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';
import { firebreak } from './terminal.ts';

const alerts = 'security-alerts';
const addresses = Array.from({ length: 6 }, (_, index) => `203.0.113.${index + 101}`);

let stage: Stage;
/** Proposals of the story and those that Jonas has made: ids by what they are about. */
const blocks: string[] = [];

beforeAll(async () => {
  stage = await openStage({
    team: {
      // Mira also types at the terminal of this machine; the caps let two blocks through in ten minutes.
      'people.yml': (yaml) =>
        yaml
          .replace('email: mira@acme.example', `email: mira@acme.example\n    uid: ${userInfo().uid}`)
          .replace('roles: [approver]', 'roles: [analyst, approver]'),
      'policy.yml': (yaml) => yaml.replace(/each: .*/, 'each: { per10Minutes: 2, perHour: 50, percentPerDay: 50 }'),
    },
  });
  await playTakeover(stage);
  for (const address of addresses) {
    const answer = await answerTo(stage.jonas, stage.channel, `/contain propose block-ip ${address}`);
    const id = /P-\d+/.exec(answer)?.[0];
    if (id === undefined) throw new Error(`No proposal came of it: ${answer}`);
    blocks.push(id);
  }
});
afterAll(() => stage.close());

const calls = () => stage.practice.range.requests.filter(({ system, method }) => system === 'cloudflare' && method !== 'GET');
const events = async (type: string) => (await stage.store.timeline(stage.incident)).filter((event) => event.type === type);
const approve = (id: string) => answerTo(stage.mira, stage.channel, `/contain approve ${id} It is the attacker.`);
const standing = (id: string, state: Proposal['state']) =>
  eventually(
    stage,
    async () => {
      const proposal = await stage.store.get('proposal', id);
      return proposal?.state === state && proposal;
    },
    `${id} is not ${state}`,
  );
const held = (id: string) =>
  eventually(
    stage,
    async () => {
      const proposal = await stage.store.get('proposal', id);
      return proposal?.hold ? proposal : undefined;
    },
    `${id} is not held`,
  );
const card = (id: string) =>
  wordsOf(
    messageWith(stage.mira, stage.channel, `${id} ·`) ??
      (() => {
        throw new Error(`no card of ${id}`);
      })(),
  );

describe('a freeze', () => {
  it('is for those who work on incidents, and not for whom one is about', async () => {
    expect(await answerTo(stage.olu, 'general', '/contain freeze')).toMatch(/for analysts/);
    expect(await stage.store.get('brake', 'freeze')).toBeUndefined();
  });

  it('from the terminal stops everything at once in the bot’s own process, and says so loudly', async () => {
    const { code, out } = await firebreak(stage.environment, 'freeze', 'We want to look first');
    expect(code).toBe(0);
    expect(out).toMatch(/All containments are frozen/);
    await eventually(
      stage,
      () => messageWith(stage.mira, alerts, 'All containments are frozen', 'Mira Okafor', 'We want to look first'),
      'no message',
    );
    await eventually(stage, () => /frozen.*We want to look first/s.test(card('P-1')), 'the card says nothing');
    await eventually(
      stage,
      () => messageWith(stage.mira, alerts, 'Account takeover', 'All containments are frozen'),
      'the incident’s card says nothing',
    );
    expect(await events('brake.pulled')).toMatchObject([{ by: { id: 'mira.okafor' }, payload: { brake: 'freeze' } }]);
    expect(await answerTo(stage.mira, 'general', '/contain')).toMatch(/All containments are frozen/);
  });

  it('lets approvals be recorded, and nothing runs', async () => {
    expect(await approve(blocks[0] ?? '')).toMatch(/is approved/);
    const { state, approvals, hold } = await held(blocks[0] ?? '');
    expect({ state, approvals: approvals.length }).toEqual({ state: 'approved', approvals: 1 });
    expect(hold?.why).toMatch(/Mira Okafor froze all containments \(We want to look first\)/);
    await eventually(stage, () => /Approved, but held/.test(card(blocks[0] ?? '')), 'the card does not say that it is held');
    expect(calls()).toEqual([]);
  });

  it('outlives a restart', async () => {
    await stage.restart();
    await approve(blocks[1] ?? '');
    await held(blocks[1] ?? '');
    expect(calls()).toEqual([]);
  });

  it('is lifted by an approver with a reason, and what was approved meanwhile then runs', async () => {
    expect(await answerTo(stage.mira, 'general', '/contain unfreeze')).toMatch(new RegExp(`this runs at once.*${blocks[0]}.*${blocks[1]}`, 's'));
    expect(await answerTo(stage.priya, 'general', '/contain unfreeze It is fine.')).toMatch(/takes the role approver/);
    expect(await answerTo(stage.jonas, 'general', '/contain unfreeze It is fine.')).toMatch(/freeze is lifted/);
    await standing(blocks[0] ?? '', 'done');
    await standing(blocks[1] ?? '', 'done');
    expect(calls()).toHaveLength(2);
    await eventually(
      stage,
      () => messageWith(stage.mira, alerts, 'The freeze is lifted', 'Jonas Lind', 'It is fine.'),
      'the message still says frozen',
    );
    await eventually(stage, () => messageWith(stage.mira, alerts, 'All containments are frozen') === undefined, 'something still says frozen');
  });

  it('leaves undo possible', async () => {
    await answerTo(stage.mira, 'general', '/contain freeze Once more.');
    expect(await answerTo(stage.mira, stage.channel, `/contain undo ${blocks[0]} It was a partner.`)).toMatch(/being taken back/);
    await standing(blocks[0] ?? '', 'undone');
    await answerTo(stage.mira, 'general', '/contain unfreeze Enough.');
  });
});

describe('a cap', () => {
  it('holds what is beyond it, says until when, and an undo gives no room', async () => {
    await approve(blocks[2] ?? '');
    const { state, hold } = await held(blocks[2] ?? '');
    expect(state).toBe('approved');
    expect(hold?.why).toMatch(/The cap of 2 × block-ip in 10 minutes is reached \(2 now\)\./);
    expect(Date.parse(hold?.until ?? '')).toBeGreaterThan(Date.now());
    expect(await events('containment.held')).toContainEqual(
      expect.objectContaining({ payload: expect.objectContaining({ by: 'cap', proposal: blocks[2] }) }),
    );
    expect(await answerTo(stage.mira, stage.channel, `/contain explain ${blocks[2]}`)).toMatch(/2 of 2 block-ip in 10 minutes, full/);
  });

  it('of one action holds no other up', async () => {
    await approve('P-2');
    await standing('P-2', 'done');
  });

  it('that is met again and again opens the breaker, which a person closes with a reason', async () => {
    await approve(blocks[3] ?? '');
    await approve(blocks[4] ?? '');
    await eventually(stage, () => messageWith(stage.mira, alerts, 'The breaker is open', '3 containments came to a cap'), 'no message');
    expect(await events('brake.pulled')).toContainEqual(
      expect.objectContaining({ by: expect.objectContaining({ kind: 'bot' }), payload: expect.objectContaining({ brake: 'breaker' }) }),
    );
    expect(await answerTo(stage.jonas, 'general', '/contain close-breaker I have looked at all three.')).toMatch(/The breaker is closed/);
    await eventually(stage, () => messageWith(stage.mira, alerts, 'The breaker is closed', 'Jonas Lind'), 'the message still says open');
    await approve(blocks[5] ?? '');
    await held(blocks[5] ?? '');
    expect((await stage.store.get('brake', 'breaker'))?.released).toMatchObject({ by: { id: 'jonas.lind' }, reason: 'I have looked at all three.' });
  });
});

it('every hand on a brake stands in the one chain, which still holds', async () => {
  expect((await stage.store.verify()).firstBreak).toBeNull();
});
