import type { Json, JsonObject } from '../../page-api.ts';
import type { Triggers } from '../app/triggers.ts';
import { lookUpChannel } from '../channels.ts';
import type { OpenId } from '../openid.ts';
import type { Rates, Tier } from '../rates.ts';
import type { Channel, User } from '../records.ts';
import { refusedAt, SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';

/** What every method works with. */
export interface Around {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly rates: Rates;
  /** Scopes that were granted. */
  readonly scopes: () => readonly string[];
  /** `http://127.0.0.1:4100` */
  readonly origin: () => string;
  readonly openid: OpenId;
  /** A Socket Mode address that can be used once. */
  readonly socketUrl: () => string;
}

/** One method of the Web API. What it returns is answered with `ok: true`. */
export interface Method {
  /** `app`: takes an app-level token (`xapp-`); `none`: takes none, whoever asks proves it otherwise; all others take the bot's. */
  readonly token?: 'app' | 'none';
  /** Scopes that are always needed; what depends on the channel is asked for with `needScope`. */
  readonly scopes?: readonly string[];
  readonly tier: Tier;
  run(args: Args, around: Around): JsonObject | Promise<JsonObject>;
}

export type Methods = Readonly<Record<string, Method>>;

/** The arguments of one call. Forms carry JSON as text; both spellings are understood. */
export interface Args {
  /** @throws SlackError `invalid_arguments` when it is missing. */
  text(name: string): string;
  optional(name: string): string | undefined;
  flag(name: string): boolean;
  number(name: string, otherwise: number): number;
  /** @throws SlackError with this code when it is not JSON. */
  json(name: string, code: string): Json | undefined;
}

export function argsOf(given: Readonly<Record<string, unknown>>): Args {
  const optional = (name: string): string | undefined => {
    const value = given[name];
    return value === undefined || value === null ? undefined : typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  return {
    optional,
    text(name) {
      const value = optional(name);
      if (value === undefined || value === '') throw refusedAt('invalid_arguments', [`missing required field: ${name}`]);
      return value;
    },
    flag: (name) => given[name] === true || given[name] === 'true' || given[name] === '1',
    number: (name, otherwise) => Number(given[name] ?? otherwise),
    json(name, code) {
      const value = given[name];
      if (typeof value !== 'string') return value as Json | undefined;
      try {
        return JSON.parse(value);
      } catch {
        throw new SlackError(code);
      }
    },
  };
}

/** @throws SlackError `missing_scope`, naming what is needed and what there is. Any one of the scopes will do. */
export function needScope(around: Around, ...anyOf: readonly string[]): void {
  const provided = around.scopes();
  if (anyOf.some((scope) => provided.includes(scope))) return;
  throw new SlackError('missing_scope', { needed: anyOf.join(','), provided: provided.join(',') });
}

/** The scope that a channel of this kind needs: `channels:read`, `groups:history`, `im:write` … */
export function channelScope(channel: Channel, what: 'read' | 'history' | 'write' | 'manage'): string {
  if (channel.kind === 'public') return what === 'write' ? 'channels:manage' : `channels:${what}`;
  const family = channel.kind === 'private' ? 'groups' : 'im';
  return `${family}:${what === 'manage' ? 'write' : what}`;
}

/** @throws SlackError `channel_not_found`, also for private channels that the bot is not in. */
export function seenChannel(around: Around, reference: string): Channel {
  const { workspace } = around;
  const channel = lookUpChannel(workspace, reference);
  if (!channel || (channel.kind !== 'public' && !channel.members.includes(workspace.app.user))) throw new SlackError('channel_not_found');
  return channel;
}

/** @throws SlackError `channel_not_found`, `is_archived` or `not_in_channel`. */
export function joinedChannel(around: Around, reference: string): Channel {
  const channel = seenChannel(around, reference);
  if (channel.archived) throw new SlackError('is_archived');
  if (!channel.members.includes(around.workspace.app.user)) throw new SlackError('not_in_channel');
  return channel;
}

/** @throws SlackError `user_not_found`. */
export function knownUser(around: Around, id: string): User {
  const user = around.workspace.users.get(id);
  if (!user) throw new SlackError('user_not_found');
  return user;
}

/** One page of a list, and the cursor to the next. Cursors are offsets. @throws SlackError `invalid_cursor`. */
export function page<Item>(items: readonly Item[], args: Args, usual: number): { items: readonly Item[]; next: string } {
  const limit = Math.min(Math.max(args.number('limit', usual) || usual, 1), 1000);
  const cursor = args.optional('cursor') ?? '';
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString());
  if (!Number.isInteger(start)) throw new SlackError('invalid_cursor');
  const end = start + limit;
  return { items: items.slice(start, end), next: end < items.length ? Buffer.from(String(end)).toString('base64') : '' };
}
