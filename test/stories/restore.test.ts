import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wholeBot } from '../../src/core/timeline.ts';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { answerTo, openStage, playTakeover, type Stage, settled } from './stage.ts';
import { firebreak } from './terminal.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
}, 60_000);
afterAll(() => stage.close());

const everywhere = () => {
  const { control } = stage.practice.slack;
  const { requests, inspect } = stage.practice.range;
  return {
    cards: control.messages('security-alerts').length,
    inCase: control.messages(stage.channel).length,
    tickets: inspect.jira.issues.length,
    changed: requests.filter(({ system, method }) => ['okta', 'aws', 'cloudflare'].includes(system) && method !== 'GET').length,
  };
};

it('a backup that is restored after more has happened does and posts nothing again, and says what nobody knows', { timeout: 120_000 }, async () => {
  const file = path.join(temporaryFolder(), 'backup.db');
  const waiting = (await stage.store.proposals({ states: ['proposed'] }))[0];
  if (waiting === undefined) throw new Error('nothing waits');
  await stage.store.commit({
    state: [{ put: 'proposal', value: { ...waiting, state: 'intended', token: 'a-token', revision: waiting.revision + 1 } }],
    jobs: [{ flow: 'execute-containment', args: { proposal: waiting.id }, runAt: '2999-01-01T00:00:00.000Z' }],
  });
  const [made] = await Promise.all([
    firebreak(stage.environment, 'backup', file),
    answerTo(stage.mira, 'general', `/timeline note ${stage.incident} Meanwhile.`),
  ]);
  expect(made).toMatchObject({ code: 0 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await firebreak(stage.environment, 'restore', file)).toMatchObject({ code: 2 });

  await answerTo(stage.mira, 'general', `/timeline note ${stage.incident} This is not in the backup.`);
  await eventually(stage, () => settled(stage).then(() => true), 'no rest');
  const before = everywhere();
  await stage.restart({}, {}, async () => {
    expect(await firebreak(stage.environment, 'restore', file)).toMatchObject({ code: 0, error: '' });
  });
  await eventually(
    stage,
    async () => (await stage.store.backlog()).outbox.waiting === 0 && (await stage.store.backlog()).jobs.due === 0,
    'it does not come to rest',
  );

  const after = everywhere();
  expect({ ...after, cards: before.cards }).toEqual(before);
  expect(after.cards).toBe(before.cards + 1);
  expect(await stage.store.get('proposal', waiting.id)).toMatchObject({ state: 'unknown' });
  expect(await stage.store.get('brake', 'breaker')).toMatchObject({ released: null });
  expect((await stage.store.timeline(wholeBot)).map(({ type }) => type)).toContain('record.restored');
  expect(await stage.store.nextNumber('incident')).toBe(1001);
  const verified = await firebreak(stage.environment, 'verify');
  expect(verified).toMatchObject({ code: 0 });
});

it('the events of one incident are proven to whoever has no more than a folder', { timeout: 60_000 }, async () => {
  const folder = path.join(temporaryFolder(), 'proof');
  expect(await firebreak(stage.environment, 'verify', '--proof', stage.incident, folder)).toMatchObject({ code: 0 });
  expect(execFileSync(process.execPath, [path.join(folder, 'verify.mjs')], { encoding: 'utf8' })).toContain('It holds');
});
