import { App, type Logger, LogLevel } from '@slack/bolt';
import { WebClient, WebClientEvent } from '@slack/web-api';
import type { Manifest } from '../../../src/workspace/slack/manifest.ts';
import { type SlackOptions, type SlackServer, startSlack } from '../../../src/workspace/slack/server.ts';

/** A manifest that asks for everything these tests need. */
export const manifest: Manifest = {
  display_information: { name: 'Firebreak' },
  features: {
    bot_user: { display_name: 'firebreak' },
    slash_commands: [
      { command: '/triage', description: 'Show the queue', usage_hint: '[incident]', should_escape: false },
      { command: '/escaped', description: 'Sees people by id', should_escape: true },
    ],
    shortcuts: [
      { name: 'Open an incident', type: 'global', callback_id: 'open-incident', description: 'From anywhere' },
      { name: 'Add to timeline', type: 'message', callback_id: 'add-to-timeline', description: 'This message' },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'commands',
        'chat:write',
        'app_mentions:read',
        'channels:manage',
        'channels:read',
        'channels:history',
        'channels:join',
        'groups:write',
        'groups:read',
        'groups:history',
        'im:write',
        'im:read',
        'im:history',
        'users:read',
        'users:read.email',
        'files:write',
        'files:read',
        'pins:write',
        'pins:read',
        'reactions:read',
        'reactions:write',
        'team:read',
      ],
      bot_optional: ['bookmarks:write', 'bookmarks:read', 'usergroups:read'],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: ['app_mention', 'app_home_opened', 'message.channels', 'message.groups', 'message.im', 'reaction_added', 'member_joined_channel'],
    },
  },
};

export const start = (options: Partial<SlackOptions> = {}): Promise<SlackServer> => startSlack({ manifest, ...options });

/** These tests make apps fail on purpose; what the SDK says about it is no news. */
export const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** Slack's own client, which neither retries nor waits. */
export function clientOf(slack: SlackServer, token = slack.botToken): WebClient {
  const client = new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
  client.on(WebClientEvent.RATE_LIMITED, () => {});
  return client;
}

/** A Bolt app in Socket Mode, changed in nothing but the address. */
export function socketApp(slack: SlackServer): App {
  return new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
}

/** A Bolt app in HTTP mode. */
export function httpApp(slack: SlackServer): App {
  return new App({
    token: slack.botToken,
    signingSecret: slack.signingSecret,
    logger: quiet,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
}
