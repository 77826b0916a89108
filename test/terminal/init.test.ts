import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { init } from '../../src/terminal/init.ts';
import type { SlackServer } from '../../src/workspace/slack/server.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { start } from '../workspace/slack/practice-app.ts';

let slack: SlackServer;
let root: string;
beforeAll(async () => {
  slack = await start();
});
afterAll(() => slack.close());
beforeEach(() => {
  root = temporaryFolder();
  mkdirSync(path.join(root, 'data', 'var'), { recursive: true });
  copyFileSync('manifest.yml', path.join(root, 'manifest.yml'));
});

const words = ['--user', 'ana', '--user', 'ben'];
const environment = () => ({ SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken });
const written = (file: string) => readFileSync(path.join(root, file), 'utf8');

it('writes settings that Slack has taken, and two people who may approve', async () => {
  await init(root, words, environment());
  expect(written('.env')).toContain(`SLACK_BOT_TOKEN=${slack.botToken}\nSLACK_APP_TOKEN=${slack.appToken}\n`);
  expect(written('data/people.yml').match(/approver/g)).toHaveLength(2);
});

it.each(['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'])('writes nothing down when Slack does not take the %s', async (name) => {
  const wrong = init(root, words, { ...environment(), [name]: 'xoxb-mistyped' });
  await expect(wrong).rejects.toThrow(InputError);
  await expect(wrong).rejects.toThrow(name);
  expect(existsSync(path.join(root, '.env'))).toBe(false);
});
