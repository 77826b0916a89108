import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../storage/folder.ts';
import { openStage, playTakeover, type Stage } from './stage.ts';
import { firebreak } from './terminal.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
}, 60_000);
afterAll(() => stage.close());

const python = spawnSync('python3', ['--version']).status === 0;

it.skipIf(!python)('is a zip that others read, and that checks itself', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'evidence.zip');
  expect(await firebreak(stage.environment, 'bundle', stage.incident, file)).toMatchObject({ code: 0 });
  execFileSync('python3', ['-m', 'zipfile', '-e', file, folder]);
  expect(execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' })).toContain('timeline.jsonl: OK');

  expect(execFileSync('python3', ['-m', 'zipfile', '-l', file], { encoding: 'utf8' })).toContain('README.txt');
  if (spawnSync('unzip', ['-v']).status === 0) expect(execFileSync('unzip', ['-t', file], { encoding: 'utf8' })).toContain('No errors detected');
  for (const name of ['report.pdf', 'report.html', 'report.md', 'report.json', 'events.csv', 'picture.svg', 'picture.png'])
    expect(readFileSync(path.join(folder, name)).length, name).toBeGreaterThan(500);
  if (spawnSync('pdftotext', ['-v']).error === undefined)
    expect(execFileSync('pdftotext', [path.join(folder, 'report.pdf'), '-'], { encoding: 'utf8' })).toContain(
      `${stage.incident}: post-incident report`,
    );
  const verify = () => spawnSync(process.execPath, [path.join(folder, 'verify.mjs')], { encoding: 'utf8' });
  expect(verify()).toMatchObject({ status: 0, stdout: expect.stringContaining('It holds') });
  const timeline = readFileSync(path.join(folder, 'timeline.jsonl'), 'utf8');
  const lines = timeline.split('\n');
  for (const changed of [
    timeline.replace('Firebreak', 'Nobody'),
    timeline.replace('"happenedAt":"2', '"happenedAt":"1'),
    lines.slice(1).join('\n'),
  ]) {
    writeFileSync(path.join(folder, 'timeline.jsonl'), changed);
    expect(verify()).toMatchObject({ status: 1, stdout: expect.stringContaining('It does not hold') });
  }
});
