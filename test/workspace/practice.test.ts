import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { readTeamFiles } from '../../src/config/team-files.ts';
import type { RangeState } from '../../src/workspace/range-api.ts';
import { acmeSeed } from '../../src/workspace/seed.ts';
import { type Practice, practiceTeam, startPractice } from '../../src/workspace/start.ts';

const ours = { 'x-practice': '1' };
let practice: Practice | undefined;
afterEach(async () => {
  await practice?.close();
  practice = undefined;
});

/** A bot that takes every webhook. */
async function eagerBot() {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(request.url ?? '');
    request.resume().on('end', () => response.writeHead(202).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

describe('the practice team', () => {
  it('reads as team files, and its people are those of the practice Slack', async () => {
    const { team } = await readTeamFiles(practiceTeam);
    const inSlack = team.people.flatMap(({ slack, name }) => (slack === undefined ? [] : [[slack, name]]));
    const seeded = new Map(acmeSeed.people.map(({ id, realName }) => [id, realName]));
    expect(inSlack.length).toBeGreaterThan(4);
    for (const [slack, name] of inSlack) expect(seeded.get(slack ?? '')).toBe(name);
  });

  it('knows every name that the story uses for Alex', async () => {
    const { team } = await readTeamFiles(practiceTeam);
    expect(['alex@acme.example', 'alex.kim', 'alex-kim-acme'].map((name) => team.byIdentity(name)?.id)).toEqual(Array(3).fill('alex.kim'));
  });
});

describe('the practice workspace', () => {
  it('shows the range and plays the story when its page asks', async () => {
    const bot = await eagerBot();
    practice = await startPractice({ pauseMs: 0 });
    await practice.meetBot(bot.url);
    const begun = await fetch(`${practice.url}/range/story`, { method: 'POST', headers: ours });
    expect(begun.status).toBe(202);
    await practice.playStory();
    const state = (await (await fetch(`${practice.url}/range/state`)).json()) as RangeState;
    expect(state.systems.map(({ id }) => id)).toEqual([
      'okta',
      'aws',
      'cloudflare',
      'jira',
      'github',
      'abuseipdb',
      'pagerduty',
      'mail',
      'webhook',
      'watcher',
    ]);
    expect(state.story.steps.map(({ state: how }) => how)).toEqual(Array(6).fill('done'));
    expect(bot.received).toHaveLength(6);
    bot.close();
  });

  it('plays one story at a time', async () => {
    const bot = await eagerBot();
    practice = await startPractice({ pauseMs: 50 });
    await practice.meetBot(bot.url);
    const press = async () => (await fetch(`${practice?.url}/range/story`, { method: 'POST', headers: ours })).status;
    expect([await press(), await press()]).toEqual([202, 409]);
    await practice.playStory();
    bot.close();
  });

  it.each([
    ['without the header of the page', {}],
    ['from another site', { ...ours, origin: 'https://evil.example' }],
    ['across sites', { ...ours, 'sec-fetch-site': 'cross-site' }],
  ])('refuses to begin %s', async (_how, headers) => {
    practice = await startPractice();
    expect((await fetch(`${practice.url}/range/story`, { method: 'POST', headers })).status).toBe(403);
    expect(await (await fetch(`${practice.url}/range/state`)).json()).toMatchObject({ story: { running: false, steps: [] } });
  });

  it('says so when there is no bot yet', async () => {
    practice = await startPractice();
    expect((await practice.playStory()).steps).toMatchObject([{ state: 'failed' }]);
  });

  it('sends the range as it is, and again when something changes', async () => {
    practice = await startPractice();
    const stop = new AbortController();
    const response = await fetch(`${practice.url}/range/events`, { signal: stop.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('"active"');
    await fetch(`${practice.range.urls.okta}/api/v1/users/alex/lifecycle/suspend`, {
      method: 'POST',
      headers: { authorization: `SSWS ${practice.settings.OKTA_API_TOKEN}` },
    });
    expect((await reader?.read())?.value).toContain('"suspended"');
    stop.abort();
  });

  it('arms faults and shows requests, for tests that run it as a process of its own', async () => {
    practice = await startPractice();
    const arm = (fault: object) => fetch(`${practice?.url}/range/faults`, { method: 'POST', headers: ours, body: JSON.stringify(fault) });
    expect((await arm({ system: 'okta', status: 503, path: '/api/v1/users/me' })).status).toBe(200);
    expect((await arm({ system: 'okta' })).status).toBe(400);
    expect((await arm({ system: 'vault', status: 503 })).status).toBe(400);
    expect((await fetch(`${practice.range.urls.okta}/api/v1/users/me`)).status).toBe(503);
    const requests = await (await fetch(`${practice.url}/range/requests`)).json();
    expect(requests).toMatchObject([{ system: 'okta', path: '/api/v1/users/me', status: 503 }]);
  });
});

describe('as a process of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'practice-'));
  let child: ChildProcess | undefined;
  afterAll(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('prints where it is and how the bot reaches it, and keeps its state when it is stopped', async () => {
    const start = async () => {
      child = spawn(process.execPath, ['src/workspace/serve.ts', '--data', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      if (!child.stdout) throw new Error('the process has no output');
      const [line] = await once(createInterface(child.stdout), 'line');
      return JSON.parse(line) as { url: string; settings: Record<string, string> };
    };
    const { settings } = await start();
    expect(Object.keys(settings)).toEqual(
      expect.arrayContaining(['SLACK_API_URL', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'HOOK_TOKEN', 'FIREBREAK_TEAM', 'JIRA_URL']),
    );
    await fetch(`${settings.OKTA_ORG_URL}/api/v1/users/alex/lifecycle/suspend`, {
      method: 'POST',
      headers: { authorization: `SSWS ${settings.OKTA_API_TOKEN}` },
    });
    child?.kill('SIGTERM');
    expect(await once(child as ChildProcess, 'exit')).toEqual([0, null]);
    const { url } = await start();
    expect(await (await fetch(`${url}/range/state`)).text()).toContain('"suspended"');
    child?.kill('SIGTERM');
  });
});
