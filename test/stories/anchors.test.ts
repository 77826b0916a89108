import { copyFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteIn } from '../../src/core/anchor.ts';
import { readCheckpoint } from '../../src/core/checkpoint.ts';
import { wholeBot } from '../../src/core/timeline.ts';
import { anchorNewest, anchorStates } from '../../src/flows/anchor-checkpoint.ts';
import { makeCheckpoint } from '../../src/flows/make-checkpoint.ts';
import { eventually, messageWith } from '../../src/workspace/demo/stage.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
}, 60_000);
afterAll(() => stage.close());

/** Signs for what stands there now and has it kept, as the schedule does every five minutes; returns over how many events. */
async function sign(media: readonly string[] = ['slack', 'git', 'jira']): Promise<number> {
  const { bot } = stage.house;
  await makeCheckpoint(bot);
  await anchorNewest(bot);
  const size = (await bot.store.newestCheckpoint())?.size ?? 0;
  const arrived = async () => (await anchorStates(bot)).filter((state) => state.size === size).map(({ medium }) => medium);
  await eventually(stage, async () => media.every(async (medium) => (await arrived()).includes(medium)), `not all media have ${size}`);
  await eventually(stage, async () => (await arrived()).length >= media.length, `not all media have ${size}`);
  return size;
}
const note = (words: string) => answerTo(stage.mira, 'general', `/timeline note ${stage.incident} ${words}`);
const readiness = async () => (await (await fetch(`${stage.bot.url}/readyz`)).json()) as { readonly parts: Record<string, string> };
const inRecord = () => {
  const { control } = stage.practice.slack;
  const channel = control.channels().find(({ name }) => name === 'security-record');
  return JSON.stringify(control.messages(channel?.id ?? ''));
};

describe('a signed checkpoint', { timeout: 60_000 }, () => {
  it('is kept in Slack, in Git and on the ticket, as a note that can be checked as it stands', async () => {
    const size = await sign();
    const { range } = stage.practice;
    const committed = range.inspect.github.record?.at(-1)?.text ?? '';
    expect(readCheckpoint(noteIn(committed) ?? '', stage.house.bot.notary.verifierKey())?.size).toBe(size);
    const signature = committed.trimEnd().split(' ').at(-1) ?? '';
    expect(inRecord()).toContain(signature);
    expect(JSON.stringify(range.inspect.jira)).toContain(signature);
    expect(await readiness()).toMatchObject({ parts: { anchors: 'ok' } });
  });

  it('is not kept a second time while nothing happens', async () => {
    const before = stage.practice.range.inspect.github.record?.length;
    await anchorNewest(stage.house.bot);
    expect((await stage.store.backlog()).outbox.waiting).toBe(0);
    expect(stage.practice.range.inspect.github.record?.length).toBe(before);
  });

  it('that one medium does not take is said, and goes everywhere else', async () => {
    stage.practice.range.faults.next({ system: 'github', path: /security-record/, status: 403 });
    await note('Something happened.');
    const size = await sign(['slack', 'jira']);
    expect(inRecord()).toContain(`over ${size} events`);
    await eventually(stage, async () => (await readiness()).parts.anchors?.includes('git fails since') === true, 'it is not said');
    await note('Something else happened.');
    await sign();
    expect(await readiness()).toMatchObject({ parts: { anchors: 'ok' } });
  });
});

describe('an older database that is put in the place of the newest', { timeout: 60_000 }, () => {
  it('is found by what stands outside: nothing happens by itself until a person says so, once', async () => {
    const file = (stage.environment.DATABASE_URL ?? '').replace('sqlite:', '');
    const older = path.join(temporaryFolder(), 'older.db');
    const source = new BetterSqlite3(file);
    source.exec(`VACUUM INTO '${older}'`);
    source.close();
    copyFileSync(`${file}.signing-key`, `${older}.signing-key`);
    await note('This is gone afterwards.');
    const size = await sign();

    await stage.restart({}, { DATABASE_URL: `sqlite:${older}` });
    const pulled = await eventually(stage, async () => (await stage.store.get('brake', 'breaker')) ?? false, 'nobody noticed');
    expect(pulled.pulled.reason).toMatch(new RegExp(`holds a signed checkpoint over ${size} events, and the record ends at #\\d+: an older copy`));
    await eventually(stage, () => messageWith(stage.mira, 'security-alerts', 'The breaker is open', 'an older copy of the database'), 'no message');
    const told = async () => (await stage.store.timeline(wholeBot)).filter(({ type }) => type === 'record.contradicted');
    expect((await told()).length).toBeGreaterThan(0);

    await answerTo(stage.jonas, 'general', '/contain close-breaker We put it back on purpose.');
    const before = (await told()).length;
    await stage.restart({}, { DATABASE_URL: `sqlite:${older}` });
    await note('It goes on from here.');
    await sign();
    expect((await stage.store.get('brake', 'breaker'))?.released?.reason).toBe('We put it back on purpose.');
    expect((await told()).length).toBeLessThanOrEqual(before + 1);
  });
});
