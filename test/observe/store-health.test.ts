import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { storeHealth } from '../../src/observe/store-health.ts';
import { openStore } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { migrate } from '../../src/storage/sqlite/migrate.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { sampleNote } from '../storage/samples.ts';

const now = () => new Date().toISOString();

it('a store that refuses to write is not ready, though it can be read; once it takes writes again it is', async () => {
  const db = await connect(path.join(temporaryFolder(), 'store.db'));
  await migrate(db);
  const store = sqliteStore(db, { now });
  const health = storeHealth(store, now, 0);
  expect(await health()).toBe('ok');
  db.pragma('query_only = ON');
  expect(await health()).toBe('cannot be written');
  expect(await store.backlog()).toMatchObject({ quarantined: 0 });
  db.pragma('query_only = OFF');
  expect(await health()).toBe('ok');
  await store.close();
});

it('asked a hundred times, the store is probed once', async () => {
  const store = await openStore(`sqlite:${path.join(temporaryFolder(), 'store.db')}`, { now });
  const health = storeHealth(store, now);
  expect(await health()).toBe('ok');
  const probedAt = await store.fact('probed-at');
  await Promise.all(Array.from({ length: 100 }, health));
  expect(await store.fact('probed-at')).toBe(probedAt);
  await store.close();
  expect(await health()).toBe('ok');
});

it('a full disk is noticed, and so is that there is room again', async ({ skip }) => {
  const disk = path.join(temporaryFolder(), 'disk');
  mkdirSync(disk);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
  skip(status !== 0, 'no disk can be mounted here');
  onTestFinished(() => void spawnSync('umount', ['-l', disk]));
  const store = await openStore(`sqlite:${path.join(disk, 'store.db')}`, { now });
  const health = storeHealth(store, now, 0);
  expect(await health()).toBe('ok');
  const ballast = path.join(disk, 'ballast');
  expect(() => writeFileSync(ballast, Buffer.alloc(8_000_000))).toThrow(/ENOSPC/);
  await expect.poll(() => health(), { interval: 1, timeout: 5000 }).toBe('cannot be written');
  await expect(store.commit({ events: [sampleNote('x'.repeat(50_000))] })).rejects.toThrow(/refused to write/);
  rmSync(ballast);
  expect(await health()).toBe('ok');
  await store.close();
});
