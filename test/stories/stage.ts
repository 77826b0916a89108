import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { type House, openHouse, startHouse } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Store } from '../../src/core/store.ts';
import { eventually, type Stage as PeopleOnStage, setStage } from '../../src/workspace/demo/stage.ts';
import type { ActingPerson } from '../../src/workspace/slack/acting-person.ts';
import { practiceTeam, startPractice } from '../../src/workspace/start.ts';

export { answered, answerTo } from '../../src/workspace/demo/answers.ts';

/** How a story is set up. */
export interface StageOptions {
  readonly mode?: 'socket' | 'http';
  /** Changes to the team's files, by name: from what the practice team has (nothing, for a new file) to what this story wants. */
  readonly team?: Readonly<Record<string, (yaml: string) => string>>;
  /** Further settings of the bot; undefined takes one away. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** From which level on the bot logs, to standard error; errors alone when left out. */
  readonly logLevel?: 'debug';
  /** Milliseconds between two messages in one channel. Few, so that stories are short; the demo runs at Slack's real pace. */
  readonly messageGapMs?: number;
}

/** The practice workspace with the whole bot in this process, on a database of its own. The demo's steps and helpers work on it. */
export interface Stage extends PeopleOnStage {
  readonly store: Store;
  /** What runs in this process: the bot as its flows see it. */
  readonly house: House;
  readonly priya: ActingPerson;
  readonly nadia: ActingPerson;
  readonly alex: ActingPerson;
  /** The bot's settings, for the terminal. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Stops the bot and starts it again on the same database, with further changes to the team's files, and to its settings for this time. */
  restart(team?: StageOptions['team'], changed?: StageOptions['settings'], whileStopped?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const webToken = 'web-token-of-the-stories-0123456789';

/** Starts everything and waits until the bot hears and works. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { mode = 'socket', messageGapMs = 10 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-story-'));
  cpSync(practiceTeam, join(folder, 'team'), { recursive: true });
  rewrite(folder, options.team);
  const practice = await startPractice({
    pauseMs: 10,
    slackMode: mode,
    commandPrefix: readSettings({ COMMAND_PREFIX: options.settings?.COMMAND_PREFIX }).COMMAND_PREFIX,
  });
  practice.slack.control.enforceRates('none');
  const settings = {
    ...practice.settings,
    FIREBREAK_TEAM: join(folder, 'team'),
    DATABASE_URL: `sqlite:${join(folder, 'story.db')}`,
    PORT: '0',
    WEB_TOKEN: webToken,
    SLACK_MESSAGE_GAP_MS: String(messageGapMs),
    ...options.settings,
  };
  const { logLevel } = options;
  let running = await startBot(settings, logLevel);
  await practice.meetBot(running.url);

  const bot = {
    get url() {
      return running.url;
    },
    webToken,
    ended: () => undefined,
    output: () => '',
    stop: () => running.stop(),
    kill: () => running.stop(),
  };
  const { control } = practice.slack;
  return {
    ...setStage(practice, bot, undefined),
    get store() {
      return running.house.bot.store;
    },
    get house() {
      return running.house;
    },
    priya: control.as('priya'),
    nadia: control.as('nadia'),
    alex: control.as('alex'),
    environment: settings,
    async restart(team, changed, whileStopped) {
      await running.stop();
      rewrite(folder, team);
      await whileStopped?.();
      running = await startBot({ ...settings, ...changed }, logLevel);
      await practice.meetBot(running.url);
    },
    async close() {
      await running.stop();
      await practice.close();
      expect(practice.range.strange).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startBot(
  environment: Readonly<Record<string, string | undefined>>,
  level: 'debug' | 'error' = 'error',
): Promise<{ url: string; house: House; stop(): Promise<void> }> {
  const settings = readSettings(environment);
  let url = '';
  const house = await openHouse(settings, {
    databaseUrl: settings.DATABASE_URL ?? '',
    teamFolder: settings.FIREBREAK_TEAM ?? '',
    publicUrl: () => url,
    log: { as: 'lines', level },
  });
  const running = await startHouse(house, false);
  url = running.url;
  return {
    url,
    house,
    stop: async () => {
      await running.stop();
      await house.close();
    },
  };
}

function rewrite(folder: string, changes: StageOptions['team'] = {}): void {
  for (const [name, change] of Object.entries(changes)) {
    const file = join(folder, 'team', name);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const after = change(before);
    if (after === before) throw new Error(`The change to ${name} changed nothing.`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, after);
  }
}

/** Plays the account takeover and waits for its case: the card, the channel, four proposals, the ticket. Fills in `incident`, `channel` and `ticket`. */
export async function playTakeover(stage: Stage): Promise<void> {
  const { steps } = await stage.practice.playStory(stage.bot.url);
  const failed = steps.find(({ state }) => state === 'failed');
  if (failed) throw new Error(`“${failed.title}” was not taken: ${failed.detail}`);
  const incident = await eventually(
    stage,
    async () => (await stage.store.incidents()).find(({ rule }) => rule === 'account-takeover'),
    'no takeover',
  );
  stage.incident = incident.id;
  await eventually(
    stage,
    async () => (await stage.store.proposals({ incident: incident.id })).length === 4 && (await settled(stage)),
    'The case did not come to rest.',
  );
  const channel = (await stage.store.mirror(`channel:${incident.id}`))?.ref.channel;
  stage.channel = stage.practice.slack.control.channels().find(({ id }) => id === channel)?.name ?? '';
  stage.ticket = (await stage.store.mirror(`ticket:jira:${incident.id}`))?.ref.key ?? '';
}

/** States in which the bot itself is about to do something. */
const underWay = ['approved', 'intended', 'executing', 'undoing'] as const;

/** Whether everything is drawn, no containment is under way, and no job is due: those for later (a proposal expires, a lease ends) may wait. */
export async function settled({ store }: Pick<Stage, 'store'>): Promise<boolean> {
  const { jobs, outbox } = await store.backlog();
  const busy = (await store.proposals({})).some(({ state }) => underWay.some((one) => one === state));
  return outbox.waiting + outbox.ambiguous + jobs.due === 0 && !busy;
}
