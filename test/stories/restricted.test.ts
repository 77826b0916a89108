import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../src/compose.ts';
import type { CommandDefinition } from '../../src/kit/knock.ts';
import { loadCatalogue } from '../../src/kit/load.ts';
import { buttonsOn, wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith, page, pressWithReason } from '../../src/workspace/demo/stage.ts';
import { people } from '../../src/workspace/seed.ts';
import type { ActingPerson } from '../../src/workspace/slack/acting-person.ts';
import { times } from '../depth.ts';
import { answerTo, openStage, playTakeover, type Stage, settled } from './stage.ts';

/** Forty words that stand nowhere else in the world, for what people and alerts say about the incident. */
const canaries = Array.from({ length: 40 }, (_, index) => `qx${(index + 11) ** 4}zy`);
const canary = (index: number) => canaries[index] ?? '';

/** What the story itself says about it, besides. */
const telling = /INC-1\b|takeover|suspend alex|payroll|203\.0\.113|203\[\.\]0|AKIA|Romania|inc-1\b/i;

let stage: Stage;
let logged = '';
let catalogue: Awaited<ReturnType<typeof loadCatalogue>>;
const streams = new Map<string, string[]>();
/** Number of the last request to the vendors of before. */
let before = 0;

const readers: readonly (readonly [who: string, person: () => ActingPerson])[] = [
  ['an approver who is not named', () => stage.jonas],
  ['a manager who is not named', () => stage.priya],
  ['a colleague without a role', () => stage.olu],
];

beforeAll(async () => {
  catalogue = await loadCatalogue(root);
  const write = process.stderr.write.bind(process.stderr);
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk, ...rest) => {
    logged += String(chunk);
    return String(chunk).includes(' ERROR') ? write(chunk, ...(rest as [])) : true;
  });
  stage = await openStage({ logLevel: 'debug' });
  await playTakeover(stage);
  await plant();
  await eventually(stage, () => settled(stage), 'something still waits');
  logged = '';
  before = stage.practice.range.requests.at(-1)?.seq ?? 0;
  for (const [who, person] of readers) streams.set(who, listen(person().id));
  await answerTo(stage.mira, stage.channel, `/incident restrict INC-1 mira.okafor Somebody of us may be in it ${canary(36)}`);
  await eventually(stage, () => settled(stage), 'something still waits');
  await goOn();
  await eventually(stage, () => settled(stage), 'something still waits');
}, 60_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await stage.close();
});

/** Puts canaries wherever somebody can write: notes, things named, reasons, messages, files. */
async function plant(): Promise<void> {
  const { mira, channel } = stage;
  const several = (from: number, to: number, between: string) => canaries.slice(from, to).join(between);
  await answerTo(mira, channel, `/timeline note INC-1 Somebody saw ${several(0, 6, ' and ')} there`);
  await answerTo(mira, channel, `/timeline note INC-1 08:15 Somebody saw ${several(6, 12, ' and ')} before`);
  await answerTo(mira, channel, `/triage ${several(12, 16, '-')}.example INC-1`);
  await answerTo(mira, channel, `/triage ${several(16, 20, '-')}.example INC-1`);
  await answerTo(mira, channel, `/triage host:${several(20, 24, '-')} INC-1`);
  const picture = { name: `${several(24, 28, '-')}.png`, mimetype: 'image/png', contentBase64: 'AAAA' };
  const { ts } = await mira.say(channel, `${several(28, 32, ' and ')} were on the screen`, { files: [picture] });
  const message = mira.messages(channel).find((one) => one.ts === ts);
  if (message) await mira.react(message, 'pushpin', { answerWithin: 3000 });
  await answerTo(mira, channel, `/incident severity INC-1 high It is about ${canary(32)}`);
  await answerTo(mira, channel, `/contain deny P-4 Not because of ${canary(33)}`);
  await pressWithReason(stage, mira, /^Contain: end sessions/, `Because of ${canary(34)}`);
  await eventually(stage, () => messageWith(mira, channel, 'P-2 · ', /Done, and cannot be undone/), 'the sessions were not ended');
  await answerTo(mira, channel, `/contain deny P-1 ${canary(35)} is theirs`);
}

/** The work goes on among those who may know. */
async function goOn(): Promise<void> {
  const { mira, channel } = stage;
  await answerTo(mira, channel, `/incident take INC-1`);
  await answerTo(mira, channel, `/timeline note INC-1 Then there was ${canary(37)}`);
  await pressWithReason(stage, mira, /^Contain: block 203/, `For ${canary(38)}`);
  await eventually(stage, () => messageWith(mira, channel, 'P-3 · ', /Contained/), 'not contained');
  await answerTo(mira, channel, `/incident severity INC-1 critical Because of ${canary(39)}`);
}

/** Collects everything that Slack sends to somebody's page from now on. */
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

