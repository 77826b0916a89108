import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BotProcess, startBot } from '../../src/workspace/demo/bot-process.ts';
import { containmentSteps } from '../../src/workspace/demo/containment-steps.ts';
import { detectionSteps } from '../../src/workspace/demo/detection-steps.ts';
import { eventually, type Stage, setStage } from '../../src/workspace/demo/stage.ts';
import { type Practice, startPractice } from '../../src/workspace/start.ts';
import { type Canary, freshCanaries, pasted, sightings } from './canary-secrets.ts';
import { answered, answerTo } from './stage.ts';

/** Settings that open something. */
const secretSettings = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'HOOK_TOKEN',
  'HOOK_SECRET_GITHUB',
  'HOOK_TOKEN_SPARE',
  'OKTA_API_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'CLOUDFLARE_API_TOKEN',
  'JIRA_API_TOKEN',
  'GITHUB_TOKEN',
  'ABUSEIPDB_API_KEY',
  'WEB_TOKEN',
  'VIRUSTOTAL_API_KEY',
] as const;

let practice: Practice;
let bot: BotProcess;
let stage: Stage;
let settings: Record<string, string>;
let canaries: readonly Canary[];
const folder = mkdtempSync(join(tmpdir(), 'firebreak-canaries-'));

beforeAll(async () => {
  practice = await startPractice({ pauseMs: 10 });
  practice.slack.control.enforceRates('none');
  settings = {
    ...practice.settings,
    SLACK_SIGNING_SECRET: practice.slack.signingSecret,
    HOOK_TOKEN_SPARE: `spare-${randomUUID()}`,
    VIRUSTOTAL_API_KEY: `virustotal-${randomUUID()}`,
    DATABASE_URL: `sqlite:${join(folder, 'story.db')}`,
    SLACK_MESSAGE_GAP_MS: '10',
    LOG_LEVEL: 'debug',
  };
  bot = await startBot(settings, 50_000_000);
  settings = { ...settings, WEB_TOKEN: bot.webToken };
  stage = setStage(practice, bot, undefined);
  canaries = [...freshCanaries(), ...secretSettings.map((name) => pasted(name, settings[name] ?? ''))];
});
afterAll(async () => {
  await bot.stop();
  await practice.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = (source: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${bot.url}/hooks/${source}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${settings.HOOK_TOKEN}`, ...headers },
  });

describe('40 secrets, told in every place where somebody can write', () => {
  it('are 40, each of its own kind', () => {
    expect(new Set(canaries.map(({ needle }) => needle)).size).toBe(40);
    for (const { needle } of canaries) expect(needle.length).toBeGreaterThanOrEqual(12);
  });

  const steps = [...detectionSteps, ...containmentSteps];
  for (const { title, check } of steps.slice(0, -1)) it(`are about to be, when: ${title}`, async () => void (await check(stage)));

  it('are in the fields of alerts', async () => {
    for (const { written } of canaries) {
      const oneLine = written.replaceAll('\n', ' ');
      const alert = {
        id: `id ${oneLine}`,
        rule: `rule ${oneLine}`,
        title: `title ${oneLine}`,
        description: `before\n${written}\nafter`,
        severity: 'critical',
        user_agent: `curl ${oneLine}`,
        link: `https://siem.acme.example/a?q=${encodeURIComponent(oneLine)}`,
        country: oneLine,
        attacks: [oneLine],
        observables: [
          oneLine,
          { kind: 'url', value: `https://siem.acme.example/?q=${encodeURIComponent(oneLine)}` },
          { kind: 'file', value: oneLine },
        ],
        user: oneLine,
        [oneLine]: { nested: [oneLine] },
      };
      expect((await post('generic', JSON.stringify(alert))).status).toBe(202);
      const labels = { alertname: `Leak${randomUUID()}`, severity: 'critical', instance: oneLine };
      const alertmanager = {
        version: '4',
        groupKey: oneLine,
        status: 'firing',
        receiver: 'firebreak',
        alerts: [{ status: 'firing', labels, annotations: { summary: oneLine, description: written }, startsAt: new Date().toISOString() }],
      };
      await post('alertmanager', JSON.stringify(alertmanager));
      expect((await post('generic', JSON.stringify({ no_title: written }))).status).toBe(422);
      expect((await post('generic', `{"title": "${oneLine.replaceAll('"', '\\"')}`)).status).toBe(422);
      expect((await post('generic', '{}', { authorization: oneLine })).status).toBe(401);
    }
  }, 60_000);

  it('are in what people write', async () => {
    const { mira } = stage;
    for (const { written } of canaries) {
      const oneLine = written.replaceAll('\n', ' ');
      const lines = [
        `/incident note ${stage.incident} ${oneLine}`,
        `/incident severity ${stage.incident} high ${oneLine}`,
        `/contain deny P-3 ${oneLine}`,
        `/triage "${oneLine.replaceAll('"', '')}" ${stage.incident}`,
        `/enrich https://x:${oneLine.replace(/\W/g, '')}@files.example/a`,
        `/incident ${oneLine}`,
      ];
      await Promise.all(lines.map((line) => mira.command(stage.channel, line, { answerWithin: 0 })));
    }
    const titles = canaries.map(({ written }) => written.replaceAll('\n', ' '));
    for (const title of titles.slice(0, 6)) await answerTo(mira, stage.channel, `/incident open ${title}`);
    const { modal } = await mira.shortcut('open-incident');
    if (!modal) throw new Error('no modal');
    await mira.submit(modal, { title: titles[6] ?? '', severity: 'low' });
    await answered(mira, 'general', () => mira.say('general', `@firebreak incident note ${stage.incident} nothing`, { answerWithin: 0 }));
  }, 60_000);

  it('are in the reason for which an incident is closed, and the story is over', async () => {
    const all = canaries.map(({ written }) => written.replaceAll('\n', ' ')).join('; ');
    const opened = /INC-\d+/.exec(await answerTo(stage.mira, stage.channel, '/incident open A laptop was left in a taxi'))?.[0];
    for (const reason of [all.slice(0, 1500), all.slice(1500)]) {
      await answerTo(stage.mira, stage.channel, `/incident close ${opened} inconclusive ${reason}`);
    }
    await steps.at(-1)?.check(stage);
    await eventually(stage, quiet, 'something still waits');
  });
});

