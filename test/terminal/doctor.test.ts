import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/config/settings.ts';
import { openStore } from '../../src/storage/open.ts';
import type { Check } from '../../src/terminal/checks.ts';
import { doctor } from '../../src/terminal/doctor.ts';
import type { SlackServer } from '../../src/workspace/slack/server.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { start } from '../workspace/slack/practice-app.ts';

type Environment = Record<string, string>;

let slack: SlackServer;
/** Speaks HTTP, and is no Firebreak, no Slack and no Jira. */
let other: Server;
let otherUrl: string;
/** Nobody listens there. */
let freePort: string;
let folder: string;
beforeAll(async () => {
  slack = await start({ manifest: parse(readFileSync('manifest.yml', 'utf8')) });
  other = createServer((_, response) => response.writeHead(200, { date: 'Thu, 01 Jan 2026 00:00:00 GMT' }).end('hello'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  freePort = String((gone.address() as AddressInfo).port);
  gone.close();
  otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
});
afterAll(async () => {
  other.close();
  await slack.close();
});
beforeEach(() => {
  folder = temporaryFolder();
  cpSync('src/workspace/team', path.join(folder, 'team'), { recursive: true });
  edit('policy.yml', (policy) => policy.replace(paged, ''));
});

/** What the practice policy says about whom to wake. Here nobody is, unless a case says so. */
const paged = /^notify:\n(?: .*\n)+/m;

const database = () => path.join(folder, 'doctor.db');
const edit = (file: string, change: (text: string) => string) => {
  const full = path.join(folder, 'team', file);
  writeFileSync(full, change(readFileSync(full, 'utf8')));
};
const keep = async (workspace: string) => {
  const store = await openStore(`sqlite:${database()}`, { now: () => new Date().toISOString() });
  await store.setFact('workspace', workspace);
  await store.close();
};

async function examined(change: Environment = {}): Promise<{ readonly code: number; readonly checks: readonly Check[] }> {
  const tokens = { SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, PORT: freePort };
  const settings = readSettings({ ...tokens, DATABASE_URL: `sqlite:${database()}`, ...change });
  const grounds = {
    databaseUrl: settings.DATABASE_URL ?? '',
    teamFolder: path.join(folder, 'team'),
    publicUrl: () => 'http://127.0.0.1',
    log: { as: 'lines', level: 'error' },
  } as const;
  const { code, answer } = await doctor(settings, grounds);
  return { code, checks: (answer.data as { readonly checks: readonly Check[] }).checks };
}

interface Broken {
  readonly what: string;
  readonly set?: () => Environment;
  readonly before?: () => unknown;
  readonly check: string;
  readonly says: RegExp;
  readonly next: RegExp;
}

const broken: readonly Broken[] = [
  {
    what: 'a bot token that Slack does not know',
    set: () => ({ SLACK_BOT_TOKEN: 'xoxb-old' }),
    check: 'Slack',
    says: /refuses SLACK_BOT_TOKEN \(invalid_auth\)/,
    next: /copy/,
  },
  {
    what: 'an app token without a bot token',
    set: () => ({ SLACK_BOT_TOKEN: '' }),
    check: 'Slack',
    says: /SLACK_BOT_TOKEN is missing/,
    next: /xoxb-/,
  },
  {
    what: 'no way for Slack to reach the bot',
    set: () => ({ SLACK_APP_TOKEN: '' }),
    check: 'Slack',
    says: /no way to reach the bot/,
    next: /SLACK_APP_TOKEN/,
  },
  {
    what: 'an app token that Slack does not know',
    set: () => ({ SLACK_APP_TOKEN: 'xapp-old' }),
    check: 'Slack entrance',
    says: /Socket Mode is refused \(invalid_auth\)/,
    next: /connections:write/,
  },
  {
    what: 'a scope that was not granted',
    before: () => slack.control.grantScopes(['chat:write', 'commands']),
    check: 'Slack scopes',
    says: /missing: .*pins:write/,
    next: /install it again/,
  },
  {
    what: 'a Slack that is not there',
    set: () => ({ SLACK_API_URL: `http://127.0.0.1:${freePort}/api/` }),
    check: 'Slack',
    says: /could not be reached/,
    next: /network/,
  },
  {
    what: 'a clock that is off',
    set: () => ({ SLACK_API_URL: `${otherUrl}/api/` }),
    check: 'Clock',
    says: /s off Slack’s/,
    next: /time synchronisation/,
  },
  {
    what: 'the store of the practice workspace',
    before: () => keep('practice'),
    check: 'Slack',
    says: /belongs to the practice workspace/,
    next: /DATABASE_URL/,
  },
  {
    what: 'a database that is none',
    before: () => writeFileSync(database(), 'x'.repeat(5000), { mode: 0o600 }),
    check: 'Settings, files and database',
    says: /cannot be opened/,
    next: /Restore a backup/,
  },
  {
    what: 'a database that this version does not know',
    set: () => ({ DATABASE_URL: 'postgres://db/firebreak' }),
    check: 'Settings, files and database',
    says: /Postgres/,
    next: /sqlite:/,
  },
  {
    what: 'a database that others can read',
    before: async () => {
      await keep('T1');
      chmodSync(database(), 0o644);
    },
    check: 'File modes',
    says: /others on this machine can read .*doctor\.db/,
    next: /chmod 600/,
  },
  {
    what: 'people who can be changed by anybody',
    before: () => chmodSync(path.join(folder, 'team', 'people.yml'), 0o666),
    check: 'File modes',
    says: /who may say yes/,
    next: /chmod o-w/,
  },
  {
    what: 'a mistyped policy',
    before: () => edit('policy.yml', (text) => text.replace('card: 30', 'card: many')),
    check: 'Settings, files and database',
    says: /policy\.yml:\d+/,
    next: /./,
  },
  {
    what: 'nobody who may approve',
    before: () => edit('people.yml', (text) => text.replaceAll('approver', 'reader')),
    check: 'People',
    says: /nobody .* may approve/,
    next: /role approver/,
  },
  {
    what: 'an address of Jira that is none',
    set: () => ({ JIRA_URL: 'acme', JIRA_EMAIL: 'a@acme.example', JIRA_API_TOKEN: 'x', JIRA_PROJECT: 'SEC' }),
    check: 'Settings, files and database',
    says: /Jira are wrong.*JIRA_URL/,
    next: /JIRA_URL/,
  },
  {
    what: 'a Jira that is something else',
    set: () => ({ JIRA_URL: otherUrl, JIRA_EMAIL: 'a@acme.example', JIRA_API_TOKEN: 'x', JIRA_PROJECT: 'SEC' }),
    check: 'Jira',
    says: /cannot read/,
    next: /./,
  },
  {
    what: 'a policy that has somebody woken in a way that is not set up',
    before: () => edit('policy.yml', (policy) => `${policy}notify: { first: webhook }\n`),
    check: 'Paging',
    says: /names Signed webhook, which is not set up/,
    next: /NOTIFY_WEBHOOK_URL, NOTIFY_WEBHOOK_SECRET/,
  },
  { what: 'a port that another program has', set: () => ({ PORT: new URL(otherUrl).port }), check: 'Bot', says: /is no Firebreak/, next: /set PORT/ },
];

it.each(broken)('says what is wrong and what to do: $what', async ({ set, before, check, says, next }) => {
  await before?.();
  const { code, checks } = await examined(set?.());
  slack.control.grantScopes(undefined);
  const found = checks.filter(({ what, state }) => what === check && state === 'wrong');
  expect(found, JSON.stringify(checks, null, 2)).toEqual([
    expect.objectContaining({ says: expect.stringMatching(says), next: expect.stringMatching(next) }),
  ]);
  expect(code).toBe(1);
});

it.each(['an empty folder', 'a store that a bot has open'])('finds nothing wrong beside %s', async (beside) => {
  const open = beside === 'an empty folder' ? undefined : await openStore(`sqlite:${database()}`, { now: () => new Date().toISOString() });
  const { code, checks } = await examined();
  await open?.close();
  expect(checks.filter(({ state }) => state === 'wrong')).toEqual([]);
  expect(code).toBe(0);
});

it.each([
  ['nobody is named', '', /nobody can be woken/, 'open'],
  ['there is no fallback', 'notify: { first: webhook }\n', /nothing else when that fails/, 'open'],
  ['there is one', 'notify: { first: webhook, fallback: pagerduty }\n', /through Signed webhook, then PagerDuty/, 'fine'],
])('says who is woken when %s', async (_what, notify, says, state) => {
  if (notify !== '') edit('policy.yml', (policy) => `${policy}${notify}`);
  const webhook = { NOTIFY_WEBHOOK_URL: otherUrl, NOTIFY_WEBHOOK_SECRET: 'a-secret-of-sixteen' };
  const { checks } = await examined({ ...webhook, PAGERDUTY_URL: otherUrl, PAGERDUTY_ROUTING_KEY: 'a-key' });
  expect(checks.filter(({ what }) => what === 'Paging')).toEqual([expect.objectContaining({ state, says: expect.stringMatching(says) })]);
});
