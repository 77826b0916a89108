import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, StoreError } from '../../src/core/errors.ts';
import { openStore } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { migrate } from '../../src/storage/sqlite/migrate.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { depth } from '../depth.ts';
import { temporaryFolder } from './folder.ts';
import { sampleNote, start } from './samples.ts';

const now = () => start;

function written(folder: string, text: string): string {
  const file = path.join(folder, 'written');
  writeFileSync(file, text);
  return file;
}

describe('openStore', () => {
  it.each([
    ['postgres://localhost/firebreak', 'SQLite only'],
    ['postgresql://localhost/firebreak', 'SQLite only'],
    ['mysql://localhost', 'does not name a store'],
    ['sqlite:', 'does not name a store'],
    ['sqlite::memory:', 'does not name a store'],
  ])('refuses %s in words', async (url, words) => {
    const refused = openStore(url, { now });
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toThrow(words);
  });

  it.each([
    ['a folder', (folder: string) => folder, /EISDIR.*[\s\S]*/],
    ['a file below another file', (folder: string) => path.join(written(folder, 'text'), 'store.db'), /(ENOTDIR|EEXIST)/],
    [
      'a file that is no database',
      (folder: string) => written(folder, 'This is text, and long enough to have a header.'.repeat(50)),
      /SQLITE_NOTADB/,
    ],
  ])('refuses %s in words that name it', async (_what, place, why) => {
    const file = place(temporaryFolder());
    const refused = openStore(`sqlite:${file}`, { now });
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toThrow(why);
    await expect(refused).rejects.toThrow(file);
    await expect(refused).rejects.toMatchObject({ next: expect.stringContaining('DATABASE_URL') });
  });

  it('makes the file and its folder for its owner alone', async () => {
    const file = path.join(temporaryFolder(), 'var', 'store.db');
    const store = await openStore(`sqlite:${file}`, { now });
    expect([file, `${file}-wal`, path.dirname(file)].map((name) => statSync(name).mode & 0o777)).toEqual([0o600, 0o600, 0o700]);
    await store.close();
  });

  it('refuses a Node.js on which the database would crash the process, before it is even imported', () => {
    const script = `
      Object.defineProperty(process.versions, 'napi', { value: '9' });
      const { openStore } = await import('./src/storage/open.ts');
      await openStore('sqlite:${path.join(temporaryFolder(), 'store.db')}', { now: () => '' }).catch((error) => console.log(error.name, error.message));
      console.log(Object.keys(process.report.getReport().sharedObjects.filter((name) => name.includes('better'))).length);
    `;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stdout.split('\n')).toEqual([expect.stringMatching(/^ConfigurationError Node\.js .* Node-API 9, and 10 is needed/), '0', '']);
  });

  it('opens one file in two processes at once, also while it is being made', async () => {
    const file = path.join(temporaryFolder(), 'store.db');
    const stores = await Promise.all([1, 2, 3].map(() => openStore(`sqlite:${file}`, { now })));
    await Promise.all(stores.map((store) => store.commit({ events: [sampleNote('one')] })));
    expect(await stores[0]?.verify()).toMatchObject({ events: 3, firstBreak: null });
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe('a connection', () => {
  it('has the settings on which durability and integrity rest', async () => {
    const db = await connect(path.join(temporaryFolder(), 'store.db'));
    const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'cell_size_check'];
    expect(settings.map((setting) => db.pragma(setting, { simple: true }))).toEqual(['wal', 2, 1, 0, 1]);
    db.close();
  });

  it('that does not sync is found out at the first write', async () => {
    const db = await connect(path.join(temporaryFolder(), 'store.db'));
    await migrate(db);
    db.pragma('synchronous = NORMAL');
    const store = sqliteStore(db, { now });
    await expect(store.commit({ events: [sampleNote('one')] })).rejects.toThrow('does not sync its commits');
    db.close();
  });
});

describe('a store', () => {
  it('notices within 250 ms what another process commits', async () => {
    const file = path.join(temporaryFolder(), 'store.db');
    const [mine, other] = await Promise.all([openStore(`sqlite:${file}`, { now }), openStore(`sqlite:${file}`, { now })]);
    const noticed = Promise.withResolvers<number>();
    mine.onCommit(() => noticed.resolve(performance.now()));
    await other.commit({ events: [sampleNote('from the terminal')] });
    const committed = performance.now();
    expect((await noticed.promise) - committed).toBeLessThan(350);
    await Promise.all([mine.close(), other.close()]);
  });

  it('waits for another process that writes, and holds nobody else up meanwhile', async () => {
    const file = path.join(temporaryFolder(), 'store.db');
    const store = await openStore(`sqlite:${file}`, { now });
    const other = new BetterSqlite3(file);
    other.exec('BEGIN IMMEDIATE');
    const committed = store.commit({ events: [sampleNote('one')] });
    let longest = 0;
    for (const until = performance.now() + 400; performance.now() < until; ) {
      const before = performance.now();
      await sleep(1);
      longest = Math.max(longest, performance.now() - before);
    }
    expect(await store.timeline('INC-1')).toEqual([]);
    other.exec('ROLLBACK');
    expect((await committed).events).toHaveLength(1);
    // Held, it would be so for as long as the other one writes; others may be using the machine.
    expect(longest).toBeLessThan(300);
    other.close();
    await store.close();
  });

  it.skipIf(depth === 'quick')('refuses when the other does not finish (skipped in the quick run: it takes five seconds)', async () => {
    const file = path.join(temporaryFolder(), 'store.db');
    const store = await openStore(`sqlite:${file}`, { now });
    const other = new BetterSqlite3(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.commit({ events: [sampleNote('one')] })).rejects.toThrow('Another process has held the database');
    other.close();
    await store.commit({ events: [sampleNote('two')] });
    expect((await store.verify()).events).toBe(1);
    await store.close();
  });

  it('gives up the lead when it closes', async () => {
    const file = path.join(temporaryFolder(), 'store.db');
    const [first, second] = await Promise.all([openStore(`sqlite:${file}`, { now }), openStore(`sqlite:${file}`, { now })]);
    expect(await first.lead('first', 60_000, start)).toBe(true);
    expect(await second.lead('second', 60_000, start)).toBe(false);
    await first.close();
    expect(await second.lead('second', 60_000, start)).toBe(true);
    await second.close();
  });

  it('on a full disk refuses to write, still reads, and goes on when there is room', async () => {
    const db = await connect(path.join(temporaryFolder(), 'store.db'));
    await migrate(db);
    const store = sqliteStore(db, { now });
    await store.commit({ events: [sampleNote('one')] });
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    const refused = await Promise.allSettled(['a', 'b'].map((letter) => store.commit({ events: [sampleNote(letter.repeat(100_000))] })));
    expect(refused).toMatchObject([{ reason: expect.any(StoreError) }, { reason: expect.any(StoreError) }]);
    expect(await store.timeline('INC-1')).toHaveLength(1);
    db.pragma('max_page_count = 100000');
    await store.commit({ events: [sampleNote('two')] });
    expect(await store.verify()).toMatchObject({ events: 2, firstBreak: null });
    await store.close();
  });

  it('writes all that waits before it closes', async () => {
    const file = path.join(temporaryFolder(), 'store.db');
    const store = await openStore(`sqlite:${file}`, { now });
    const waiting = Array.from({ length: 250 }, () => store.commit({ events: [sampleNote('one')] }));
    await store.close();
    expect(await Promise.all(waiting)).toHaveLength(250);
  });
});
