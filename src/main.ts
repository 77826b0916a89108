import path from 'node:path';
import { openHouse, root, startHouse } from './compose.ts';
import { loadDotEnv } from './config/dotenv.ts';
import { databaseUrlOf, teamFolderOf } from './config/grounds.ts';
import { exitMisconfigured, type Mode, modeOf } from './config/mode.ts';
import { readSettings, type Settings, settingsSchema } from './config/settings.ts';
import { ConfigurationError } from './core/errors.ts';
import type { Log } from './kit/log.ts';
import { openStore } from './storage/open.ts';
import { printedError } from './terminal/print.ts';

/** Something that runs until it is told to stop. */
interface Running {
  readonly announcement: string;
  readonly log: Log;
  stop(): Promise<void>;
}

/** Decides how to run from the settings and from what the store remembers of earlier runs. */
async function modeFor(settings: Settings): Promise<Mode> {
  const store = await openStore(databaseUrlOf(root, settings), { now: () => new Date().toISOString() });
  try {
    return modeOf(settings, { workspace: await store.fact('workspace') });
  } finally {
    await store.close();
  }
}

async function startReal(settings: Settings, mode: Mode): Promise<Running> {
  let url = settings.PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`;
  const house = await openHouse(settings, {
    databaseUrl: databaseUrlOf(root, settings),
    teamFolder: teamFolderOf(root, settings),
    publicUrl: () => url,
    log: { as: process.stderr.isTTY ? 'lines' : 'json', level: settings.LOG_LEVEL },
  });
  const running = await startHouse(house, false);
  url = settings.PUBLIC_URL ?? running.url;
  return {
    announcement: `Firebreak runs in Slack over ${mode === 'socket' ? 'Socket Mode' : 'HTTP'}. Pages and hooks: ${url}`,
    log: house.bot.log,
    stop: async () => {
      await running.stop();
      await house.close();
    },
  };
}

/** The practice workspace beside the bot, which reaches it only over HTTP and WebSocket. It is not part of what runs in production. */
async function startPractice(settings: Settings): Promise<Running> {
  const workspace = await import('./workspace/start.ts').catch(notInstalled);
  let url = `http://${settings.HOST}:${settings.PORT}`;
  const practice = await workspace
    .startPractice({
      port: settings.PRACTICE_PORT,
      dataFolder: path.join(root, 'data', 'var'),
      commandPrefix: settings.COMMAND_PREFIX,
      ...(settings.environment.HOOK_TOKEN !== undefined && { hookToken: settings.environment.HOOK_TOKEN }),
    })
    .catch((error: unknown) => cannotPractise(settings.PRACTICE_PORT, error));
  const practised = readSettings({ ...ownSettings(settings), ...practice.settings, ...teamOf(settings) });
  const house = await openHouse(practised, {
    databaseUrl: databaseUrlOf(root, settings),
    teamFolder: teamFolderOf(root, practised),
    publicUrl: () => url,
    log: { as: process.stderr.isTTY ? 'lines' : 'json', level: settings.environment.LOG_LEVEL === undefined ? 'warn' : settings.LOG_LEVEL },
  });
  const running = await startHouse(house, true);
  url = running.url;
  await practice.meetBot(url);
  return {
    announcement: `Open ${practice.url} to practise. Alerts go to ${url}/hooks/generic with the token ${practised.environment.HOOK_TOKEN}`,
    log: house.bot.log,
    stop: async () => {
      await running.stop();
      await house.close();
      await practice.close();
    },
  };
}

/** In practice the range stands for every vendor: what this machine knows of real ones is left out, so that no exercise ever reaches them. */
function ownSettings({ environment }: Settings): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name in settingsSchema.shape));
}

/** A team of one's own to practise with. */
function teamOf({ FIREBREAK_TEAM }: Settings): Readonly<Record<string, string>> {
  return FIREBREAK_TEAM === undefined ? {} : { FIREBREAK_TEAM };
}

function cannotPractise(port: number, cause: unknown): never {
  if (!(cause instanceof Error)) throw cause;
  if (cause.name === 'FolderTaken') {
    throw new ConfigurationError(`${cause.message} Two would overwrite each other's.`, {
      next: 'End the other one; or, if that process is no Firebreak, delete data/var/practice.lock.',
      cause,
    });
  }
  if (!('code' in cause)) throw cause;
  if (cause.code === 'EADDRINUSE') {
    throw new ConfigurationError(
      `The practice workspace cannot listen on port ${port}: another program, perhaps another Firebreak, listens there already.`,
      {
        next: 'End the other program, or set PRACTICE_PORT to a port that is free.',
        cause,
      },
    );
  }
  if (!('syscall' in cause)) throw cause;
  const file = 'path' in cause ? cause.path : 'a file in data/var';
  throw new ConfigurationError(`The practice workspace cannot keep its state: ${file} cannot be used (${cause.code}).`, {
    next: 'Make yourself the owner of data/var and what is in it (perhaps somebody else has run it there), or delete data/var/practice* to begin anew.',
    cause,
  });
}

/** A build, and an installation without development packages, have no practice workspace. */
function notInstalled(error: unknown): never {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
  throw new ConfigurationError('SLACK_BOT_TOKEN is missing, and the practice workspace is not part of this installation.', {
    next: 'Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP). To practise, clone the project and run: npm ci && npm start',
    cause: error,
  });
}

async function main(): Promise<void> {
  loadDotEnv(root);
  const settings = readSettings(process.env);
  const mode = await modeFor(settings);
  const { announcement, log, stop } = await (mode === 'practice' ? startPractice(settings) : startReal(settings, mode));
  process.stdout.write(`${announcement}\n`);
  const signal = await new Promise<string>((asked) => {
    // Listening for good, not once: npm and a terminal both pass Ctrl-C on, and the second one must not cut short an orderly end.
    for (const one of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(one, () => asked(one));
    // Whoever read along may be gone, with a terminal or a pipe: that is no reason to break off.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  });
  log.warn({ signal }, 'asked to end: what is under way is finished first');
  await stop();
  process.exit(0);
}

function fail(error: unknown): never {
  process.stderr.write(`${printedError(error)}\n`);
  process.exit(error instanceof ConfigurationError ? exitMisconfigured : 1);
}

await main().catch(fail);
