import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/proposal.ts';
import type { EventType } from '../../src/core/timeline.ts';
import { eventually, messageWith, messageWithButton } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, type Stage, settled } from './stage.ts';
import { attack, blocking, byItself, stormSecrets } from './storm.ts';

const alerts = 'security-alerts';
/** Everything is said in the alerts channel: no incident gets one of its own. */
const oneChannel = (yaml: string) => yaml.replace('channel: 70', 'channel: 100');

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    settings: stormSecrets,
    team: {
      'policy.yml': (yaml) => oneChannel(byItself('{ shadowDays: 0, leastCases: 0, cancelSeconds: 3 }')(yaml)),
      'playbooks/storm.yml': blocking,
    },
  });
});
afterAll(() => stage.close());

const changing = () => stage.practice.range.requests.filter(({ system, changes }) => ['okta', 'aws', 'cloudflare'].includes(system) && changes);
const about = (address: string) =>
  eventually(
    stage,
    async () => (await stage.store.proposals({})).find(({ resolved }) => resolved.id === address),
    `nothing is proposed about ${address}`,
  );
const standing = ({ id }: Proposal, state: Proposal['state']) =>
  eventually(
    stage,
    async () => {
      const now = await stage.store.get('proposal', id);
      return now?.state === state && now;
    },
    `${id} is not ${state}`,
  );
/** When the first of each type was recorded about it. */
const happenings = async <Types extends readonly EventType[]>({ id, incident }: Proposal, ...types: Types) => {
  const events = await stage.store.timeline(incident);
  const first = (type: EventType) => events.find((event) => event.type === type && 'proposal' in event.payload && event.payload.proposal === id);
  return types.map((type) => first(type)?.recordedAt ?? '') as { [Index in keyof Types]: string };
};
/** Whatever would have carried it out has had its turn. */
const itsTimeComes = async ({ id }: Proposal) => {
  const { jobs } = await stage.store.backlog();
  await stage.store.commit({ jobs: [{ flow: 'execute-containment', args: { proposal: id } }] });
  await eventually(stage, async () => (await stage.store.backlog()).jobs.waiting <= jobs.waiting, 'its time does not come');
};

