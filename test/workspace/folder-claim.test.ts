import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { startPractice } from '../../src/workspace/start.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'practice-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A practice as a process of its own, once it runs. */
async function otherPractice() {
  const child = spawn(process.execPath, ['src/workspace/serve.ts', '--data', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

it('a second practice in the same folder is refused and names the first; when that one is killed, the folder is free', async () => {
  const first = await otherPractice();
  await expect(startPractice({ dataFolder: folder })).rejects.toMatchObject({
    name: 'FolderTaken',
    message: expect.stringContaining(`process ${first.pid}, port 0`),
  });
  first.kill('SIGKILL');
  await once(first, 'exit');
  const second = await startPractice({ dataFolder: folder });
  expect(existsSync(join(folder, 'practice.lock'))).toBe(true);
  await second.close();
  expect(existsSync(join(folder, 'practice.lock'))).toBe(false);
});

it('a torn claim is taken over', async () => {
  writeFileSync(join(folder, 'practice.lock'), '12');
  await (await startPractice({ dataFolder: folder })).close();
});

it('a state file that cannot be used is named, and the folder is given up', async () => {
  mkdirSync(join(folder, 'practice-slack.jsonl'));
  await expect(startPractice({ dataFolder: folder })).rejects.toMatchObject({ code: 'EISDIR' });
  expect(existsSync(join(folder, 'practice.lock'))).toBe(false);
});
