import { describe, expect, it } from 'vitest';
import { completionsAt, usageOf } from '../../../src/workspace/page/browser/chat/completions.ts';
import { incidentPages } from '../../../src/workspace/page/browser/chat/incident-pages.ts';
import { rowChanges } from '../../../src/workspace/page/browser/range/range-changes.ts';
import { listKey, withChange } from '../../../src/workspace/page/browser/state/conversation-lists.ts';
import { readAnew } from '../../../src/workspace/page/browser/state/read-anew.ts';
import { emojiFor, withEmoji } from '../../../src/workspace/page/browser/text/emoji.ts';
import { spellDate } from '../../../src/workspace/page/browser/text/slack-date.ts';
import type { PageChannel, PageMessage, PagePerson } from '../../../src/workspace/page-api.ts';
import type { RangeState } from '../../../src/workspace/range-api.ts';

const message = (ts: string, fields: Partial<PageMessage> = {}): PageMessage => ({
  channel: 'C1',
  ts,
  user: 'U1',
  text: '',
  blocks: [],
  attachments: [],
  subtype: null,
  thread: null,
  replies: 0,
  repliers: [],
  latestReply: null,
  edited: false,
  ephemeral: false,
  pinned: false,
  reactions: [],
  files: [],
  ...fields,
});

describe('a date of a message', () => {
  const now = new Date('2026-03-14T12:00:00Z');
  const at = Date.parse('2026-03-14T02:11:05Z') / 1000;
  it.each([
    ['{date_num} {time}', 'UTC', '2026-03-14 02:11'],
    ['{date_short_pretty} {time}', 'UTC', 'today 02:11'],
    ['{date_short_pretty} {time}', 'America/New_York', 'yesterday 22:11'],
    ['{time_secs}', 'Asia/Kolkata', '07:41:05'],
    ['{ago}, {nonsense}', 'UTC', '10 hours ago, {nonsense}'],
  ])('%s is read in %s as %s', (format, timezone, spelled) => {
    expect(spellDate(at, format, { timezone, now })).toBe(spelled);
  });
});

describe('emoji', () => {
  it('are known by the names that Slack gives them, and stay names when they are not known', () => {
    expect(withEmoji(':rotating_light: :+1: :constructor: :acme-logo:')).toBe('🚨 👍 :constructor: :acme-logo:');
    expect(emojiFor('toString')).toBe(':toString:');
  });
});

describe('what the composer offers', () => {
  const person = { name: 'mira', realName: 'Mira Okafor', title: 'Analyst', bot: false, deactivated: false } as PagePerson;
  const gone = { ...person, name: 'mike', realName: 'Mike Gone', deactivated: true };
  const room = { name: 'general', kind: 'public', archived: false, topic: '', purpose: '' } as PageChannel;
  const sources = {
    commands: [
      { command: '/triage', description: 'The queue', usageHint: '[INC-1]' },
      { command: '/timeline', description: 'What happened', usageHint: 'INC-1' },
    ],
    people: [person, gone],
    groups: [{ handle: 'security', name: 'Security team' }],
    channels: [room],
  };
  const offered = (text: string, caret = text.length) => completionsAt(text, caret, sources)?.items.map(({ label }) => label);

  it.each([
    ['/', ['/triage', '/timeline']],
    ['/tr', ['/triage']],
    ['/triage I', undefined],
    ['not first /tr', undefined],
    ['hello @mi', ['Mira Okafor']],
    ['hello @oka', ['Mira Okafor']],
    ['@sec', ['Security team']],
    ['mail a@mi', undefined],
    ['in #gen', ['#general']],
    ['in #nowhere', undefined],
  ])('after %j is %j', (text, labels) => {
    expect(offered(text)).toEqual(labels);
  });

  it('looks at the caret, not at the end', () => {
    expect(completionsAt('hi @mi there', 6, sources)).toMatchObject({ from: 3, to: 6 });
  });

  it('shows the usage once the name of a command stands', () => {
    expect(usageOf('/triage INC', sources.commands)?.usageHint).toBe('[INC-1]');
    expect(usageOf('/unknown x', sources.commands)).toBeNull();
  });
});

