import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain } from '../../src/core/text.ts';
import type { TimelineEvent } from '../../src/core/timeline.ts';
import { sentenceOf } from '../../src/core/timeline-sentences.ts';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import type { PageMessage } from '../../src/workspace/page-api.ts';
import { sampleIncident } from '../storage/samples.ts';
import { type Practice, startPractice } from './practice.ts';

const picture = Buffer.from('not really a picture, but bytes');
const sha256 = createHash('sha256').update(picture).digest('hex');

let practice: Practice;
let channel: string;
const as = (person: string) => practice.slack.control.as(person);
beforeAll(async () => {
  practice = await startPractice();
  await practice.keep({ incident: sampleIncident('INC-1', { shown: { card: true, ticket: false, channel: true } }) });
  await practice.deliver('card:INC-1', 'channel:INC-1');
  channel = (await practice.mirror('channel:INC-1')).channel ?? '';
});
afterAll(() => practice.close());

async function written(
  person: string,
  text: string,
  options: { readonly place?: string; readonly thread?: string; readonly picture?: boolean } = {},
) {
  const { place = channel, thread } = options;
  const files = options.picture ? [{ name: 'console <b>.png', mimetype: 'image/png', contentBase64: picture.toString('base64') }] : undefined;
  const { ts } = await as(person).say(place, text, { answerWithin: 0, ...(thread !== undefined && { thread }), ...(files && { files }) });
  return theMessage(person, place, ts ?? '');
}

function theMessage(person: string, place: string, ts: string): PageMessage {
  const found = as(person)
    .messages(place)
    .find((message) => message.ts === ts);
  if (found === undefined) throw new Error('it was not written');
  return found;
}

type Message = Extract<TimelineEvent, { type: `message.${string}` }>;
const aboutMessages = async () => (await practice.store.timeline('INC-1')).filter((event): event is Message => event.type.startsWith('message.'));
const told = async () => (await aboutMessages()).map((event) => plain(sentenceOf(event, practice.bot.files.team.nameOf)));
const newest = (count: number) =>
  practice.slack.control.waitFor(async () => ((await aboutMessages()).length >= count ? (await aboutMessages()).at(-1) : undefined), {
    what: `message event ${count}`,
  });

