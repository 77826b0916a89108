import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type BotProcess, startBot } from '../../src/workspace/demo/bot-process.ts';
import { eventually, messageWith, setStage } from '../../src/workspace/demo/stage.ts';
import { type Practice, startPractice } from '../../src/workspace/start.ts';

let practice: Practice;
let folder: string;
beforeEach(async () => {
  practice = await startPractice();
  practice.slack.control.enforceRates('none');
  folder = mkdtempSync(join(tmpdir(), 'firebreak-no-slack-'));
});
afterEach(async () => {
  await practice.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The bot as a process of its own; `changed` settings, undefined takes one away. */
async function start(changed: Readonly<Record<string, string | undefined>> = {}): Promise<BotProcess> {
  const all = { ...practice.settings, DATABASE_URL: `sqlite:${join(folder, 'test.db')}`, SLACK_MESSAGE_GAP_MS: '10', ...changed };
  const bot = await startBot(Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))));
  onTestFinished(() => bot.stop());
  return bot;
}

const post = (bot: BotProcess) =>
  fetch(`${bot.url}/hooks/generic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${practice.settings.HOOK_TOKEN}`, 'content-type': 'application/json' },
    body: '{"title":"Ransom note on a share","severity":"fatal","observables":["host:files-1","203.0.113.7"]}',
  });
const readiness = async (bot: BotProcess) => (await fetch(`${bot.url}/readyz`)).json() as Promise<{ status: string; parts: Record<string, string> }>;

describe('while Slack cannot be reached', () => {
  it.each(['auth.test', 'apps.connections.open'])(
    'at %s, the bot starts, takes alerts and opens tickets; later it connects by itself and the card is there once',
    async (method) => {
      practice.slack.control.faults.add({ method, mishap: { drop: 'before' }, times: Number.POSITIVE_INFINITY });
      const bot = await start();
      const stage = setStage(practice, bot, undefined);
      const answer = await eventually(stage, () => post(bot).catch(() => undefined), 'the bot does not listen');
      expect(answer.status).toBe(202);
      expect(await readiness(bot)).toMatchObject({ status: 'ready', parts: { store: 'ok', slack: 'not connected' } });
      await eventually(stage, () => practice.range.inspect.jira.issues.length === 1, 'no ticket was opened');
      expect(bot.output()).toMatch(method === 'auth.test' ? /Slack is not connected: alerts are taken/ : /Slack could not be reached; trying again/);

      practice.slack.control.faults.clear();
      const channels = () => practice.slack.control.channels().map(({ name }) => name);
      await eventually(stage, () => channels().includes('security-alerts'), 'the alerts channel did not come');
      await eventually(stage, () => messageWith(stage.mira, 'security-alerts', 'INC-1', 'Ransom note'), 'the card did not come');
      await eventually(stage, async () => (await readiness(bot)).parts.slack === 'ok', 'it does not say that it is connected');
      expect(practice.slack.control.messages('security-alerts').filter(({ subtype }) => subtype === null)).toHaveLength(1);
      const { answers } = await stage.mira.command('security-alerts', '/triage INC-1');
      expect(answers.length).toBeGreaterThan(0);
    },
  );

  it('its store is no practice store all the same', async () => {
    practice.slack.control.faults.add({ method: '*', mishap: { drop: 'before' }, times: Number.POSITIVE_INFINITY });
    const bot = await start();
    await eventually(setStage(practice, bot, undefined), () => post(bot).catch(() => undefined), 'the bot does not listen');
    await bot.stop();
    const other = await start({ SLACK_BOT_TOKEN: undefined, SLACK_APP_TOKEN: undefined });
    await expect.poll(() => other.ended(), { timeout: 10_000 }).toBe('exit code 78');
    expect(other.output()).toContain('this store belongs to a real Slack workspace');
  });
});

it.each([
  ['SLACK_BOT_TOKEN', { SLACK_BOT_TOKEN: 'xoxb-wrong' }],
  ['SLACK_APP_TOKEN', { SLACK_APP_TOKEN: 'xapp-wrong' }],
] as const)('a %s that Slack refuses ends the start, by its name', async (name, changed) => {
  const bot = await start(changed);
  await expect.poll(() => bot.ended(), { timeout: 15_000 }).toMatch(/^exit code/);
  expect(bot.output()).toMatch(/invalid_auth/);
  expect(bot.output()).toContain(name);
});
