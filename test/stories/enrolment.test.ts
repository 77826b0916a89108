import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, statusOfAlex } from '../../src/workspace/demo/stage.ts';
import { codeAt, enrolmentLink, pageOf, secretOn } from './enrol.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';
import { firebreak, firebreakTyping } from './terminal.ts';

let stage: Stage;
let secret = '';
beforeAll(async () => {
  const uid = (yaml: string) => yaml.replace('    identities: [mira]', `    identities: [mira]\n    uid: ${process.getuid?.()}`);
  stage = await openStage({ team: { 'people.yml': uid } });
  await playTakeover(stage);
});
afterAll(() => stage.close());

const databaseFile = () => (stage.environment.DATABASE_URL ?? '').replace('sqlite:', '');

const typing = (answers: (screen: string) => string, ...words: readonly string[]) => firebreakTyping(stage.environment, answers, ...words);

it('somebody enrols at the terminal, and then says yes there; the card in Slack catches up', async () => {
  const refused = await firebreak(stage.environment, 'contain', 'approve', 'P-1', 'It is not her.');
  expect(refused.error).toMatch(/One-time code/);
  const enrolled = await typing((screen) => {
    secret = /into it: ([A-Z2-7]{32})/.exec(screen)?.[1] ?? '';
    return codeAt(secret);
  }, 'enrol');
  expect(enrolled.out).toMatch(/Your one-time codes count from now on/);
  expect(enrolled.error).toMatch(/▀|█/);

  const approved = await typing(() => codeAt(secret, Date.now() + 30_000), 'contain', 'approve', 'P-1', 'It is not her.');
  expect(approved.out).toMatch(/counts: 1 of 2/);
  expect(await answerTo(stage.jonas, stage.channel, '/contain approve P-1 It is not her.')).toMatch(/on its way/);
  await eventually(stage, () => statusOfAlex(stage.practice) === 'SUSPENDED', 'Alex is not suspended');
  const card = () => stage.mira.messages(stage.channel).find((message) => /Mira Okafor, Jonas Lind/.test(wordsOf(message)));
  await eventually(stage, card, 'the card does not name both');
});

it('the secret stands nowhere as it is, and its key is its owner’s alone', () => {
  for (const end of ['', '-wal']) expect(readFileSync(`${databaseFile()}${end}`, 'latin1')).not.toContain(secret);
  expect(statSync(`${databaseFile()}.key`).mode & 0o077).toBe(0);
});

describe('a link', () => {
  const page = pageOf;

  it('shows a secret once to whoever has it, with no outside resource, and counts from the first code on', async () => {
    const link = await enrolmentLink(stage, 'jonas.lind');
    expect((await fetch(link.replace(/[^/]+$/, ''))).status).toBe(401);
    for (let look = 0; look < 2; look++) expect(await (await page(link)).text()).toMatch(/Jonas Lind/);
    const shown = await page(link, { step: 'show' });
    const html = await shown.text();
    expect(shown.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(html).toMatch(/<svg role="img"/);
    expect(html).not.toMatch(/<script|<img|src=|https?:/);
    expect((await page(link)).status).toBe(404);
    expect((await page(link, { step: 'show' })).status).toBe(404);

    const own = secretOn(html);
    expect(await (await page(link, { step: 'confirm', code: '000000' })).text()).toMatch(/is wrong/);
    expect((await stage.store.get('enrolment', 'jonas.lind'))?.secret).toBeNull();
    expect(await (await page(link, { step: 'confirm', code: codeAt(own) })).text()).toMatch(/count from now on/);
    expect((await stage.store.get('enrolment', 'jonas.lind'))?.secret).not.toBeNull();
    expect((await page(link, { step: 'confirm', code: codeAt(own) })).status).toBe(404);
  });

  it('is the same whether it was used, is too old or never was one, and tells whoever has it what to do', async () => {
    const madeUp = [`jonas.lind/${'a'.repeat(64)}`, `no.body/${'a'.repeat(64)}`].map((rest) => page(`${stage.bot.url}/enrol/${rest}`));
    const answers = await Promise.all(madeUp);
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    const [one, other] = await Promise.all(answers.map((answer) => answer.text()));
    expect(one).toBe(other);
    expect(one).toMatch(/used already, is too old, or never was one.*make a new one/s);
  });

  it('is all that an employee without a role needs', async () => {
    const link = await enrolmentLink(stage, 'olu.ade');
    const own = secretOn(await (await page(link, { step: 'show' })).text());
    expect(await (await page(link, { step: 'confirm', code: codeAt(own) })).text()).toMatch(/count from now on, Olu Ade/);
  });
});
