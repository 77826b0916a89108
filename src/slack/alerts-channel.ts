import { ConnectorError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import type { Channels } from './channels.ts';
import type { Identity } from './identity.ts';
import { readersOf, slackIds } from './incident-channel.ts';

/** The id of the channel for all cards. It is looked up once and again after `forget`. */
export interface AlertsChannel {
  id(): Promise<string>;
  /** When Slack no longer knows it, or it was archived. */
  forget(): void;
}

/**
 * Finds, joins or creates the channel named in `SLACK_ALERTS_CHANNEL`. One that we create is private and everybody who may read incidents is invited.
 */
export function alertsChannel(bot: Bot, channels: Channels, identity: Identity, nameOrId: string): AlertsChannel {
  let resolved: Promise<string> | undefined;

  /** The topic is set last: a channel of ours without one was cut off before everybody was in it. */
  async function furnish(channel: string): Promise<void> {
    await channels.invite(channel, slackIds(readersOf(bot, { suspects: [], restrictedTo: null })));
    await channels.setTopic(channel, 'One card per security incident. Private on purpose.');
  }

  async function resolve(): Promise<string> {
    const name = nameOrId.replace(/^#/, '');
    const found = await channels.find(name);
    if (found?.isArchived) throw cannotUse(name, 'is archived', 'Unarchive it, or name another in SLACK_ALERTS_CHANNEL.');
    if (found) {
      if (!found.isPrivate)
        bot.log.warn({ channel: found.id }, 'the alerts channel is public: everybody in the workspace can read it; make it private');
      if (!found.isMember) await channels.join(found.id);
      if (found.creator === identity.user && found.topic === '') await furnish(found.id);
      return found.id;
    }
    const created = await channels.create(name);
    if (created === undefined) throw cannotUse(name, 'exists, but Firebreak is not in it', `Type /invite @Firebreak in #${name}.`);
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

/** Tried again later: somebody mends this in Slack, and then the cards that waited appear. */
function cannotUse(name: string, why: string, next: string): ConnectorError {
  return new ConnectorError('slack', `The alerts channel #${name} ${why}, so no card can be shown.`, { retryable: true, next });
}
