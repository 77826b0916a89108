import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDotEnv } from '../../src/config/dotenv.ts';
import { modeOf } from '../../src/config/mode.ts';
import { readSettings } from '../../src/config/settings.ts';
import { ConfigurationError } from '../../src/core/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
function file(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

function complaint(env: Record<string, string>): ConfigurationError {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the settings were taken');
}

test('without any setting everything has its safe default', () => {
  expect(readSettings({ SLACK_BOT_TOKEN: '' })).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 3000,
    SLACK_ALERTS_CHANNEL: 'security-alerts',
    SLACK_API_URL: 'https://slack.com/api/',
    COMMAND_PREFIX: '/',
    ALLOWED_HOSTS: [],
    LOG_LEVEL: 'info',
  });
});

test.each([
  ['', '/'],
  ['/', '/'],
  ['acme-', '/acme-'],
  ['/acme-', '/acme-'],
])('COMMAND_PREFIX=%s makes commands begin with %s', (given, prefix) => {
  expect(readSettings({ COMMAND_PREFIX: given }).COMMAND_PREFIX).toBe(prefix);
});

test('values are brought into one form', () => {
  const settings = readSettings({
    PORT: '8080',
    SLACK_ALERTS_CHANNEL: '#sec',
    COMMAND_PREFIX: 'acme-',
    PUBLIC_URL: 'https://fb.example/',
    ALLOWED_HOSTS: 'A.example, b.example',
  });
  expect(settings).toMatchObject({
    PORT: 8080,
    SLACK_ALERTS_CHANNEL: 'sec',
    COMMAND_PREFIX: '/acme-',
    PUBLIC_URL: 'https://fb.example',
    ALLOWED_HOSTS: ['a.example', 'b.example'],
  });
});

test.each([
  ['PORT', '70000', '65535'],
  ['PORT', 'http', 'a port number'],
  ['SLACK_BOT_TOKEN', 'xoxp-canary-0001', 'xoxb-'],
  ['SLACK_APP_TOKEN', 'canary-0001', 'xapp-'],
  ['SLACK_SIGNING_SECRET', 'canary', 'Signing Secret'],
  ['WEB_TOKEN', 'canary', '16 random characters'],
  ['DATABASE_URL', 'mysql://canary', 'sqlite:PATH'],
  ['LOG_LEVEL', 'loud', 'debug, info'],
  ['PUBLIC_URL', 'fb.example', 'https://'],
  ['SLACK_ALERTS_CHANNEL', 'two words', 'security-alerts'],
])('%s=%s is refused by name, with what to write and without its value', (name, value, remedy) => {
  const { problems, message } = complaint({ [name]: value });
  expect(problems.map(({ path }) => path)).toEqual([name]);
  expect(message).toContain(remedy);
  expect(message).not.toContain('canary');
});

test('every wrong setting is named at once', () => {
  expect(complaint({ PORT: 'x', LOG_LEVEL: 'y' }).problems.map(({ path }) => path)).toEqual(['PORT', 'LOG_LEVEL']);
});

test('a stand-in for Slack may have tokens of its own shape', () => {
  expect(readSettings({ SLACK_BOT_TOKEN: 'made-up', SLACK_API_URL: 'http://127.0.0.1:9/api/' }).SLACK_BOT_TOKEN).toBe('made-up');
});

test('a secret may stand in a file of its own, for the program and for every vendor', () => {
  const settings = readSettings({
    SLACK_BOT_TOKEN_FILE: file('bot', 'xoxb-from-file\n'),
    HOOK_SECRET_GITHUB_FILE: file('hook', 'hook-secret-one,hook-secret-two'),
  });
  expect(settings.SLACK_BOT_TOKEN).toBe('xoxb-from-file');
  expect(settings.environment.HOOK_SECRET_GITHUB).toBe('hook-secret-one,hook-secret-two');
  expect(settings.secrets).toEqual(expect.arrayContaining(['xoxb-from-file', 'hook-secret-one', 'hook-secret-two']));
});

test.each([0o640, 0o604, 0o644])('a secret file that others can read (%o) is refused', (mode) => {
  expect(complaint({ JIRA_API_TOKEN_FILE: file('open', 'canary-0002', mode) }).message).toMatch(/JIRA_API_TOKEN_FILE: others .* chmod 600/);
});

