import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import type { Identity } from './identity.ts';
import type { Accounts } from './membership.ts';

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

export function resolver(bot: Bot, accountOf: Accounts, identity: Identity): Who {
  return async ({ user, team, channel, message }) => {
    const { standing, timezone } = await accountOf(user);
    const person = standing.verdict === 'member' && team === identity.team ? bot.files.team.bySlack(user) : undefined;
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
