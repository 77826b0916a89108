import { ConnectorError } from '../core/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Identity } from './identity.ts';
import type { Accounts } from './membership.ts';
import { slackWord } from './slack-error.ts';
import type { SlackApi } from './web-client.ts';

/** A channel as far as it concerns us. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly creator: string;
  readonly topic: string;
  /** Unix seconds. */
  readonly created: number;
  readonly isArchived: boolean;
  readonly isMember: boolean;
  /** Shared with another company, or about to be. Nothing of ours is ever posted there. */
  readonly isShared: boolean;
}

/** What we do with channels; each call asks Slack. */
export interface Channels {
  /** By id or by name without `#`; undefined when there is none that we can see. */
  find(nameOrId: string): Promise<Channel | undefined>;
  /** Creates a private one. Undefined: the name is taken. */
  create(name: string): Promise<string | undefined>;
  join(channel: string): Promise<void>;
  /** User ids, bots included. */
  members(channel: string): Promise<ReadonlySet<string>>;
  /** Invites each full member of the workspace who is not in it yet. Guests and whoever cannot be invited are passed over, with a log line. Returns who was. */
  invite(channel: string, users: readonly string[]): Promise<readonly string[]>;
  /** Removes those of these users who are in it. */
  remove(channel: string, users: readonly string[]): Promise<void>;
  /** Removes everybody who is not among these users; the bot stays. */
  keepOnly(channel: string, users: readonly string[]): Promise<void>;
  setTopic(channel: string, topic: string): Promise<void>;
  /** @throws ConnectorError when the channel is shared with another company; asked again after a minute. */
  refuseShared(channel: string): Promise<void>;
}

const pageSize = 200;
const mostPages = 50;
/** Milliseconds for which a channel that was not shared counts as such. */
const rememberMs = 60_000;

export function channels(api: SlackApi, identity: Identity, accountOf: Accounts, log: Log): Channels {
  /** When each channel was last seen to be our own. */
  const seenOwn = new Map<string, number>();

  /** Whether somebody could be invited. One who cannot holds up nobody else. */
  async function isInvited(channel: string, user: string): Promise<boolean> {
    if ((await accountOf(user)).standing.verdict === 'outside') {
      log.warn({ channel, user }, 'somebody in people.yml is a guest, a stranger or deactivated in Slack, and was not invited');
      return false;
    }
    try {
      await api.change('invite somebody', (client) => client.conversations.invite({ channel, users: user }));
      return true;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.retryable || error.unknown) throw error;
      log.warn({ channel, user, word: slackWord(error) }, 'somebody could not be invited into an incident’s channel');
      return false;
    }
  }

  async function kick(channel: string, users: readonly string[]): Promise<void> {
    for (const user of users) await api.change('remove somebody from a channel', (client) => client.conversations.kick({ channel, user }));
  }

  return {
    find: (nameOrId) => (/^[CG][A-Z0-9]{6,}$/.test(nameOrId) ? info(api, nameOrId) : byName(api, nameOrId)),
    create: async (name) => {
      try {
        const { channel } = await api.change('create a private channel', (client) => client.conversations.create({ name, is_private: true }));
        return channel?.id;
      } catch (error) {
        if (slackWord(error) === 'name_taken') return undefined;
        throw error;
      }
    },
    join: async (channel) => {
      await api.change('let us join a channel', (client) => client.conversations.join({ channel }));
    },
    members: (channel) => members(api, channel),
    invite: async (channel, users) => {
      const inside = await members(api, channel);
      const missing = users.filter((user) => !inside.has(user) && user !== identity.user);
      const invited: string[] = [];
      for (const user of missing) if (await isInvited(channel, user)) invited.push(user);
      return invited;
    },
    remove: async (channel, users) => {
      if (users.length === 0) return;
      const inside = await members(api, channel);
      await kick(
        channel,
        users.filter((one) => inside.has(one)),
      );
    },
    keepOnly: async (channel, users) => {
      const inside = await members(api, channel);
      await kick(
        channel,
        [...inside].filter((user) => !users.includes(user) && user !== identity.user),
      );
    },
    setTopic: async (channel, topic) => {
      await api.change('set the topic of a channel', (client) => client.conversations.setTopic({ channel, topic }));
    },
    refuseShared: async (channel) => {
      const known = seenOwn.get(channel);
      if (known !== undefined && performance.now() - known < rememberMs) return;
      if ((await info(api, channel))?.isShared === true) {
        throw new ConnectorError('slack', 'That channel is shared with another company, so nothing is posted there.', {
          retryable: true,
          next: 'Stop sharing it, or name a private channel of your own workspace in SLACK_ALERTS_CHANNEL.',
        });
      }
      seenOwn.set(channel, performance.now());
    },
  };
}

async function info(api: SlackApi, channel: string): Promise<Channel | undefined> {
  try {
    const { channel: found } = await api.read('look at a channel', (client) => client.conversations.info({ channel }));
    return found && read(found);
  } catch (error) {
    if (slackWord(error) === 'channel_not_found') return undefined;
    throw error;
  }
}

async function byName(api: SlackApi, name: string): Promise<Channel | undefined> {
  const kinds = { types: 'public_channel,private_channel', exclude_archived: false };
  const list = (from: From) => api.read('list channels', (client) => client.conversations.list({ ...kinds, ...from }));
  for await (const { channels: listed } of pagesOf(list)) {
    const found = listed?.find((channel) => channel.name === name);
    if (found) return read(found);
  }
  return undefined;
}

async function members(api: SlackApi, channel: string): Promise<ReadonlySet<string>> {
  const list = (from: From) => api.read('list the members of a channel', (client) => client.conversations.members({ channel, ...from }));
  const all = new Set<string>();
  for await (const { members: listed } of pagesOf(list)) for (const user of listed ?? []) all.add(user);
  return all;
}

/** Where a page of a list begins. */
interface From {
  readonly limit: number;
  readonly cursor?: string;
}

/** What Slack hands out in pages, as far as we follow it. */
async function* pagesOf<Page extends { readonly response_metadata?: { readonly next_cursor?: string } }>(
  list: (from: From) => Promise<Page>,
): AsyncGenerator<Page> {
  let cursor = '';
  for (let page = 0; page < mostPages; page++) {
    const listed = await list({ limit: pageSize, ...(cursor !== '' && { cursor }) });
    yield listed;
    cursor = listed.response_metadata?.next_cursor ?? '';
    if (cursor === '') return;
  }
}

/** What `conversations.list` and `conversations.info` say about a channel. */
interface SaidChannel {
  readonly id?: string;
  readonly name?: string;
  readonly is_private?: boolean;
  readonly creator?: string;
  readonly topic?: { readonly value?: string };
  readonly created?: number;
  readonly is_archived?: boolean;
  readonly is_member?: boolean;
  readonly is_ext_shared?: boolean;
  readonly is_pending_ext_shared?: boolean;
}

function read(said: SaidChannel): Channel {
  return {
    id: said.id ?? '',
    name: said.name ?? '',
    isPrivate: said.is_private === true,
    creator: said.creator ?? '',
    topic: said.topic?.value ?? '',
    created: said.created ?? 0,
    isArchived: said.is_archived === true,
    isMember: said.is_member === true,
    isShared: said.is_ext_shared === true || said.is_pending_ext_shared === true,
  };
}
