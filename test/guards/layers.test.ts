import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LayerReport, readLayers } from '../../scripts/layers.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the layers of this project', () => {
  it('hold, and every file was read', async () => {
    const { files, read, refused } = await readLayers(root);
    expect(refused).toEqual([]);
    expect(read).toBe(files);
    expect(files).toBeGreaterThan(300);
  });
});

/** Bad imports, each planted as a file of its own: where it stands, what it says, and the rule that has to refuse it. */
const planted = [
  ['src/core/value.ts', `import { buttons } from '../slack/contracts.ts';\nexport const planted = buttons;`, 'src/core: ours'],
  ['src/core/shape.ts', `import type { Bot } from '../kit/bot.ts';\nexport type Planted = Bot;`, 'src/core: ours'],
  ['src/core/inline.ts', `import { type Bot } from '../kit/bot.ts';\nexport type Planted = Bot;`, 'src/core: ours'],
  ['src/core/passed-on.ts', `export type { Bot } from '../kit/bot.ts';`, 'src/core: ours'],
  ['src/core/late.ts', `export const planted = () => import('../kit/bot.ts');`, 'src/core: ours'],
  ['src/core/disk.ts', `import { readFileSync } from 'node:fs';\nexport const planted = readFileSync;`, 'src/core: node'],
  ['src/core/vendor.ts', `import type { Octokit } from '@octokit/rest';\nexport type Planted = Octokit;`, 'src/core: npm'],
  ['src/flows/store.ts', `import type { Kysely } from 'kysely';\nexport type Planted = Kysely<object>;`, 'src/flows: npm'],
  ['src/flows/slack.ts', `import { WebClient } from '@slack/web-api';\nexport const planted = WebClient;`, 'src/flows: npm'],
  ['src/connectors/sdk.ts', `import { Octokit } from '@octokit/rest';\nexport const planted = Octokit;`, 'src/connectors: npm'],
  ['src/connectors/clients/db.ts', `import Database from 'better-sqlite3';\nexport const planted = Database;`, 'src/connectors/clients: npm'],
  ['src/slack/flow.ts', `import { addNote } from '../flows/add-note.ts';\nexport const planted = addNote;`, 'src/slack: ours'],
  ['src/web/practice.ts', `import type { Practice } from '../workspace/start.ts';\nexport type Planted = Practice;`, 'practice stays out'],
  ['src/main.ts', `import { startPractice } from './workspace/start.ts';\nexport const planted = startPractice;`, 'practice comes late'],
  ['src/workspace/bot.ts', `import { decide } from '../core/decision.ts';\nexport const planted = decide;`, 'src/workspace: ours'],
  ['commands/bolt.ts', `import type { App } from '@slack/bolt';\nexport type Planted = App;`, 'commands: npm'],
  ['handlers/pages/store.ts', `import { openStore } from '../../src/storage/open.ts';\nexport const planted = openStore;`, 'handlers: ours'],
  ['src/kit/tests.ts', `import { depth } from '../../test/depth.ts';\nexport const planted = depth;`, 'the product stands alone'],
  ['src/observe/tool.ts', `import { cruise } from 'dependency-cruiser';\nexport const planted = cruise;`, 'no development packages'],
  ['src/web/stranger.ts', `import { Pool } from 'express';\nexport const planted = Pool;`, 'only packages of package.json'],
  ['src/web/nowhere.ts', `import { nothing } from './not-there.ts';\nexport const planted = nothing;`, 'no import leads nowhere'],
  ['src/web/round.ts', `import { about } from './about.ts';\nexport const planted = () => about;`, 'no cycles'],
] as const;

describe('a bad import', () => {
  let copy: string;
  let report: LayerReport;
  beforeAll(async () => {
    copy = mkdtempSync(path.join(tmpdir(), 'firebreak-layers-'));
    for (const folder of ['src', 'commands', 'handlers', 'test/depth.ts', 'package.json']) {
      cpSync(path.join(root, folder), path.join(copy, folder), { recursive: true });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    for (const [file, source] of planted) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      writeFileSync(path.join(copy, file), source);
    }
    writeFileSync(path.join(copy, 'src/web/about.ts'), `import { planted } from './round.ts';\nexport const about = () => planted;`);
    report = await readLayers(copy);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(planted)('%s is refused', (file, _source, rule) => {
    expect(report.refused.filter(({ from, to }) => from === file || to === file).map((one) => one.rule)).toContain(rule);
  });

  it('does not keep any file from being read', () => {
    expect(report.read).toBe(report.files);
  });
});
