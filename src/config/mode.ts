import { ConfigurationError } from '../core/errors.ts';
import { hasNoSlack } from './grounds.ts';
import type { Settings } from './settings.ts';

/** Which Slack this run talks to: the local practice workspace, or the real one over a socket or over HTTP. */
export type Mode = 'practice' | 'socket' | 'http';

/** What the store remembers as its workspace while the real one could not be asked yet who it is. */
export const unmetWorkspace = 'unmet';

/** Exit code of a process that was set up wrongly (sysexits.h, EX_CONFIG). */
export const exitMisconfigured = 78;

/**
 * Decides how to run. Practice has to be impossible to enter by mistake: it starts only without any Slack token, not in production, and never on a
 * store that has met a real workspace. With both kinds of secret, Socket Mode wins.
 * `workspace` is what the store remembers: `practice`, the id of a real Slack team or `unmetWorkspace`, or undefined for a new store.
 * @throws ConfigurationError naming the setting that is missing; main ends with `exitMisconfigured`.
 */
export function modeOf(settings: Settings, { workspace }: { readonly workspace: string | undefined }): Mode {
  const { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, SLACK_SIGNING_SECRET: signing } = settings;
  if (hasNoSlack(settings)) return practice(settings, workspace);
  if (bot === undefined) {
    throw new ConfigurationError('SLACK_BOT_TOKEN is missing: the bot cannot write in Slack without it.', {
      next: 'Set SLACK_BOT_TOKEN to the Bot User OAuth Token (xoxb-…), or unset the other SLACK_ settings to practise.',
    });
  }
  if (app === undefined && signing === undefined) {
    throw new ConfigurationError('SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing: Slack has no way to reach the bot.', {
      next: 'Set SLACK_APP_TOKEN (Socket Mode, nothing to open to the outside), or SLACK_SIGNING_SECRET (HTTP).',
    });
  }
  if (workspace === 'practice') {
    throw new ConfigurationError('This store belongs to the practice workspace; its incidents are exercises.', {
      next: 'Set DATABASE_URL to another store, or leave it out.',
    });
  }
  return app === undefined ? 'http' : 'socket';
}

function practice({ NODE_ENV }: Settings, workspace: string | undefined): Mode {
  const next = 'Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).';
  if (NODE_ENV === 'production') {
    throw new ConfigurationError('SLACK_BOT_TOKEN is missing, and NODE_ENV=production forbids the practice workspace.', { next });
  }
  if (workspace !== undefined && workspace !== 'practice') {
    const whose = workspace === unmetWorkspace ? 'a real Slack workspace' : `the Slack workspace ${workspace}`;
    throw new ConfigurationError(`SLACK_BOT_TOKEN is missing, and this store belongs to ${whose}.`, {
      next: `${next} To practise, set DATABASE_URL to another store or leave it out.`,
    });
  }
  return 'practice';
}
