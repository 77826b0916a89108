import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../src/core/timeline.ts';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith, messageWithButton, statusOfAlex } from '../../src/workspace/demo/stage.ts';
import type { ActingPerson } from '../../src/workspace/slack/acting-person.ts';
import { answerTo, openStage, playTakeover, type Stage, settled } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  const third = (yaml: string) => yaml.replace('roles: [manager]', 'roles: [manager, approver]');
  stage = await openStage({ team: { 'people.yml': third } });
  await playTakeover(stage);
});
afterAll(() => stage.close());

const events = () => stage.store.timeline(stage.incident);
const about = async (proposal: string, type: TimelineEvent['type']) =>
  (await events()).filter((event) => event.type === type && 'proposal' in event.payload && event.payload.proposal === proposal);
const stateOf = async (proposal: string) => (await stage.store.get('proposal', proposal))?.state;
const approve = (person: ActingPerson, proposal: string) => answerTo(person, stage.channel, `/contain approve ${proposal} I have looked at it.`);
const requests = (system: string, method: string) => stage.practice.range.requests.filter((sent) => sent.system === system && sent.method === method);
const suspensions = () => requests('okta', 'POST').filter(({ path }) => path.endsWith('/lifecycle/suspend'));

/** A yes that does not count: said in words, written down, and nothing else changed. */
async function isRefused(answer: Promise<string>, proposal: string, words: RegExp): Promise<void> {
  const before = (await about(proposal, 'containment.refused')).length;
  const state = await stateOf(proposal);
  expect(await answer).toMatch(words);
  expect(await about(proposal, 'containment.refused')).toHaveLength(before + 1);
  expect(await stateOf(proposal)).toBe(state);
}

/** Mira proposes to block an address that nobody named before. Returns the proposal's id. */
async function proposedByMira(address: string): Promise<string> {
  const answer = await answerTo(stage.mira, stage.channel, `/contain propose block-ip ${address}`);
  const id = /P-\d+/.exec(answer)?.[0];
  if (id === undefined) throw new Error(`No proposal came of it: ${answer}`);
  return id;
}

