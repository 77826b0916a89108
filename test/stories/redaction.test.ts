import { readFileSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';
import { firebreak } from './terminal.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
}, 60_000);
afterAll(() => stage.close());

const secret = 'correct-horse-battery-staple';

it('removes what an event said from the file, and says who did it, when and why', { timeout: 60_000 }, async () => {
  const { incident, environment, store } = stage;
  const added = await answerTo(stage.mira, stage.channel, `/timeline note ${incident} the password was ${secret}`);
  expect(added).not.toContain('Not allowed');
  const noted = (await store.timeline(incident)).find((event) => event.type === 'note.added');
  const file = (environment.DATABASE_URL ?? '').replace('sqlite:', '');

  const manager = await answerTo(stage.priya, stage.channel, `/timeline redact ${incident} ${noted?.seq} somebody pasted a password`);
  expect(manager).toContain('Redacting takes the role');
  expect((await store.timeline(incident)).find(({ seq }) => seq === noted?.seq)?.type).toBe('note.added');
  await answerTo(stage.mira, stage.channel, `/timeline redact ${incident} ${noted?.seq} somebody pasted a password`);
  await answerTo(stage.mira, stage.channel, `/timeline redact ${incident} ${noted?.seq} somebody pasted a password`);

  const events = await store.timeline(incident);
  const act = events.find((event) => event.type === 'event.redacted');
  expect(events.find(({ seq }) => seq === noted?.seq)).toMatchObject({
    type: 'redacted',
    payload: { type: 'note.added', by: act?.by.name, reason: 'somebody pasted a password', in: act?.seq },
  });
  expect(events.filter(({ type }) => type === 'event.redacted')).toHaveLength(1);
  const { code, out } = await firebreak(environment, 'verify');
  expect(out).toContain('The timeline holds');
  expect(code).toBe(0);

  const raw = new BetterSqlite3(file);
  raw.pragma('wal_checkpoint(TRUNCATE)');
  raw.close();
  expect(readFileSync(file).includes(secret)).toBe(false);
});
