import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.ts';
import { type Practice, practiceTeam, startPractice } from '../../src/workspace/start.ts';

const root = path.resolve(import.meta.dirname, '../..');
const scratch = path.join(root, 'test-results');

describe('what is built for production', () => {
  let folder: string;
  let practice: Practice;
  beforeAll(async () => {
    mkdirSync(scratch, { recursive: true });
    // Inside the project, so that the packages are found as they would be in the image.
    folder = mkdtempSync(path.join(scratch, 'production-'));
    build(path.join(folder, 'dist'));
    practice = await startPractice();
  }, 60_000);
  afterAll(async () => {
    await practice.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts the build with these settings and nothing else from outside. */
  function start(settings: Readonly<Record<string, string>>): {
    readonly child: ChildProcess;
    readonly ended: Promise<number | null>;
    readonly said: () => string;
  } {
    const env = { PATH: process.env.PATH ?? '', PORT: '0', DATABASE_URL: `sqlite:${path.join(folder, 'production.db')}`, ...settings };
    const child = spawn(process.execPath, ['dist/src/main.js'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    }
    return { child, ended: new Promise((resolve) => child.on('exit', resolve)), said: () => said };
  }

  it('has every definition in it, and nothing of the practice workspace', () => {
    expect(existsSync(path.join(folder, 'dist/src/workspace'))).toBe(false);
    for (const pattern of [
      'commands/*',
      'handlers/*/*',
      'src/connectors/{actions,clients,enrichers,notifiers,sources,tickets}/*',
      'src/storage/migrations/*',
    ]) {
      const built = globSync(`${pattern}.js`, { cwd: path.join(folder, 'dist') }).map((file) => file.replace(/\.js$/, ''));
      expect(built.toSorted()).toEqual(
        globSync(`${pattern}.ts`, { cwd: root })
          .map((file) => file.replace(/\.ts$/, ''))
          .toSorted(),
      );
    }
  });

  it.each([
    ['in production', { NODE_ENV: 'production' }],
    ['anywhere else', {}],
  ])('does not start without a token %s: it exits 78 and names the setting', async (_, settings) => {
    const { ended, said } = start({ ...settings });
    expect(await ended).toBe(78);
    expect(said()).toContain('SLACK_BOT_TOKEN is missing');
  });

  it('starts with tokens, and ends in good order when it is told to, even twice', async () => {
    const { child, ended, said } = start({ ...practice.settings, NODE_ENV: 'production', FIREBREAK_TEAM: practiceTeam });
    await expect.poll(said, { timeout: 15_000 }).toContain('Firebreak runs in Slack over Socket Mode.');
    child.kill('SIGTERM');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});