/** What of the incident stands in a text; nothing, one hopes. */
function leaksIn(text: string): readonly string[] {
  return [...canaries.filter((word) => text.toLowerCase().includes(word)), ...(telling.exec(text) ?? [])];
}

/** Every form of every command, filled in with what would lead to the incident if it could. */
function typed({ id, forms }: CommandDefinition): readonly string[] {
  const given: Readonly<Record<string, string>> = {
    incident: 'INC-1',
    proposal: 'P-3',
    span: '7d',
    person: 'jonas.lind',
    people: 'jonas.lind',
    page: '1',
  };
  const more: Readonly<Record<string, string>> = {
    ...given,
    verdict: 'benign',
    severity: 'low',
    filter: 'all',
    event: '3',
    time: '09:00',
    day: '2026-01-01',
  };
  return forms.flatMap(({ pattern }) => {
    const words = pattern.split(/\s+/).filter((word) => word !== '');
    const filled = words.map((word) => {
      const name = /^\[?<([\w-]+)…?>\]?$/.exec(word)?.[1];
      return name === undefined ? word.replace(/[[\]]/g, '') : (more[name] ?? (word.includes('…') ? 'for a reason' : undefined));
    });
    return filled.includes(undefined) ? [] : [`/${id} ${filled.join(' ')}`.trim()];
  });
}

describe('what is planted', () => {
  it('stands in the record and can be read by whoever is named, so that its absence elsewhere means something', async () => {
    const record = JSON.stringify(await stage.store.timeline('INC-1'));

    expect(canaries.filter((word) => !record.includes(word))).toEqual([]);
    expect(new Set(canaries).size).toBe(40);
    expect(await answerTo(stage.mira, stage.channel, '/timeline INC-1 notes')).toContain(canary(0));
  });
});