describe('a yes', () => {
  it('to one’s own proposal does not count, and somebody else’s does', async () => {
    const id = await proposedByMira('192.0.2.77');
    await isRefused(approve(stage.mira, id), id, /proposed it yourself/);
    expect(await approve(stage.jonas, id)).toMatch(/approved and on its way/);
    await eventually(stage, async () => (await stateOf(id)) === 'done', 'it did not run');
  });

  it('of somebody without the role does not count, whatever else they may do', async () => {
    await stage.restart({ 'people.yml': (yaml) => yaml.replace('roles: [manager, approver]', 'roles: [manager]') });
    await isRefused(approve(stage.priya, 'P-1'), 'P-1', /takes the role approver/);
    await stage.restart({ 'people.yml': (yaml) => yaml.replace('roles: [manager]', 'roles: [manager, approver]') });
  });

  it('of the same person counts once', async () => {
    expect(await approve(stage.mira, 'P-1')).toMatch(/1 of 2/);
    await isRefused(approve(stage.mira, 'P-1'), 'P-1', /two different people.*These people may approve: Jonas Lind, Priya Raman\./s);
    expect(await about('P-1', 'containment.approved')).toHaveLength(1);
    expect(statusOfAlex(stage.practice)).toBe('ACTIVE');
  });

  it('that is counted finds no form again: what is still needed stands there, and who may give it', async () => {
    const { message, button } = await eventually(stage, () => messageWithButton(stage.mira, stage.channel, /^Approve: suspend/), 'no button');
    await stage.mira.click(message, button);
    const modal = await eventually(stage, () => stage.mira.modal(), 'no form');
    expect(JSON.stringify(modal)).toMatch(
      /Your yes to P-1 counts: 1 of 2.*1 more person has to approve.*These people may approve: Jonas Lind, Priya Raman\./,
    );
    expect(modal.submit).toBeNull();
  });

  it('that is refused again and again is answered each time and written down once', async () => {
    const before = (await about('P-1', 'containment.refused')).length;
    for (let press = 0; press < 5; press++) expect(await approve(stage.mira, 'P-1')).toMatch(/two different people/);
    expect(await about('P-1', 'containment.refused')).toHaveLength(before);
  });

  it('of two people at the same moment runs it once; the later one is told', async () => {
    const refused = (await about('P-1', 'containment.refused')).length;
    const answers = await Promise.all([approve(stage.jonas, 'P-1'), approve(stage.priya, 'P-1')]);
    expect(answers.filter((answer) => /approved and on its way/.test(answer))).toHaveLength(1);
    expect(answers.filter((answer) => /a further yes changes nothing/.test(answer))).toHaveLength(1);
    await eventually(stage, () => statusOfAlex(stage.practice) === 'SUSPENDED', 'Alex is not suspended');
    await eventually(stage, () => settled(stage), 'something still waits');
    expect(suspensions()).toHaveLength(1);
    expect(await about('P-1', 'containment.done')).toHaveLength(1);
    expect(await about('P-1', 'containment.refused')).toHaveLength(refused + 1);
  });

  it('clicked five times counts once, and each click is answered', async () => {
    const { message, button } = await eventually(stage, () => messageWithButton(stage.mira, stage.channel, /^Contain: block 203/), 'no button');
    const opened = await Promise.all(Array.from({ length: 5 }, () => stage.mira.click(message, button)));
    const modals = [...new Map(opened.map(({ modal }) => [modal?.id, modal])).values()].filter((modal) => modal !== undefined);
    expect(modals.length).toBeGreaterThan(0);
    const before = requests('cloudflare', 'POST').length;
    for (const modal of modals) {
      const { answers, modal: left, problem } = await stage.mira.submit(modal, { reason: 'It keeps guessing.' }, { answerWithin: 10_000 });
      expect([...answers.map(wordsOf), left && wordsOf(left), problem].join('')).not.toBe('');
    }
    await eventually(stage, async () => (await stateOf('P-3')) === 'done', 'it did not run');
    await eventually(stage, () => settled(stage), 'something still waits');
    expect(await about('P-3', 'containment.approved')).toHaveLength(1);
    expect(requests('cloudflare', 'POST')).toHaveLength(before + 1);
  });

  it('that Slack delivers twice counts once', async () => {
    stage.practice.slack.control.faults.sendTwice(1);
    await approve(stage.mira, 'P-2');
    await eventually(stage, async () => (await stateOf('P-2')) === 'done', 'it did not run');
    expect(await about('P-2', 'containment.approved')).toHaveLength(1);
    expect(requests('okta', 'DELETE')).toHaveLength(1);
  });

  it('to what was denied does not count: one no is enough', async () => {
    expect(await answerTo(stage.jonas, stage.channel, '/contain deny P-4 The bucket is meant to be public.')).toMatch(/P-4 is denied/);
    await isRefused(approve(stage.mira, 'P-4'), 'P-4', /denied already/);
    const card = () => messageWith(stage.mira, stage.channel, 'P-4', /Denied: nothing was done/);
    await eventually(stage, card, 'the card does not say that it was denied');
    expect(requests('aws', 'PUT')).toHaveLength(0);
  });

  it('is to what it said then: once changed, by the form on the card, it says something else and waits anew', async () => {
    const id = await proposedByMira('192.0.2.81');
    const onItsCard = () => {
      const found = messageWithButton(stage.mira, stage.channel, /^Change…$/);
      return found && wordsOf(found.message).includes(id) ? found : undefined;
    };
    const found = await eventually(stage, onItsCard, 'no button to change it');
    const { modal } = await stage.mira.click(found.message, found.button);
    if (modal === undefined) throw new Error('no form');
    const wrong = await stage.mira.submit(modal, { params: 'mode=gently', reason: 'Many people share it.' });
    expect(JSON.stringify(wrong)).toMatch(/mode: /);
    await stage.mira.submit(modal, { params: 'mode=managed_challenge', reason: 'Many people share it.' });
    await eventually(stage, async () => (await stage.store.get('proposal', id))?.edition === 2, 'it was not changed');
    expect(await about(id, 'containment.edited')).toMatchObject([{ payload: { edition: 2, params: { mode: 'managed_challenge' }, voided: 0 } }]);
    await isRefused(approve(stage.mira, id), id, /proposed it yourself/);
    await approve(stage.jonas, id);
    await eventually(stage, async () => (await stateOf(id)) === 'done', 'it did not run');
    expect(stage.practice.range.inspect.cloudflare.rules.find(({ configuration }) => configuration.value === '192.0.2.81')?.mode).toBe(
      'managed_challenge',
    );
    expect(await answerTo(stage.mira, stage.channel, `/contain edit ${id} target 192.0.2.82 The other one`)).toMatch(
      /is done: it can no longer be changed/,
    );
  });

  it('to what was proposed under another policy does not count', async () => {
    const id = await proposedByMira('192.0.2.78');
    await stage.restart({ 'policy.yml': (yaml) => yaml.replace('expiryMinutes: 15', 'expiryMinutes: 0.03') });
    await isRefused(approve(stage.jonas, id), id, /policy has changed/i);
    expect(await proposedByMira('192.0.2.78')).not.toBe(id);
  });

  it('to what has expired does not count: expiry means no', async () => {
    const id = await proposedByMira('192.0.2.79');
    const card = () => messageWith(stage.mira, stage.channel, id, /Expired: nothing was done/);
    await eventually(stage, card, 'the card does not say that it expired');
    await isRefused(approve(stage.jonas, id), id, /expired/);
    await eventually(stage, async () => (await about(id, 'containment.expired')).length === 1, 'the expiry is not recorded');
  });
});

it('every refusal can be read in the timeline by whoever may read the case, with the name of who tried', async () => {
  const pages: string[] = [];
  for (const page of [1, 2, 3, 4, 5]) pages.push(await answerTo(stage.priya, 'general', `/timeline ${stage.incident} ${page}`));
  expect(pages.join('\n')).toMatch(/Mira Okafor/);
  expect((await events()).filter(({ type }) => type === 'containment.refused').map(({ by }) => by.name)).toEqual(
    expect.arrayContaining(['Mira Okafor', 'Jonas Lind', 'Priya Raman']),
  );
});