test.each([
  ['missing', { OKTA_API_TOKEN_FILE: join(folder, 'nowhere') }, 'cannot be read (ENOENT)'],
  ['empty', { OKTA_API_TOKEN_FILE: file('empty', '\n') }, 'is empty'],
  ['beside the value itself', { OKTA_API_TOKEN_FILE: file('twice', 'canary-0003'), OKTA_API_TOKEN: 'canary-0003' }, 'OKTA_API_TOKEN is set as well'],
])('a secret file that is %s is refused', (_what, env, why) => {
  const { message } = complaint(env);
  expect(message).toContain(why);
  expect(message).not.toContain('canary');
});

test('files that belong to others are left alone', () => {
  expect(readSettings({ AWS_SHARED_CREDENTIALS_FILE: '/nowhere', SSL_CERT_FILE: '/nowhere' }).environment.SSL_CERT).toBeUndefined();
});

test('the password of a database is a secret', () => {
  expect(readSettings({ DATABASE_URL: 'postgres://bot:p%40ssword1@db/firebreak' }).secrets).toEqual(['p@ssword1']);
});

test.each([
  ['SMTP_URL', 'smtps://firebreak:mail%2Dpassword@mail.acme.example', 'mail-password'],
  ['HEARTBEAT_URL', 'https://hc-ping.example/0b8a7f2c-6d1e-4b3a-9c55-1f2e3d4c5b6a', '0b8a7f2c-6d1e-4b3a-9c55-1f2e3d4c5b6a'],
  ['NOTIFY_WEBHOOK_URL', 'https://hooks.example/services/T0000001/abcdefghijklmnopqrstuvwx', 'abcdefghijklmnopqrstuvwx'],
  ['NOTIFY_WEBHOOK_SECRET', 'webhook-secret-0123', 'webhook-secret-0123'],
  ['PAGERDUTY_ROUTING_KEY', 'r0uting0key0123456789abcdefghijk', 'r0uting0key0123456789abcdefghijk'],
])('what %s lets one do is a secret, and the words around it are none', (name, value, secret) => {
  expect(readSettings({ [name]: value }).secrets).toEqual([secret]);
});

test('what is set already wins over .env', () => {
  file('.env', 'FIREBREAK_TEST_ONE=file\nFIREBREAK_TEST_TWO=file\n');
  process.env.FIREBREAK_TEST_ONE = 'set';
  loadDotEnv(folder);
  loadDotEnv(join(folder, 'nowhere'));
  expect([process.env.FIREBREAK_TEST_ONE, process.env.FIREBREAK_TEST_TWO]).toEqual(['set', 'file']);
});

const bot = { SLACK_BOT_TOKEN: 'xoxb-1' };
const app = { SLACK_APP_TOKEN: 'xapp-1' };
const signing = { SLACK_SIGNING_SECRET: '0123456789abcdef' };
const mode = (env: Record<string, string>, workspace?: string) => modeOf(readSettings(env), { workspace });

test.each([
  [{}, undefined, 'practice'],
  [{}, 'practice', 'practice'],
  [{ SLACK_ALERTS_CHANNEL: 'x' }, undefined, 'practice'],
  [{ ...bot, ...app }, undefined, 'socket'],
  [{ ...bot, ...app, ...signing }, 'T1', 'socket'],
  [{ ...bot, ...signing, NODE_ENV: 'production' }, 'T1', 'http'],
])('%j on a store of %s runs as %s', (env, workspace, expected) => {
  expect(mode(env, workspace)).toBe(expected);
});

test.each([
  [{ NODE_ENV: 'production' }, undefined, 'SLACK_BOT_TOKEN is missing'],
  [{}, 'T1', 'SLACK_BOT_TOKEN is missing'],
  [app, undefined, 'SLACK_BOT_TOKEN is missing'],
  [signing, undefined, 'SLACK_BOT_TOKEN is missing'],
  [bot, undefined, 'SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing'],
  [{ ...bot, ...app }, 'practice', 'belongs to the practice workspace'],
])('%j on a store of %s does not start', (env, workspace, why) => {
  expect(() => mode(env, workspace)).toThrow(why);
});
