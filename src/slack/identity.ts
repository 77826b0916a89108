import { ConfigurationError } from '../core/errors.ts';
import type { SlackApi } from './web-client.ts';

/** Who we are in Slack, and what the token may do. */
export interface Identity {
  readonly team: string;
  readonly teamName: string;
  /** User id of the bot: what people mention. */
  readonly user: string;
  readonly bot: string;
  readonly scopes: ReadonlySet<string>;
}

/** Without these nothing works; the others of manifest.yml are missed one by one, each with its own sentence. */
const neededScopes = ['chat:write', 'commands', 'users:read', 'groups:read', 'groups:write'] as const;

/**
 * Asks Slack who we are.
 * @throws ConfigurationError when the token is no bot's, or lacks a scope without which nothing works. ConnectorError when Slack does not answer.
 */
export async function identify(api: SlackApi): Promise<Identity> {
  const said = await api.read('say who we are', (client) => client.auth.test());
  const { team_id: team, team: teamName, user_id: user, bot_id: bot } = said;
  if (team === undefined || user === undefined || bot === undefined) {
    throw new ConfigurationError('SLACK_BOT_TOKEN is not the token of a bot, so people could not be told from it.', {
      next: 'Use the "Bot User OAuth Token" of the app, which begins with xoxb-.',
    });
  }
  const scopes = new Set(said.response_metadata?.scopes ?? []);
  const missing = scopes.size === 0 ? [] : neededScopes.filter((scope) => !scopes.has(scope));
  if (missing.length > 0) {
    throw new ConfigurationError(`The Slack app lacks scopes without which nothing works: ${missing.join(', ')}.`, {
      next: 'Create the app from manifest.yml, or add these scopes and install it again.',
    });
  }
  return { team, teamName: teamName ?? team, user, bot, scopes };
}