/** Nothing has been said in Slack for a second. */
async function quiet(): Promise<boolean> {
  const { calls } = practice.slack.control;
  const before = calls.length;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return calls.length === before || calls.at(-1)?.method === 'users.info';
}

describe('afterwards, none of them is found', () => {
  const everything = (): Record<string, string> => {
    const { control } = practice.slack;
    const said = control.channels().map(({ id }) => control.messages(id).filter(({ user }) => user !== stage.mira.id));
    const calls = control.calls.map(({ method, args, answer }) => ({ method, args, answer }));
    return {
      'what Slack holds': JSON.stringify([control.channels(), said]),
      'what Slack was sent': JSON.stringify(calls),
      Jira: JSON.stringify(practice.range.inspect.jira),
      'what Jira was sent': JSON.stringify(
        practice.range.requests.filter(({ system }) => system === 'jira').map(({ path, query, body }) => [path, query, body]),
      ),
      'the log': bot.output(),
    };
  };

  it('neither in Slack, in Jira nor in the log', async () => {
    await eventually(stage, async () => (await fetch(`${bot.url}/healthz`)).status === 200, 'the bot is gone');
    expect(bot.output().length).toBeGreaterThan(10_000);
    expect(sightings(canaries, everything())).toEqual([]);
  });

  it('nor in the database, its log of changes, and whatever else lies beside it', async () => {
    const files = readdirSync(folder);
    expect(files).toEqual(expect.arrayContaining(['story.db', 'story.db-wal']));
    const bytes = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
    expect(sightings(canaries, bytes)).toEqual([]);
  });

  it('in their place stands a fingerprint, the same for the same secret, which says nothing without the key of this store', async () => {
    const shown = JSON.stringify(practice.slack.control.channels().map(({ id }) => practice.slack.control.messages(id)));
    const prints = [...shown.matchAll(/\[secret∶?:?([0-9a-f]{8})\]/g)].map(([, print]) => print);
    expect(new Set(prints).size).toBeGreaterThanOrEqual(30);
    expect(prints.length).toBeGreaterThan(new Set(prints).size);
  });
});
