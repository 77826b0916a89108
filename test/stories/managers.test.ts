import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOn } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith, page, pressWithReason } from '../../src/workspace/demo/stage.ts';
import type { PageMessage } from '../../src/workspace/page-api.ts';
import { depth } from '../depth.ts';
import { answered, answerTo, openStage, playTakeover, type Stage, settled } from './stage.ts';

/** What an attacker would have a manager read. */
const hostile = '<!channel> *Approved by Mira* <https://evil.example|click> @here';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ team: { 'policy.yml': (yaml) => `${yaml}\ntimezone: Asia/Kolkata\n` } });
  await playTakeover(stage);
}, 60_000);
afterAll(() => stage.close());

const asks = (command: string) => answerTo(stage.priya, stage.channel, command);
/** Presses a button under the last answer that somebody was shown. */
const press = (label: string) => answered(stage.priya, stage.channel, () => stage.priya.click(shown(), { label }, { answerWithin: 0 }));
const shown = (): PageMessage => stage.priya.ephemerals(stage.channel).at(-1) ?? fail();

describe('/timeline INC-1, for a manager', () => {
  it('says on one screen where it stands, its milestones, what is contained until when, and what is open', async () => {
    await pressWithReason(stage, stage.mira, /^Contain: end sessions/, 'They are signed in now.');
    await eventually(stage, () => messageWith(stage.mira, stage.channel, 'P-2 · ', /Done, and cannot be undone/), 'the sessions were not ended');
    await eventually(stage, () => settled(stage), 'something still waits');
    const says = await asks('/timeline INC-1');

    for (const words of [
      'of critical severity',
      'Nobody leads it yet',
      '*Began*',
      '*Detected*',
      '*Acknowledged*',
      '*Contained*',
      '*Key decisions*',
      '*Contained now*',
      '*Open risks*',
      'P-1 (okta-suspend-user',
    ])
      expect(says).toContain(words);
    expect(says).not.toContain('Not contained yet');
    // The date in UTC, and the same on the reader's own clock.
    expect(says).toMatch(/\*Detected\* \d{4}-\d\d-\d\d \d\d:\d\d UTC \(<!date\^\d+\^\{date_short_pretty\} \{time\}\|/);
  });

  it('leads to its events, page by page and back', async () => {
    const first = await press('Events →');
    const second = await press('Next →');
    const back = await press('← Previous');

    expect(first).toMatch(/Events, page 1 of \d/);
    expect(second).toMatch(/Events, page 2 of \d/);
    expect(back).toBe(first);
    expect(buttonsOn(shown())).toEqual(['Summary', 'Next →', 'Share here', 'People', 'Automation', 'Containment', 'Notes']);
  });

  it.each([
    ['People', 'What people did', /Mira Okafor approved/, /Firebreak proposed/],
    ['Automation', 'What the bot did', /okta reported/, /Mira Okafor approved/],
    ['Containment', 'Containment, page 1 of 2', /Mira Okafor approved P-2/, /okta reported|more/],
    ['Notes', 'Notes and messages', /There are none\./, /okta reported/],
  ])('narrows them to %s', async (label, heading, has, hasNot) => {
    const says = await press(label);

    expect(says).toContain(heading);
    expect(says).toMatch(has);
    expect(says).not.toMatch(hasNot);
    await press('Summary');
    await press('Events →');
  });

  it('shows them to everybody in the channel of the incident, and nowhere else', async () => {
    await press('Share here');
    const said = await eventually(stage, () => messageWith(stage.jonas, stage.channel, 'Events, page 1'), 'nobody was shown it');
    expect(said.ephemeral).toBe(false);
    expect(buttonsOn(said)).toEqual([]);

    await answerTo(stage.priya, 'general', '/timeline INC-1');
    const elsewhere = stage.priya.ephemerals('general').at(-1) ?? fail();
    expect(await answered(stage.priya, 'general', () => stage.priya.click(elsewhere, { label: 'Share here' }, { answerWithin: 0 }))).toContain(
      'only in its own channel',
    );
  });
});

describe('what happened before', () => {
  it('can be written down, and stands where it belongs with both times', async () => {
    const said = await answerTo(stage.mira, stage.channel, `/timeline note INC-1 2026-01-02 03:04Z ${hostile}`);
    const event = (await stage.store.timeline('INC-1')).at(-1);

    expect(said).toContain('It stands at 2026-01-02 03:04 UTC');
    expect(event).toMatchObject({ type: 'note.added', happenedAt: '2026-01-02T03:04:00.000Z', payload: { backdated: true } });
    expect(await asks('/timeline INC-1 1')).toMatch(
      /2026-01-02 03:04 UTC \(<!date[^>]*>\), recorded \d+ days later: Mira Okafor wrote down later that this happened/,
    );
  });

  it.each([
    ['2999-01-01 10:00 Not yet', 'lies in the future'],
    ['2026-03-29 02:30 In the night', 'never showed'],
  ])('is refused as %s', async (when, why) => {
    expect(await answerTo(stage.mira, stage.channel, `/timeline note INC-1 ${when}`)).toContain(why);
  });
});

describe('where nobody by name reads', () => {
  it('times stand in UTC, and beside it on the company’s clock', async () => {
    const both = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \([\d: -]+ Asia\/Kolkata\)/;
    const ticket = stage.practice.range.inspect.jira.issues.find(({ key }) => key === stage.ticket);

    expect((await page(stage, '/incidents/INC-1')).text).toMatch(both);
    expect(JSON.stringify(ticket)).toMatch(both);
  });
});

describe('the overviews', () => {
  it('count the week and name the incidents that matter', async () => {
    const says = await asks('/timeline week');

    expect(says).toContain('The last 7 days: 1 incident');
    expect(says).toMatch(/\*INC-1\* Account takeover of Alex Kim \(critical, open\).*, first contained after \d+ s\.\n/);
    expect(await asks('/timeline 30d')).toContain('The last 30 days: 1 incident');
  });

  it('count what holds, which a session that was ended does not', async () => {
    await pressWithReason(stage, stage.mira, /^Contain: block 203/, 'They came from there.');
    await eventually(stage, () => messageWith(stage.mira, stage.channel, 'P-3 · ', /Contained/), 'not contained');

    expect(await asks('/timeline week')).toMatch(/, first contained after \d+ s; 1 containment holds\.\n/);
  });

  it.each(['exec', 'exec INC-1'])('say it in three sentences without jargon: %s', async (form) => {
    const says = await asks(`/timeline ${form}`);

    expect(says).toContain('in three sentences');
    expect(says).toMatch(/Alex Kim\n• .*\n• Payroll exports, which holds restricted data/);
    expect(says).toMatch(/\*INC-1\* Whether to suspend alex@acme\.example\. The offer ends at .* \(P-1\)/);
    expect(says).not.toMatch(/score|proposal|lease|containment|enrich|observable|ATT&amp;CK|severity/i);
  });

  it('tell each person what is new since they last asked, and only once', async () => {
    expect(await asks('/timeline catchup')).toMatch(/New in 1 incident[\s\S]*Mira Okafor approved P-2/);
    expect(await asks('/timeline catchup')).toContain('Nothing new');
    await answerTo(stage.mira, stage.channel, '/incident severity INC-1 high The account is only a test account');
    const says = await asks('/timeline catchup');
    expect(says).toMatch(/Mira Okafor changed the severity from critical to high/);
    expect(says).not.toContain('approved P-2');
    expect(await answerTo(stage.jonas, 'general', '/timeline catchup')).toContain('approved P-2');
  });
});

describe('the hand-over', () => {
  it('names what is open, what waits and until when, what holds, and whom to call', async () => {
    const says = await asks('/timeline handoff');

    for (const words of [
      '*Open incidents*',
      '*Waits for a yes, and until when*',
      'It expires at',
      '*Whom to call*',
      'Who may say yes: Mira Okafor, Jonas Lind',
      'pagerduty, then smtp',
    ])
      expect(says).toContain(words);
  });

  it('is recorded in each open incident, and hands the lead of one’s own over', async () => {
    await answerTo(stage.mira, stage.channel, '/incident take INC-1');
    const says = await answerTo(stage.mira, stage.channel, '/timeline handoff to Jonas Lind');
    const events = (await stage.store.timeline('INC-1')).slice(-2);

    expect(says).toContain('Handed over to Jonas Lind: 1 open incident');
    expect(events).toMatchObject([
      { type: 'shift.handed-over', by: { id: 'mira.okafor' }, payload: { to: { id: 'jonas.lind' }, lead: true } },
      { type: 'incident.taken', payload: { commander: 'jonas.lind', before: 'mira.okafor' } },
    ]);
    expect((await stage.store.get('incident', 'INC-1'))?.commander).toBe('jonas.lind');
    expect(await asks('/timeline INC-1 people')).toContain('Mira Okafor handed the lead from Mira Okafor to Jonas Lind.');
  });

  it.each([
    ['priya.raman', 'is no analyst'],
    ['mira', 'to somebody else'],
    ['nobody.here', 'Nobody in people.yml'],
  ])('is not made to %s', async (whom, why) => {
    expect(await answerTo(stage.mira, stage.channel, `/timeline handoff ${whom}`)).toContain(why);
  });

  it('is not made by whoever may only read', async () => {
    expect(await asks('/timeline handoff jonas.lind')).toContain('is for analysts');
  });
});

describe.skipIf(depth === 'quick')('what attackers write', () => {
  it('stays inert on every one of these screens', async () => {
    await answerTo(stage.mira, stage.channel, `/incident open ${hostile}`);
    await eventually(stage, () => settled(stage), 'something still waits');
    for (const command of [
      '/timeline INC-2',
      '/timeline INC-2 1',
      '/timeline INC-1 notes',
      '/timeline week',
      '/timeline exec',
      '/timeline exec INC-2',
      '/timeline handoff',
      '/timeline catchup',
    ]) {
      const [title, ...rest] = (await asks(command)).split('\n');
      const says = rest.join('\n');

      // In its title Slack reads no markup.
      expect(`${title}\n${says}`, command).toMatch(/Approved by Mira|in three sentences/);
      expect(says, command).not.toMatch(/<!(?!date)|<@|<https:\/\/evil|\*Approved/);
    }
  });
});

function fail(): never {
  throw new Error('there is no answer');
}
