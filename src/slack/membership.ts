import { countsFrom } from '../core/approver-group.ts';
import { type Decision, decide } from '../core/decision.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Membership } from '../core/membership.ts';
import type { Person } from '../core/team.ts';
import type { Bot } from '../kit/bot.ts';
import { readGroup } from './approver-groups.ts';
import { slackWord } from './slack-error.ts';
import type { SlackApi } from './web-client.ts';

/** What Slack says about somebody. */
export interface Account {
  /** A person with an account of their own in this workspace: no guest, nobody from another company, no bot, not deactivated. Otherwise why not. */
  readonly standing: Decision<'member' | 'outside'>;
  /** IANA time zone. */
  readonly timezone: string;
}

/** Asks Slack what somebody is in this workspace. @throws ConnectorError when Slack does not say, which means nobody is let in. */
export type Accounts = (user: string) => Promise<Account>;

/** Milliseconds after which Slack is asked again before a decision. */
const askAgainMs = 15_000;
/** Milliseconds for which an answer counts while Slack gives no newer one: as long an account that was taken away may go on. */
const rememberMs = 60_000;
const mostRemembered = 5000;

/** `team`: the workspace that accounts have to belong to. */
export function accountsOf(api: SlackApi, { now, team }: { readonly now: Bot['now']; readonly team: () => Promise<string> }): Accounts {
  return lately(now, async (user) => {
    const { user: found } = await api.ask('say who somebody is', (client) => client.users.info({ user })).catch(nobodyThere);
    const why = await whyOutside(found, team);
    const standing = why === undefined ? decide('member') : decide('outside', `The Slack account ${user} ${why}.`);
    return { standing, timezone: found?.tz ?? 'UTC' };
  });
}

interface Flags {
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_stranger?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly team_id?: string;
  readonly tz?: string;
}

async function whyOutside(found: Flags | undefined, team: () => Promise<string>): Promise<string | undefined> {
  if (found === undefined) return 'does not exist';
  if (found.deleted) return 'is deactivated';
  if (found.is_bot) return 'is a bot’s';
  if (found.is_stranger) return 'is of another company';
  if (found.is_restricted || found.is_ultra_restricted) return 'is a guest’s';
  return found.team_id === (await team()) ? undefined : 'belongs to another workspace';
}

/** That Slack knows nobody by this id is an answer. */
function nobodyThere(error: unknown): { readonly user?: Flags } {
  if (['user_not_found', 'user_not_visible'].includes(slackWord(error) ?? '')) return {};
  throw error;
}

/** What memberships are judged by. `groups`: those of which an approver is in at least one; `groupHours`: how long before whoever is new in one counts. */
export interface MembershipSettings extends Pick<Bot, 'now' | 'store'> {
  readonly groups: readonly string[];
  readonly groupHours: number;
}

/**
 * Who of these people still belongs to the team: their accounts are members' and, where policy pins Slack user groups, in one of them, and not only since yesterday. What
 * Slack does not say is `unread`; nothing is thrown.
 */
export function liveMemberships(api: SlackApi, { now, store, groups, groupHours }: MembershipSettings): Bot['memberships'] {
  const team = once(async () => (await api.ask('say who we are', (client) => client.auth.test())).team_id ?? '');
  const account = accountsOf(api, { now, team });
  const group = lately(now, (usergroup) => readGroup(api, { store, now }, usergroup, groupHours));

  async function membershipOf({ slack, pinned }: Person): Promise<Membership> {
    if (slack === undefined)
      return decide('outside', 'people.yml names no Slack account, so nobody can say whether its owner still belongs to the team.');
    try {
      const { standing } = await account(slack);
      if (standing.verdict === 'outside' || groups.length === 0) return standing;
      const inside = (await Promise.all(groups.map(async (id) => (await group(id))[slack]))).filter((since) => since !== undefined);
      if (inside.length === 0) return decide('outside', `The Slack account ${slack} is in no user group of approvers (${groups.join(', ')}).`);
      const from = inside.map((since) => (since === null ? '' : countsFrom(since, groupHours))).toSorted()[0] ?? '';
      if (pinned || now() >= from) return standing;
      return decide('outside', `The Slack account ${slack} is new in a user group of approvers: it counts from ${from} on.`);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return unread(slack, error.message);
    }
  }

  return async (people) => {
    const known = new Map(await Promise.all(people.map(async (person) => [person.id, await membershipOf(person)] as const)));
    return ({ id }) => known.get(id) ?? unread(id, 'It was not asked.');
  };
}

function unread(account: string, why: string): Membership {
  return decide('unread', `Slack could not say whether ${account} still belongs to the team. ${why}`);
}

/** Without a workspace to ask, nobody's membership is known. */
export const noMemberships: Bot['memberships'] = async () => () =>
  decide('unread', 'No Slack is set up here that could say who still belongs to the team.');

/** Reads by key; what was read counts for a quarter of a minute, and for a minute while it cannot be read anew. Who asks at the same time shares one answer. */
function lately<Value>(now: Bot['now'], read: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const known = new Map<string, { readonly value: Value; readonly at: number }>();
  const underWay = new Map<string, Promise<Value>>();

  async function readAnew(key: string, at: number): Promise<Value> {
    const value = await read(key);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, { value, at });
    return value;
  }

  return async (key) => {
    const at = Date.parse(now());
    const kept = known.get(key);
    const within = (ms: number) => kept !== undefined && at >= kept.at && at - kept.at < ms;
    if (kept !== undefined && within(askAgainMs)) return kept.value;
    const reading = underWay.get(key) ?? readAnew(key, at).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    try {
      return await reading;
    } catch (error) {
      if (kept !== undefined && within(rememberMs)) return kept.value;
      throw error;
    }
  };
}

/** Asks until there is an answer, and then never again. */
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let said: Promise<Value> | undefined;
  return () => {
    said ??= ask().catch((error: unknown) => {
      said = undefined;
      throw error;
    });
    return said;
  };
}
