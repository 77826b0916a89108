import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { claimFolder } from './folder-claim.ts';
import { servePage } from './page/serve.ts';
import { rangePage } from './range/range-page.ts';
import { type Range, startRange } from './range/server.ts';
import { acmeSeed } from './seed.ts';
import type { Manifest } from './slack/manifest.ts';
import { type SlackServer, startSlack } from './slack/server.ts';
import type { StoryProgress } from './story.ts';
import { storyTeller } from './story-teller.ts';

/** The team files of the practice company: who is who, what is owned, what may happen. */
export const practiceTeam = join(import.meta.dirname, 'team');

export interface PracticeOptions {
  /** Port of the page and of Slack; the systems of the range take the ports after it. Any free ones when left out. */
  readonly port?: number;
  /** Where Slack and the range keep their state; in memory when left out. */
  readonly dataFolder?: string;
  /** The secret header of Okta, EventBridge and Alertmanager; random when left out. */
  readonly hookToken?: string;
  /** How Slack reaches the bot; `socket` when left out. */
  readonly slackMode?: 'socket' | 'http';
  /** Between two deliveries of the story, so that people can follow; 1200 when left out. */
  readonly pauseMs?: number;
  /** What every slash command begins with, as the bot's `COMMAND_PREFIX` has it: `/acme-`; `/` when left out. */
  readonly commandPrefix?: string;
}

/** A running practice workspace: a local Slack with its page, and the practice range behind it. */
export interface Practice {
  /** What a person opens in the browser. */
  readonly url: string;
  /** The environment by which the bot reaches all of it: Slack, hooks, team files, and every vendor. */
  readonly settings: Readonly<Record<string, string>>;
  readonly slack: SlackServer;
  readonly range: Range;
  /** Says where the bot listens (scheme, host, port): the story goes there, and over HTTP Slack too. @throws Error when Slack gets no answer there. */
  meetBot(botUrl: string): Promise<void>;
  /** Plays the account takeover to its end. `botUrl` as for `meetBot`. */
  playStory(botUrl?: string): Promise<StoryProgress>;
  close(): Promise<void>;
}

/**
 * Starts the practice workspace on loopback. Nothing of it opens anything outside this machine.
 * @throws FolderTaken when another practice keeps its state in the same folder; what Node.js says about a port or file that it may not have.
 */
export async function startPractice(options: PracticeOptions = {}): Promise<Practice> {
  const giveUp = options.dataFolder === undefined ? () => undefined : claimFolder(options.dataFolder, options.port ?? 0);
  try {
    const practice = await start(options);
    return { ...practice, close: () => practice.close().finally(giveUp) };
  } catch (problem) {
    giveUp();
    throw problem;
  }
}

async function start(options: PracticeOptions): Promise<Practice> {
  const { port, dataFolder, slackMode = 'socket' } = options;
  const hookToken = options.hookToken ?? randomBytes(18).toString('base64url');
  const githubSecret = randomBytes(24).toString('hex');
  let bot: string | undefined;

  const range = await startRange({
    ...(dataFolder === undefined ? {} : { file: join(dataFolder, 'practice-range.json') }),
    ...(port === undefined || port === 0 ? {} : { firstPort: port + 1 }),
  });
  const story = storyTeller({ hookToken, githubSecret, range, pauseMs: options.pauseMs ?? 1200, botUrl: () => bot });
  const slack = await startSlack({
    manifest: readManifest(options.commandPrefix ?? '/'),
    seed: acmeSeed,
    pages: [rangePage(range, story), servePage],
    ...(port === undefined ? {} : { port }),
    ...(dataFolder === undefined ? {} : { file: join(dataFolder, 'practice-slack.jsonl') }),
  }).catch(async (problem: unknown) => {
    await range.close();
    throw problem;
  });

  return {
    url: slack.url,
    settings: {
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      ...(slackMode === 'socket' ? { SLACK_APP_TOKEN: slack.appToken } : { SLACK_SIGNING_SECRET: slack.signingSecret }),
      HOOK_TOKEN: hookToken,
      HOOK_SECRET_GITHUB: githubSecret,
      FIREBREAK_TEAM: practiceTeam,
      ...range.settings,
    },
    slack,
    range,
    async meetBot(botUrl) {
      bot = botUrl;
      if (slackMode === 'http') await slack.useRequestUrl(`${botUrl}/slack/events`);
    },
    playStory(botUrl) {
      bot = botUrl ?? bot;
      return story.tell();
    },
    async close() {
      await Promise.all([slack.close(), range.close()]);
    },
  };
}

/** The manifest is the app's own: what it does not declare, the practice Slack does not offer either. */
function readManifest(commandPrefix: string): Manifest {
  const manifest: Manifest = parse(readFileSync(join(import.meta.dirname, '../../manifest.yml'), 'utf8'));
  const commands = manifest.features.slash_commands?.map((known) => ({ ...known, command: known.command.replace('/', commandPrefix) }));
  return { ...manifest, features: { ...manifest.features, ...(commands && { slash_commands: commands }) } };
}
