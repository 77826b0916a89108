import type { Bot } from '../kit/bot.ts';
import type { Identity } from './identity.ts';
import type { SlackApi } from './web-client.ts';

/** What Slack says about somebody. */
export interface Membership {
  /** A person with an account of their own in this workspace: no guest, nobody from another company, no bot, not deactivated. */
  readonly full: boolean;
  /** IANA time zone. */
  readonly timezone: string;
}

/** Asks Slack what somebody is in this workspace; an answer counts for a minute. @throws ConnectorError when Slack does not say, which means nobody is let in. */
export type Memberships = (user: string) => Promise<Membership>;

/** Milliseconds for which an account that was taken away may keep counting. */
const rememberMs = 60_000;
const mostRemembered = 5000;

export function memberships(bot: Pick<Bot, 'now'>, api: SlackApi, identity: Identity): Memberships {
  const remembered = new Map<string, Membership & { readonly readAt: number }>();

  return async (user) => {
    const now = Date.parse(bot.now());
    const known = remembered.get(user);
    if (known && now - known.readAt >= 0 && now - known.readAt < rememberMs) return known;
    const { user: found } = await api.reply('say who somebody is', (client) => client.users.info({ user }));
    const outside = [found?.is_restricted, found?.is_ultra_restricted, found?.is_stranger, found?.deleted, found?.is_bot].some(Boolean);
    const fresh = { full: found !== undefined && !outside && found.team_id === identity.team, timezone: found?.tz ?? 'UTC', readAt: now };
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(user, fresh);
    return fresh;
  };
}