describe.each(readers)('%s', (who, person) => {
  it('gets nothing out of any command', async () => {
    // What begins an incident shows that one, and what stops everything stops this story too.
    const all = [...catalogue.commands.values()].flatMap(typed).filter((line) => !/freeze|breaker|incident (open|drill)/.test(line));
    const some = times({ quick: who.startsWith('an approver') ? 2 : 6, ci: 1, deep: 1 });
    const asked = all.filter((_, index) => index % some === 0);
    const leaks: string[] = [];
    for (const line of asked) {
      const says = await answerTo(person(), 'general', line);
      // What somebody has typed is said back to them, and how things are typed is shown with examples; neither is a leak.
      const own = line.split(' ').reduce((text, word) => text.replaceAll(word, ''), says.replace(/`[^`]*`/g, ''));
      const found = leaksIn(own);
      if (found.length > 0 || says === 'Nothing came.') leaks.push(`${line}: ${found.join(', ')} in ${says}`);
    }

    expect(leaks).toEqual([]);
    expect(asked.length).toBeGreaterThan(6);
  }, 120_000);

  it.each([
    '/triage INC-?',
    '/timeline INC-?',
    '/timeline exec INC-?',
    '/incident take INC-?',
    '/timeline note INC-? I was here',
    '/incident unrestrict INC-? I want to know',
  ])('is answered to %s as if there were none', async (command) => {
    const ask = async (id: string) => (await answerTo(person(), 'general', command.replace('INC-?', id))).replaceAll(id, 'INC-?');

    expect(await ask('INC-1')).toBe(await ask('INC-999'));
  });

  it('reads nothing of it in any channel, on Home, or in what Slack sends them', async () => {
    await person().openHome();
    const home = person().home();
    const messages = person()
      .channels()
      .flatMap(({ id }) => person().messages(id))
      .filter(({ ephemeral }) => !ephemeral);

    expect(leaksIn(messages.map(wordsOf).join('\n'))).toEqual([]);
    expect(leaksIn(home === null ? '' : wordsOf(home))).toEqual([]);
    expect(
      person()
        .channels()
        .map(({ name }) => name),
    ).not.toContain(stage.channel);
    expect(canaries.filter((word) => (streams.get(who) ?? []).join('').includes(word))).toEqual([]);
  });
});

describe('in #security-alerts', () => {
  it('a card without a name, a number or a button stands, and nothing else is left', () => {
    const written = stage.jonas.messages('security-alerts').filter(({ subtype }) => subtype === null);

    expect(written.map(wordsOf)).toEqual([expect.stringContaining('An incident is being handled')]);
    expect(written.flatMap(buttonsOn)).toEqual([]);
  });
});

describe('its channel', () => {
  it('holds whoever is named, and the bot', () => {
    const channel = stage.practice.slack.control.channels().find(({ name }) => name === stage.channel);

    expect(channel?.members.toSorted()).toEqual([people.mira, 'U0FIREBREAK'].toSorted());
  });
});

describe('outside of Slack', () => {
  it('no page says anything of it', async () => {
    const params: Readonly<Record<string, string>> = { incident: 'INC-1', sha256: 'abc', name: 'report', form: 'pdf', metric: 'mttr' };
    const pages = [...catalogue.pages.values()].map(({ path }) => path.replace(/:([a-z]\w*)/gi, (_, name: string) => params[name] ?? 'x'));
    const files = ['html', 'pdf', 'csv', 'json', 'md'].map((form) => `/incidents/INC-1/report.${form}`);
    const leaks: string[] = [];
    for (const path of [...pages, ...files, '/incidents/INC-1/picture.svg', '/metrics', '/healthz', '/readyz']) {
      const { text } = await page(stage, path);
      if (leaksIn(text).length > 0) leaks.push(`${path}: ${leaksIn(text).join(', ')}`);
    }

    expect(leaks).toEqual([]);
    expect(pages.length).toBeGreaterThan(4);
  });

  it('its pages are as those of none', async () => {
    for (const path of ['/incidents/INC-?', '/incidents/INC-?/report.md', '/incidents/INC-?/report.pdf', '/incidents/INC-?/evidence/abc']) {
      expect(await page(stage, path.replace('INC-?', 'INC-1'))).toEqual(await page(stage, path.replace('INC-?', 'INC-999')));
    }
  });

  it('its ticket has its number alone, and gets no comment any more', () => {
    const ticket = stage.practice.range.inspect.jira.issues.find(({ key }) => key === stage.ticket);
    const { summary, description } = JSON.parse(JSON.stringify(ticket));
    const requests = stage.practice.range.requests.filter(({ seq, system }) => seq > before && system === 'jira');
    const sent = requests.map(({ body }) => body);

    expect(requests.filter(({ path }) => path.endsWith(`/${stage.ticket}/comment`))).toEqual([]);
    expect(summary).toBe('INC-1: restricted');
    expect(canaries.filter((word) => JSON.stringify(description).includes(word))).toEqual([]);
    expect(sent.flatMap((body) => canaries.filter((word) => body.includes(word)))).toEqual([]);
    expect(sent.join('')).not.toMatch(/takeover|suspend|payroll|203\.0\.113/i);
  });

  it('whoever is woken reads that it is there, and no more', () => {
    const sent = stage.practice.range.requests.filter(({ seq, system }) => seq > before && system === 'pagerduty').map(({ body }) => body);

    expect(sent.length).toBeGreaterThan(0);
    expect(sent.join('')).not.toMatch(/takeover|suspend|payroll|score \d/i);
    expect(sent.flatMap((body) => canaries.filter((word) => body.includes(word)))).toEqual([]);
  });

  it('the log says nothing of what is in it', () => {
    expect(logged.length).toBeGreaterThan(1000);
    expect(canaries.filter((word) => logged.includes(word))).toEqual([]);
    expect(logged).not.toMatch(/takeover of/i);
  });
});

describe('what is remembered', () => {
  it('does not tell in another incident that something was seen in this one', async () => {
    await answerTo(stage.jonas, 'general', '/incident open Something else');
    await answerTo(stage.jonas, 'general', '/triage 203.0.113.7 INC-2');
    await eventually(stage, () => settled(stage), 'something still waits');
    const kept = JSON.stringify([await stage.store.timeline('INC-2'), await stage.store.findings('INC-2')]);

    expect(kept).toContain('203.0.113.7');
    expect(kept).not.toMatch(/INC-1\b|Seen before/);
  });
});

describe('when it is closed', () => {
  it('no figure of anybody moves who is not named, and who is named sees it', async () => {
    const asked = ['/metrics', '/timeline week', '/timeline exec'];
    // When the time was taken, and how long something took until now, differs from answer to answer.
    const figures = async (of: ActingPerson) => {
      const answers: string[] = [];
      for (const line of asked) answers.push((await answerTo(of, 'general', line)).replace(/\d{4}-\d\d-.*?>\)|\d+ (?:s|min)\b/g, ''));
      return answers;
    };
    const former = await figures(stage.priya);
    await answerTo(stage.mira, stage.channel, '/incident close INC-1 true-positive They had the password');
    await eventually(stage, () => settled(stage), 'something still waits');

    expect(await figures(stage.priya)).toEqual(former);
    expect(await answerTo(stage.mira, stage.channel, '/timeline week')).toMatch(/1: 1 true positive/);
  });
});

describe('when the restriction is lifted', () => {
  it('everybody who may read incidents is let in again, and the card says what it is', async () => {
    await answerTo(stage.mira, stage.channel, '/incident unrestrict INC-1 It was nobody of us');
    await eventually(stage, () => settled(stage), 'something still waits');

    expect(await answerTo(stage.priya, 'general', '/timeline INC-1')).toContain('Mira Okafor lifted the restriction: It was nobody of us.');
    expect(stage.jonas.channels().map(({ name }) => name)).toContain(stage.channel);
    expect(stage.jonas.messages('security-alerts').map(wordsOf).join()).toContain('Account takeover of Alex Kim');
  });
});