describe('what policy lets happen by itself', { timeout: 60_000 }, () => {
  it('happens without anybody, as long after everybody could see and cancel it as policy says', async () => {
    await attack(stage.bot.url, ['203.0.113.201']);
    const proposal = await about('203.0.113.201');
    expect(proposal).toMatchObject({ gate: { verdict: 'automatic' }, approvals: [] });
    await standing(proposal, 'done');
    expect(changing()).toHaveLength(1);
    const [announced, intended] = await happenings(proposal, 'containment.announced', 'containment.intended');
    expect(Date.parse(intended) - Date.parse(announced)).toBeGreaterThanOrEqual(3000);
  });

  it('waits for its message when that comes late', async () => {
    await eventually(stage, () => settled(stage), 'what happened before is not all shown');
    stage.practice.slack.control.faults.add({ method: 'chat.postMessage', mishap: { delayMs: 2000 }, times: 2 });
    await attack(stage.bot.url, ['203.0.113.207']);
    const proposal = await about('203.0.113.207');
    await standing(proposal, 'done');
    const [announced, intended] = await happenings(proposal, 'containment.announced', 'containment.intended');
    expect(Date.parse(announced) - Date.parse(proposal.proposedAt)).toBeGreaterThan(3000);
    expect(Date.parse(intended) - Date.parse(announced)).toBeGreaterThanOrEqual(3000);
    expect(changing()).toHaveLength(2);
  });

  it.each([
    [
      'one source alone',
      async () => attack(stage.bot.url, ['203.0.113.203'], ['suricata'], 1),
      '203.0.113.203',
      /takes alerts from 2 sources with secrets of their own; there is 1/,
    ],
    [
      'two sources with one secret',
      async () => {
        await stage.restart({}, { HOOK_TOKEN_SURICATA: stormSecrets.HOOK_TOKEN_GENERIC });
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${stormSecrets.HOOK_TOKEN_GENERIC}` };
        const seen = [
          {
            timestamp: new Date().toISOString(),
            flow_id: 1,
            event_type: 'alert',
            src_ip: '203.0.113.204',
            alert: { signature_id: 1, severity: 3, source: { ip: '203.0.113.204' } },
          },
        ];
        await fetch(`${stage.bot.url}/hooks/suricata`, { method: 'POST', headers, body: JSON.stringify(seen) });
        await attack(stage.bot.url, ['203.0.113.204'], ['generic']);
      },
      '203.0.113.204',
      /there is 1/,
    ],
  ])('asks a person when it rests on %s', async (_, happen, address, why) => {
    await happen();
    const proposal = await about(address);
    expect(proposal).toMatchObject({ gate: { verdict: 'one-person' }, state: 'proposed' });
    expect(proposal.gate.because.join(' ')).toMatch(why);
  });

  it('asks a person once the breaker is open, also about what was about to happen', async () => {
    await stage.restart();
    await attack(stage.bot.url, ['203.0.113.205']);
    const waiting = await about('203.0.113.205');
    expect(waiting.gate.verdict).toBe('automatic');
    const by = { kind: 'bot', id: 'firebreak', name: 'Firebreak' } as const;
    const pulled = { at: new Date().toISOString(), by, reason: 'the test wants it so' };
    await stage.store.commit({ state: [{ put: 'brake', value: { id: 'breaker', pulled, released: null, revision: 1 } }] });
    const handed = await standing(waiting, 'proposed');
    expect(handed).toMatchObject({ gate: { verdict: 'one-person' }, runsAt: null });
    expect(handed.outcome).toMatch(/The breaker is open.*a person has to approve it/);
    await attack(stage.bot.url, ['203.0.113.206']);
    const other = await about('203.0.113.206');
    expect(other.gate.because.join(' ')).toMatch(/The breaker is open/);
    expect(changing()).toHaveLength(2);
    await answerTo(stage.jonas, 'general', '/contain close-breaker Looked at it.');
    await answerTo(stage.mira, 'general', `/contain approve ${waiting.id} It is the attacker.`);
    await answerTo(stage.mira, 'general', `/contain approve ${other.id} This one, too.`);
    await standing(waiting, 'done');
    await standing(other, 'done');
    expect(changing()).toHaveLength(4);
  });

  it('is given to a person while Slack is away, who finds it in its message later', async () => {
    await stage.restart({ 'policy.yml': (yaml) => yaml.replace('cancelSeconds: 3 }', 'cancelSeconds: 0, seenWithinSeconds: 1 }') });
    const { faults } = stage.practice.slack.control;
    faults.add({ method: 'chat.postMessage', mishap: { drop: 'before' }, times: Number.POSITIVE_INFINITY });
    await attack(stage.bot.url, ['203.0.113.208']);
    const handed = await standing(await about('203.0.113.208'), 'proposed');
    faults.clear();
    const why = /did not reach Slack in time, so nobody could have cancelled it\. It does not happen by itself: a person has to approve it/;
    expect(handed).toMatchObject({ gate: { verdict: 'one-person' }, runsAt: null, outcome: expect.stringMatching(why) });
    const told = (await stage.store.timeline(handed.incident)).find(({ type }) => type === 'containment.held');
    expect(told?.payload).toMatchObject({ proposal: handed.id, by: 'unseen', why: expect.stringMatching(why) });
    await eventually(stage, () => messageWith(stage.mira, alerts, `${handed.id} ·`, 'Waits for 1 person to approve', why), 'it is not shown');
    expect(changing()).toHaveLength(4);
    await answerTo(stage.mira, 'general', `/contain approve ${handed.id} It is the attacker.`);
    await standing(handed, 'done');
  });

  it('says so with the time, and is kept from happening by one press on Cancel', async () => {
    await stage.restart({ 'policy.yml': (yaml) => yaml.replace('cancelSeconds: 0, seenWithinSeconds: 1 }', 'cancelSeconds: 600 }') });
    await attack(stage.bot.url, ['203.0.113.202']);
    const proposal = await about('203.0.113.202');
    const said = [`${proposal.id} ·`, 'Happens by itself unless somebody cancels', /Happens by itself\*?\n.*\d:\d\d/] as const;
    await eventually(stage, () => messageWith(stage.mira, alerts, ...said), 'nobody is told');
    const { message, button } = await eventually(stage, () => messageWithButton(stage.mira, alerts, /^Cancel$/), 'there is no button');
    await stage.mira.click(message, button);
    await standing(proposal, 'denied');
    await itsTimeComes(proposal);
    expect((await stage.store.get('proposal', proposal.id))?.state).toBe('denied');
    expect(changing()).toHaveLength(5);
  });
});

describe('in its shadow period', () => {
  it('it is only said that it would have happened, and kept beside what people decided instead', async () => {
    await stage.restart({
      'policy.yml': (yaml) => yaml.replace(/automatic: \{.*\}/, 'automatic: { shadowDays: 14, leastCases: 2, cancelSeconds: 2 }'),
    });
    await attack(stage.bot.url, ['203.0.113.211', '203.0.113.212', '203.0.113.213']);
    const [first, second, third] = await Promise.all(['203.0.113.211', '203.0.113.212', '203.0.113.213'].map(about));
    if (!first || !second || !third) throw new Error('not all were proposed');
    expect(first).toMatchObject({ gate: { verdict: 'one-person' }, state: 'proposed', shadow: { rule: null } });
    expect(first.gate.because.join(' ')).toMatch(/shadow period: day 0 of 14, people decided 0 of at least 2 cases/);
    await answerTo(stage.mira, 'general', `/contain approve ${first.id} It is the attacker.`);
    await answerTo(stage.mira, 'general', `/contain deny ${second.id} It is a partner.`);
    await standing(first, 'done');
    const shown = await answerTo(stage.mira, 'general', '/contain shadow');
    expect(shown).toMatch(
      /no rule × block-ip:\W+3 since .*: people approved 1, denied 1, let 0 expire\. It is in its shadow period: day 0 of 14, people decided 2 of at least 2 cases/,
    );
  });
});

describe('a dry run', () => {
  it('of one proposal plans, asks and shows, and changes nothing', async () => {
    const before = changing().length;
    const incident = (await stage.store.incidents())[0]?.id;
    const id = /P-\d+/.exec(await answerTo(stage.jonas, 'general', `/contain dry-run block-ip 203.0.113.221 ${incident}`))?.[0] ?? '';
    expect(await answerTo(stage.mira, 'general', `/contain approve ${id} Let us see.`)).not.toMatch(/refused/i);
    const ended = await eventually(
      stage,
      async () => {
        const proposal = await stage.store.get('proposal', id);
        return proposal?.state === 'rehearsed' && proposal;
      },
      `${id} was not rehearsed`,
    );
    expect(ended.outcome).toMatch(/Dry run: nothing was changed\. It would have done this: Cloudflare refuses every request from 203\.0\.113\.221/);
    expect(changing()).toHaveLength(before);
  });

  it('by policy holds for everything, undo included', async () => {
    const before = changing().length;
    const contained = (await stage.store.proposals({ states: ['done'] }))[0];
    await stage.restart({ 'policy.yml': (yaml) => `${yaml}\ndry_run: true\n` });
    await answerTo(stage.mira, 'general', `/contain undo ${contained?.id} It was a partner.`);
    await eventually(
      stage,
      async () => (await stage.store.get('proposal', contained?.id ?? ''))?.outcome?.includes('dry_run'),
      'the undo is not refused',
    );
    await attack(stage.bot.url, ['203.0.113.222']);
    const proposal = await about('203.0.113.222');
    await answerTo(stage.mira, 'general', `/contain approve ${proposal.id} Let us see.`);
    await standing(proposal, 'rehearsed');
    expect(changing()).toHaveLength(before);
  });
});