describe('a message that somebody marks with 📌', () => {
  let message: PageMessage;

  it('stands in the timeline at the time when it was written, with names, ids, link, and the hash of its picture', async () => {
    message = await written('ben', 'Ask @alex and @security: https://evil.example <!channel> & key', { picture: true });
    const { answers } = await as('ana').react(message, 'pushpin', { answerWithin: 3000 });
    const event = await newest(1);

    expect(answers.map(wordsOf).join()).toContain('Added to the timeline of INC-1');
    expect(answers.map((one) => [one.channel, one.ephemeral])).toEqual([[channel, true]]);
    expect(event).toMatchObject({
      type: 'message.added',
      by: { id: 'ana.novak' },
      happenedAt: new Date(Number(message.ts) * 1000).toISOString(),
      payload: {
        channel,
        ts: message.ts,
        channelName: 'inc-1',
        author: { id: 'U0APPROVER' },
        exact: true,
        permalink: expect.stringContaining(`/archives/${channel}/p${message.ts.replace('.', '')}`),
        files: [{ mimetype: 'image/png', size: picture.length, sha256 }],
      },
    });
    expect((await told())[0]).toMatch(
      /^Ana Novak added what Ben Okafor wrote in #inc-1: “Ask @Alex Kim and @Security team: hxxps:\/\/evil\[\.\]example/,
    );
    const { named } = event?.type === 'message.added' ? event.payload : { named: [] };
    expect(named.map(({ id, name }) => [id, name.raw()])).toContainEqual(['U0SUSPECT', 'Alex Kim']);
  });

  it('is added once, however many people mark it, and whoever uses the menu', async () => {
    await as('ben').react(message, 'pushpin', { answerWithin: 2000 });
    const { modal } = await as('ana').shortcut('add-to-timeline', message);
    const { answers } = await as('ana').submit(modal ?? fail(), { incident: 'INC-1' });

    expect(answers.map(wordsOf).join()).toContain('stands in the timeline of INC-1 already');
    expect(await aboutMessages()).toHaveLength(1);
  });

  it('leaves what it said when it is changed, which is another event', async () => {
    await as('ben').edit(message, 'Never mind.');
    const event = await newest(2);

    expect(event).toMatchObject({ type: 'message.edited', by: { id: 'ben.okafor' } });
    expect((await told())[1]).toMatch(/^Ben Okafor changed the message of #\d+ in Slack\. It says now: “Never mind\.”$/);
    expect((await told())[0]).toContain('Ask @Alex Kim');
  });

  it('stays when the mark is taken off by whoever set it, which is another event, and of nobody else', async () => {
    await as('ben').unreact(message, 'pushpin');
    await as('ana').unreact(message, 'pushpin');

    expect(await newest(3)).toMatchObject({ type: 'message.unpinned', by: { id: 'ana.novak' } });
  });

  it('stays when it is deleted, also after the incident was closed', async () => {
    const incident = await practice.store.get('incident', 'INC-1');
    if (incident) await practice.keep({ incident: { ...incident, phase: 'closed', revision: incident.revision + 1 } });
    await as('ben').remove(message);

    expect(await newest(4)).toMatchObject({ type: 'message.deleted', by: { id: 'firebreak' } });
    expect((await told())[3]).toMatch(/^The message of #\d+ was deleted in Slack\. What it said stays there\.$/);
    if (incident) await practice.keep({ incident: { ...incident, revision: incident.revision + 2 } });
  });
});

describe('other messages', () => {
  it('are not added when they stand elsewhere, are marked otherwise, or by somebody who may only read', async () => {
    const before = (await practice.store.timeline('INC-1')).length;
    const elsewhere = await written('ana', 'Lunch?', { place: '#general' });
    await as('ana').react(elsewhere, 'pushpin', { answerWithin: 300 });
    const here = await written('ana', 'Look at this.');
    await as('ana').react(here, 'eyes', { answerWithin: 300 });
    const { answers } = await as('mia').react(here, 'pushpin', { answerWithin: 3000 });
    await as('ana').edit(here, 'Look at that.');

    expect(answers.map(wordsOf).join()).toContain('is for analysts');
    expect(await practice.store.timeline('INC-1')).toHaveLength(before);
  });

  it('are added from the thread under the card', async () => {
    const card = await practice.mirror('card:INC-1');
    const reply = await written('ana', 'The phone was off.', { place: card.channel ?? '', thread: card.ts ?? '' });
    await as('ana').react(reply, 'pushpin', { answerWithin: 3000 });

    expect(await newest(5)).toMatchObject({ type: 'message.added', payload: { channelName: 'security-alerts' } });
  });

  it('are added by the menu from where the bot is not, as whoever adds them says', async () => {
    const secret = practice.slack.control.channels().find(({ members, kind }) => kind !== 'direct' && !members.includes('U0FIREBREAK'));
    if (secret === undefined) throw new Error('the bot is everywhere');
    const message = await written('ana', 'From another room.', { place: secret.id });
    const { modal } = await as('ana').shortcut('add-to-timeline', message);
    await as('ana').submit(modal ?? fail(), { incident: 'INC-1' });

    expect(await newest(6)).toMatchObject({ type: 'message.added', payload: { exact: false, permalink: null } });
    expect((await told())[5]).toContain('in their own words: “From another room.”');
  });

  it('have no hash where the bot may not read files', async () => {
    practice.slack.control.grantScopes([...new Set(['chat:write', 'groups:history', 'users:read', 'groups:read', 'reactions:read'])]);
    const message = await written('ben', 'Another picture.', { picture: true });
    await as('ana').react(message, 'pushpin', { answerWithin: 3000 });
    const event = await newest(7);
    practice.slack.control.grantScopes(undefined);

    expect(event).toMatchObject({ payload: { files: [{ size: picture.length, sha256: null }] } });
    expect((await told())[6]).toContain('(31 bytes, not read)');
  });
});

function fail(): never {
  throw new Error('no form was opened');
}
