import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import type { Identity } from './identity.ts';
import type { SlackApi } from './web-client.ts';

/** Where a knock came from, in Slack's ids. */
export interface Knocker {
  readonly user: string;
  /** Workspace that Slack says the person acted from. */
  readonly team: string | undefined;
  readonly channel?: string | undefined;
  readonly message?: string | undefined;
}

/** Finds out who it is. Whoever is not a full member of this workspace and in people.yml comes back without a person and may do nothing. */
export type Who = (knocker: Knocker) => Promise<By>;

/** What of `users.info` decides whether somebody is a full member. */
interface Membership {
  readonly full: boolean;
  readonly timezone: string;
  readonly readAt: number;
}

/** A role or account that was taken away keeps counting for at most so long. */
const rememberMs = 60_000;
const mostRemembered = 5000;

export function resolver(bot: Bot, api: SlackApi, identity: Identity): Who {
  const remembered = new Map<string, Membership>();

  async function membership(user: string): Promise<Membership> {
    const now = Date.parse(bot.now());
    const known = remembered.get(user);
    if (known && now - known.readAt >= 0 && now - known.readAt < rememberMs) return known;
    const { user: found } = await api.reply('say who somebody is', (client) => client.users.info({ user }));
    const outside = [found?.is_restricted, found?.is_ultra_restricted, found?.is_stranger, found?.deleted, found?.is_bot].some(Boolean);
    const fresh = {
      full: found !== undefined && !outside && found.team_id === identity.team,
      timezone: found?.tz ?? 'UTC',
      readAt: now,
    };
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(user, fresh);
    return fresh;
  }

  return async ({ user, team, channel, message }) => {
    const { full, timezone } = await membership(user);
    const person = full && team === identity.team ? bot.files.team.bySlack(user) : undefined;
    return {
      actor: person ? { kind: 'human', id: person.id, name: person.name } : { kind: 'human', id: user, name: `Slack user ${user}` },
      person,
      entrance: 'slack',
      timezone: person?.timezone ?? timezone,
      slack: {
        team: team ?? 'unknown',
        user,
        ...(channel !== undefined && { channel }),
        ...(message !== undefined && { message }),
      },
    };
  };
}