describe('lists of messages', () => {
  it('take a reply into its thread and not into the channel', () => {
    const lists = { [listKey.channel('C1')]: [message('1')], [listKey.thread('C1', '1')]: [message('1')] };
    const next = withChange(lists, { type: 'message', message: message('2', { thread: '1' }) });
    expect(next[listKey.channel('C1')]?.map(({ ts }) => ts)).toEqual(['1']);
    expect(next[listKey.thread('C1', '1')]?.map(({ ts }) => ts)).toEqual(['1', '2']);
  });

  it('replace what has changed, keep the order, and forget what was deleted', () => {
    const lists = { [listKey.channel('C1')]: [message('9.5'), message('10.5')] };
    const edited = withChange(lists, { type: 'message', message: message('9.5', { edited: true }) });
    expect(edited[listKey.channel('C1')]?.map(({ ts, edited }) => [ts, edited])).toEqual([
      ['9.5', true],
      ['10.5', false],
    ]);
    const rest = withChange(edited, { type: 'message-deleted', channel: 'C1', ts: '9.5', thread: null });
    expect(rest[listKey.channel('C1')]?.map(({ ts }) => ts)).toEqual(['10.5']);
  });

  it('show a pin when it is set and not when it is taken away', () => {
    const lists = { [listKey.pins('C1')]: [] };
    const pinned = withChange(lists, { type: 'message', message: message('1', { pinned: true }) });
    expect(pinned[listKey.pins('C1')]).toHaveLength(1);
    expect(withChange(pinned, { type: 'message', message: message('1') })[listKey.pins('C1')]).toEqual([]);
  });

  it('that nobody has opened are not begun with half of what is in them', () => {
    expect(withChange({}, { type: 'message', message: message('1') })).toEqual({});
  });
});

describe('the pages of incidents', () => {
  it('are found in what the channel links to, the newest first, each once', () => {
    const linked = message('1', { text: '<http://127.0.0.1:3000/incidents/INC-2|INC-2> and <http://127.0.0.1:3000/incidents/INC-10>' });
    expect(incidentPages(undefined, [linked, linked])).toEqual([
      { incident: 'INC-10', url: 'http://127.0.0.1:3000/incidents/INC-10' },
      { incident: 'INC-2', url: 'http://127.0.0.1:3000/incidents/INC-2' },
    ]);
  });
});

describe('changes of the range', () => {
  const range = (state: string, rows = 1): RangeState => ({
    systems: [
      {
        id: 'okta',
        title: 'Okta',
        kind: 'identity provider',
        rows: Array.from({ length: rows }, (_, index) => ({ id: `u${index}`, label: `user ${index}`, state, tone: 'neutral' as const, facts: [] })),
      },
    ],
    story: { running: false, steps: [] },
  });

  it('say what is now and what was before', () => {
    expect(rowChanges(range('active'), range('suspended'))).toEqual([
      { system: 'okta', row: 'u0', before: 'active', sentence: 'Okta: user 0 is suspended, was active' },
    ]);
  });

  it('are none when nothing has changed, and name what is new', () => {
    expect(rowChanges(range('active'), range('active'))).toEqual([]);
    expect(rowChanges(range('active'), range('active', 2)).map(({ sentence }) => sentence)).toEqual(['Okta: user 1 is new, active']);
  });
});

describe('a list that is being read', () => {
  it.each([
    ['while nothing is heard is read once', [0, 0], 1],
    ['while a message is edited is read again, and the newer one stands', [1, 0], 2],
    ['while edit follows edit is read until it is quiet', [1, 2, 0], 3],
  ])('%s', async (_what, editsPerReading, readings) => {
    let edition = 0;
    let heard = 0;
    const shown: number[] = [];
    await readAnew(
      async () => {
        const asOfNow = edition;
        const edits = editsPerReading[shown.length] ?? 0;
        edition += edits;
        heard += edits;
        return asOfNow;
      },
      (found) => shown.push(found),
      () => heard,
      () => true,
    );
    expect(shown).toHaveLength(readings);
    expect(shown.at(-1)).toBe(edition);
  });

  it('is not shown to somebody who came after', async () => {
    const shown: string[] = [];
    let person = 'mira';
    await readAnew(
      async () => {
        person = 'jonas';
        return 'for Mira';
      },
      (found) => shown.push(found),
      () => 0,
      () => person === 'mira',
    );
    expect(shown).toEqual([]);
  });
});
