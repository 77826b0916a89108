import { ConnectorError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import type { Channels } from './channels.ts';
import type { Identity } from './identity.ts';
import { readersOf, slackIds } from './incident-channel.ts';

/** The id of a channel that serves all incidents. It is looked up once and again after `forget`. */
export interface ChannelOfOurs {
  id(): Promise<string>;
  /** When Slack no longer knows it, or it was archived. */
  forget(): void;
}

/** Which one it is, and what it is for. */
interface Purpose {
  readonly nameOrId: string;
  /** The setting that names it. */
  readonly setting: string;
  /** `alerts channel` */
  readonly title: string;
  readonly topic: string;
  /** What does not work without it, as the end of a sentence: `so no card can be shown`. */
  readonly without: string;
}

/** Finds, joins or creates the channel that a setting names. One that we create is private and everybody who may read incidents is invited. */
export function channelOfOurs(bot: Bot, channels: Channels, identity: Identity, purpose: Purpose): ChannelOfOurs {
  const { nameOrId, setting, title, topic } = purpose;
  let resolved: Promise<string> | undefined;

  /** The topic is set last: a channel of ours without one was cut off before everybody was in it. */
  async function furnish(channel: string): Promise<void> {
    await channels.invite(channel, slackIds(readersOf(bot, { suspects: [], restrictedTo: null })));
    await channels.setTopic(channel, topic);
  }

  async function resolve(): Promise<string> {
    const name = nameOrId.replace(/^#/, '');
    const found = await channels.find(name);
    if (found?.isArchived) throw cannotUse(purpose, name, 'is archived', `Unarchive it, or name another in ${setting}.`);
    if (found) {
      if (!found.isPrivate) bot.log.warn({ channel: found.id }, `the ${title} is public: everybody in the workspace can read it; make it private`);
      if (!found.isMember) await channels.join(found.id);
      if (found.creator === identity.user && found.topic === '') await furnish(found.id);
      return found.id;
    }
    const created = await channels.create(name);
    if (created === undefined) throw cannotUse(purpose, name, 'exists, but Firebreak is not in it', `Type /invite @Firebreak in #${name}.`);
    await furnish(created);
    return created;
  }

  return {
    id: () => {
      resolved ??= resolve().catch((error: unknown) => {
        resolved = undefined;
        throw error;
      });
      return resolved;
    },
    forget: () => {
      resolved = undefined;
    },
  };
}

/** Tried again later: somebody mends this in Slack, and then what waited appears. */
function cannotUse({ title, without }: Purpose, name: string, why: string, next: string): ConnectorError {
  return new ConnectorError('slack', `The ${title} #${name} ${why}, ${without}.`, { retryable: true, next });
}
