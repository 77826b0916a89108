import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { caseOf } from '../../src/flows/read-case.ts';
import { containmentSteps } from '../../src/workspace/demo/containment-steps.ts';
import { detectionSteps } from '../../src/workspace/demo/detection-steps.ts';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, page } from '../../src/workspace/demo/stage.ts';
import { misquoted } from './cited.ts';
import { answerTo, openStage, type Stage } from './stage.ts';

/** Everything that can be looked up, with a word that the answer has to hold. */
const lookUps = [
  ['an address', '203.0.113.7', /AbuseIPDB|Romania|RO/],
  ['a defanged domain', 'login.evil[.]example', /domain/],
  ['a hash', '44d88612fea8a8f36de82e1278abb02f', /hash/],
  ['a URL', 'hxxps://evil.example/kit', /url/],
  ['an e-mail address', 'alex@acme.example', /Alex Kim/],
  ['a user', 'user:alex', /Alex Kim/],
  ['a host', 'host:web-1', /host/],
] as const;

// The demo acts the story; here each of its steps is a sentence. What the demo does not look at stands between.
describe.each(['socket', 'http'] as const)('the account takeover, Slack in %s mode', (mode) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ mode });
  });
  afterAll(() => stage.close());

  // At every step of the story: no report may say a number that the events it cites do not say.
  afterEach(async () => {
    const incident = stage.incident === '' ? undefined : await stage.store.get('incident', stage.incident);
    if (incident !== undefined)
      expect(misquoted(await caseOf(stage.house.bot, incident), stage.house.bot.files, new Date().toISOString())).toEqual([]);
  });

  const [, ...detection] = detectionSteps;
  for (const { title, check } of detection) it(title, async () => void (await check(stage)));

  it('stands first in the queue', async () => {
    const queue = await answerTo(stage.mira, 'general', '/triage');
    expect(queue).toMatch(/1 open incident/);
    expect(queue).toContain(stage.incident);
    expect(queue).toContain('Account takeover of Alex Kim');
  });

  it('explains its score line by line', async () => {
    const why = await answerTo(stage.mira, 'general', `/triage ${stage.incident} why`);
    expect(why).toMatch(/\+\d+\.\d/);
    expect(why).toMatch(/A login succeeds after five or more failures/);
  });

  it.each(lookUps)('looks up %s', async (_what, typed, word) => {
    const answer = await answerTo(stage.mira, 'general', `/enrich ${typed}`);
    expect(answer).toMatch(word);
    expect(answer).toMatch(/nobody calls it hostile|called hostile by /);
    expect(await stage.store.timeline(stage.incident).then((events) => events.some(({ type }) => type === 'observable.attached'))).toBe(false);
  });

  it('attaches what is looked up in its channel', async () => {
    expect(await answerTo(stage.mira, stage.channel, '/triage login.evil[.]example')).toContain(`Attached to ${stage.incident}`);
    const attached = (await stage.store.timeline(stage.incident)).find(({ type }) => type === 'observable.attached');
    expect(attached?.by.name).toBe('Mira Okafor');
    expect(await answerTo(stage.mira, 'general', `/triage ${stage.incident}`)).toContain('login[.]evil[.]example');
  });

  for (const { title, check } of containmentSteps) it(title, async () => void (await check(stage)));

  it('is told on the ticket: what was contained and undone, by whom, and that it is over', async () => {
    const drawn = async () => {
      const { waiting, ambiguous } = (await stage.store.backlog()).outbox;
      return waiting + ambiguous === 0;
    };
    await eventually(stage, drawn, 'Something still waits to be drawn.');
    const ticket = stage.practice.range.inspect.jira.issues.find(({ key }) => key === stage.ticket);
    const comments = ticket?.comments.map(({ body }) => JSON.stringify(body)) ?? [];
    expect(comments.filter((text) => text.includes('Contained: suspend'))).toHaveLength(1);
    expect(comments.filter((text) => text.includes('Undone: suspend'))).toHaveLength(1);
    expect(comments.join()).toContain('Jonas Lind');
    await eventually(stage, async () => (await stage.store.timeline(stage.incident)).some(({ type }) => type === 'ticket.moved'), 'not moved');
  });

  it('ends with a report in which every line cites an event that exists', async () => {
    const existing = new Set((await stage.store.timeline(stage.incident)).map(({ seq }) => seq));
    const markdown = await page(stage, `/incidents/${stage.incident}/report.md`);
    const lines = markdown.text.split('\n').filter((line) => line.startsWith('- '));
    expect(lines.length).toBeGreaterThan(30);
    for (const line of lines) {
      const cited = [...line.matchAll(/ \[#(\d+)\]/g)].map(([, seq]) => Number(seq));
      expect(cited, line).not.toEqual([]);
      for (const seq of cited) expect(existing, line).toContain(seq);
    }
    const html = (await page(stage, `/incidents/${stage.incident}`)).text;
    const links = [...html.matchAll(/href="#(event-\d+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(30);
    for (const id of links) expect(html).toContain(`id="${id}"`);
  });

  it('has the report as a file in its channel, and a timeline that holds', async () => {
    const message = await eventually(stage, () => stage.mira.messages(stage.channel).find(({ files }) => files.length > 0), 'no report');
    expect(message.files.map(({ name }) => name)).toEqual([`${stage.incident}-picture.png`, `${stage.incident}-report.pdf`]);
    expect(stage.mira.messages(stage.channel).some((said) => wordsOf(said).includes('is closed'))).toBe(true);
    expect(await stage.store.verify()).toMatchObject({ firstBreak: null });
  });
});
