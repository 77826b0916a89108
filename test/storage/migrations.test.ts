import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/core/errors.ts';
import type { Store } from '../../src/core/store.ts';
import { openStore } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { times } from '../depth.ts';
import { temporaryFolder } from './folder.ts';
import { keptFolder, schemas } from './kept-story.ts';
import { later, sampleNote, start } from './samples.ts';

const strace = spawnSync('strace', ['-V']).status === 0;
const older = schemas.slice(0, -1);
/** What a migration that is killed starts from: nothing at all, and a store of every earlier schema; in the quick suite only of the first. */
const beginnings: readonly string[] = ['nothing', ...(times({ quick: 0, ci: 1, deep: 1 }) === 0 ? older.slice(0, 1) : older)];

describe('a store of every earlier schema', () => {
  it.each(schemas)('is kept: %s', (schema) => {
    expect(existsSync(path.join(keptFolder, `${schema}.db`)), 'run `node test/storage/keep.ts` and commit the file').toBe(true);
  });

  it.each(schemas)('is opened, brought to the newest schema and read: %s', async (schema) => {
    const store = await openStore(`sqlite:${copyOf(schema)}`, { now: () => later(60) });
    await expectKeptStory(store);
    expect((await store.commit({ events: [sampleNote('goes on')] })).events[0]?.seq).toBe(3);
    await store.close();
  });
});

describe('a migration that is killed', () => {
  it.each(beginnings)('at any moment leaves a store that opens (from %s)', { timeout: 300_000 }, async (schema) => {
    for (let kill = 0; kill < times({ quick: 2, ci: 8, deep: 1000 }); kill += 1) {
      const file = copyOf(schema);
      const child = spawn(process.execPath, [path.join(import.meta.dirname, 'migrator.ts'), file], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise((resolve) => child.on('close', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await sleep(Math.random() * 60);
      child.kill('SIGKILL');
      await ended;
      await expectToOpen(file, schema);
    }
  });

  it.skipIf(!strace).each(beginnings)(
    `at a write to the file leaves a store that opens (from %s)${strace ? '' : ' (skipped: strace is not installed here)'}`,
    { timeout: 300_000 },
    async (schema) => {
      const stride = times({ quick: 80, ci: 20, deep: 1 });
      for (let write = 1; ; write += stride) {
        const file = copyOf(schema);
        const injection = ['-f', '-o', '/dev/null', '-e', 'trace=pwrite64', '-e', `inject=pwrite64:signal=SIGKILL:when=${write}`];
        const { status } = spawnSync('strace', [...injection, process.execPath, path.join(import.meta.dirname, 'migrator.ts'), file]);
        await expectToOpen(file, schema);
        if (status === 0) {
          expect(write, 'the migration writes to the file').toBeGreaterThan(1);
          return;
        }
      }
    },
  );
});

describe('a file that a newer version has written', () => {
  it('is refused and left as it was', async () => {
    const file = copyOf(schemas.at(-1) ?? 'nothing');
    const db = await connect(file);
    db.exec(`INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-from-the-future', '${start}')`);
    db.close();
    await expect(openStore(`sqlite:${file}`, { now: () => start })).rejects.toThrow(ConfigurationError);
  });
});

/** A path in a new folder, with a copy of the kept store of that schema. */
function copyOf(schema: string): string {
  const file = path.join(temporaryFolder(), 'store.db');
  if (schema !== 'nothing') copyFileSync(path.join(keptFolder, `${schema}.db`), file);
  return file;
}

async function expectToOpen(file: string, schema: string): Promise<void> {
  const store = await openStore(`sqlite:${file}`, { now: () => later(60) });
  if (schema !== 'nothing') await expectKeptStory(store);
  await store.commit({ events: [sampleNote('goes on')] });
  expect((await store.verify()).firstBreak).toBeNull();
  await store.close();
}

async function expectKeptStory(store: Store): Promise<void> {
  expect(await store.verify()).toMatchObject({ events: 2, firstBreak: null });
  expect((await store.incidents({ open: true })).map(({ id, title }) => [id, title.raw()])).toEqual([['INC-1', 'Account takeover']]);
  expect((await store.alertsNaming(['ip:203.0.113.7'], start, start)).map(({ id }) => id)).toEqual(['A-1']);
  expect((await store.alertByFingerprint('kept'))?.incident).toBe('INC-1');
  expect((await store.proposals({ states: ['done'] })).map(({ id, target }) => [id, target.value])).toEqual([['P-1', 'alex@acme.example']]);
  expect((await store.findings('INC-1')).map(({ enricher }) => enricher)).toEqual(['okta-user']);
  expect((await store.timeline('INC-1')).map((event) => (event.type === 'note.added' ? event.payload.text.raw() : event.type))).toEqual([
    'kept <!channel>',
    'kept too',
  ]);
  expect(await store.receipt('okta', 'd-1')).toMatchObject({ id: 'R-1' });
  expect(await store.funnel({ since: start, until: later(60) })).toMatchObject([{ source: 'okta', received: 2, quarantined: 1, merged: 1 }]);
  expect((await store.quarantined()).map(({ body }) => body)).toEqual(['{']);
  expect(await store.mirrorAt({ channel: 'C1', ts: '1.2' })).toMatchObject({ subject: 'card:INC-1' });
  expect(await store.fact('workspace')).toBe('practice');
  expect(await store.backlog()).toEqual({
    jobs: { waiting: 1, due: 1, dead: 0 },
    outbox: { waiting: 1, ambiguous: 0, dead: 0 },
    quarantined: 1,
    unkept: 0,
  });
}
