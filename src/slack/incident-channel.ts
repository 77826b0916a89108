import { type Guarded, isKeptFrom } from '../core/access.ts';
import { firebreak } from '../core/actor.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Mirror } from '../core/store.ts';
import type { Person } from '../core/team.ts';
import type { Bot } from '../kit/bot.ts';
import type { Channels } from './channels.ts';
import type { Identity } from './identity.ts';

/** How many names are tried when others have taken the first ones. */
const mostNames = 5;

/** Makes sure that the incident has its own private channel, with those in it who may read it and without those whom it is about. */
export type OpenChannel = (incident: Incident) => Promise<Mirror>;

export function channelOpener(bot: Bot, channels: Channels, identity: Identity): OpenChannel {
  async function create(incident: Incident): Promise<{ readonly id: string; readonly name: string }> {
    // Its number alone: a title is an attacker's to write, and which rule fits may be known only later. An attempt after a lost answer finds the same name.
    const wanted = `${incident.drill ? 'drill-' : ''}${incident.id.toLowerCase()}`;
    for (let nth = 1; nth <= mostNames; nth++) {
      const name = nth === 1 ? wanted : `${wanted}-${nth}`;
      const id = await channels.create(name);
      if (id !== undefined) return { id, name };
      const taken = await channels.find(name);
      // Ours, made by an attempt whose answer was lost. An older one belongs to another incident of this number, before the store was new.
      if (taken && taken.creator === identity.user && !taken.isArchived && taken.created * 1000 >= Date.parse(incident.openedAt) - 60_000)
        return taken;
    }
    throw new ConnectorError('slack', `Channels named ${wanted} to ${wanted}-${mostNames} exist already, so ${incident.id} got none.`, {
      retryable: false,
      next: 'Rename or archive the old ones.',
    });
  }

  async function commitOpened(
    incident: Incident,
    channel: { readonly id: string; readonly name: string },
    invited: readonly string[],
  ): Promise<Mirror> {
    const mirror: Mirror = { subject: `channel:${incident.id}`, ref: { channel: channel.id } };
    await bot.store.commit({
      events: [
        {
          incident: incident.id,
          type: 'channel.opened',
          happenedAt: bot.now(),
          by: firebreak,
          payload: { channel: channel.id, name: channel.name, invited: [...invited] },
        },
      ],
      mirrors: [mirror],
      outbox: [{ outlet: 'slack', subject: `card:${incident.id}`, incident: incident.id, lane: 'slack:alerts', priority: 1 }],
    });
    return mirror;
  }

  return async (incident) => {
    const standing = await bot.store.mirror(`channel:${incident.id}`);
    const known = standing?.ref.channel;
    if (standing && known !== undefined) {
      await channels.remove(known, slackIds(suspectsOf(bot, incident)));
      if (incident.restrictedTo !== null) await channels.keepOnly(known, slackIds(readersOf(bot, incident)));
      return standing;
    }
    const channel = await create(incident);
    await channels.setTopic(channel.id, topicOf(bot, incident));
    const readers = readersOf(bot, incident);
    await channels.invite(channel.id, slackIds(readers));
    await channels.remove(channel.id, slackIds(suspectsOf(bot, incident)));
    return commitOpened(
      incident,
      channel,
      readers.filter(({ slack }) => slack !== undefined).map(({ id }) => id),
    );
  };
}

/** Who works on incidents: readers and approvers by policy, and analysts, except those whom it is about, or from whom it is kept. */
export function readersOf(bot: Bot, incident: Guarded): readonly Person[] {
  const { readers, containment } = bot.files.policy;
  const roles = new Set([...readers, ...containment.approvers, 'analyst']);
  return bot.files.team.people.filter(
    (person) => person.roles.some((role) => roles.has(role)) && !incident.suspects.includes(person.id) && !isKeptFrom(person, incident),
  );
}

/** Slack user ids of the people whom the incident is about. */
export function suspectsOf(bot: Bot, { suspects }: Pick<Incident, 'suspects'>): readonly Person[] {
  return bot.files.team.people.filter(({ id }) => suspects.includes(id));
}

export function slackIds(people: readonly Person[]): readonly string[] {
  return people.flatMap(({ slack }) => slack ?? []);
}

/** Nothing that changes: the topic is set once, and the pinned case file is kept up to date. */
function topicOf(bot: Bot, { id }: Incident): string {
  return `${id}. The case file is pinned. ${bot.commandPrefix}triage ${id} · ${bot.commandPrefix}timeline ${id}`;
}
