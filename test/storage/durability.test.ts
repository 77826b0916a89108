import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/open.ts';
import { times } from '../depth.ts';
import { temporaryFolder } from './folder.ts';
import { startWriter } from './processes.ts';

const now = () => new Date().toISOString();
const strace = spawnSync('strace', ['-V']).status === 0;

describe('what commit has promised', () => {
  it(`is there after a kill -9 at any moment`, { timeout: 600_000 }, async () => {
    const file = path.join(temporaryFolder(), 'store.db');
    const promised: string[] = [];
    for (let kill = 0; kill < times({ quick: 4, ci: 40, deep: 1000 }); kill += 1) {
      const writer = startWriter(file, `W${kill}`, Number.POSITIVE_INFINITY, 5);
      await writer.began;
      await sleep(Math.random() * 60);
      writer.process.kill('SIGKILL');
      expect(await writer.ended).toBeNull();
      promised.push(...writer.acknowledged);
    }

    const store = await openStore(`sqlite:${file}`, { now });
    const alerts = await Promise.all(promised.map((id) => store.get('alert', id)));
    expect(alerts.map((alert) => alert?.id)).toEqual(promised);
    const { events, firstBreak } = await store.verify();
    expect(firstBreak).toBeNull();
    expect(events).toBeGreaterThanOrEqual(promised.length);
    expect((await store.get('incident', 'INC-1'))?.revision).toBe(events);
    await store.close();
  });

  it.skipIf(!strace)(`was synced to the disk${strace ? '' : ' (skipped: strace is not installed here)'}`, { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const trace = path.join(folder, 'trace');
    const commits = 60;
    const writer = startWriter(path.join(folder, 'store.db'), 'W', commits, 1, ['strace', '-f', '-e', 'trace=fsync,fdatasync', '-o', trace]);
    expect(await writer.ended).toBe(0);
    const syncs = readFileSync(trace, 'utf8').match(/\bf(data)?sync\(/g) ?? [];
    expect(syncs.length).toBeGreaterThanOrEqual(commits);
  });
});

describe('two processes that write to one file at once', () => {
  it('keep one unbroken chain, and neither overwrites the other', { timeout: 60_000 }, async () => {
    const file = path.join(temporaryFolder(), 'store.db');
    const each = times({ quick: 150, ci: 1000, deep: 5000 });
    const writers = ['A', 'B'].map((name) => startWriter(file, name, each, 3));
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0]);

    const store = await openStore(`sqlite:${file}`, { now });
    expect(await store.verify()).toMatchObject({ events: 2 * each, firstBreak: null });
    expect((await store.get('incident', 'INC-1'))?.revision).toBe(2 * each);
    const authors = (await store.timeline('INC-1')).map((event) => (event.type === 'note.added' ? event.payload.text.raw()[0] : ''));
    expect(authors.lastIndexOf('A')).toBeGreaterThan(authors.indexOf('B'));
    expect(authors.lastIndexOf('B')).toBeGreaterThan(authors.indexOf('A'));
    await store.close();
  });
});
