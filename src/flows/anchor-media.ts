import type { AnchorMedium } from '../core/anchor.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import { notSetUp } from '../kit/connect.ts';
import type { ClientId, Clients, TicketsDefinition } from '../kit/define.ts';
import { ticketMirror } from '../kit/known-case.ts';
import { ownInstance } from './own-instance.ts';

/** The id of Slack as a medium; what stands there is read and written by slack/anchors.ts. */
export const slackMedium = 'slack';
const gitMedium = 'git';

/** Events that are looked through for one whose incident has a ticket. */
const mostEvents = 1000;

/** The media that are set up here. */
export function mediaOf(bot: Bot): readonly string[] {
  const tickets = [...bot.catalogue.tickets.values()].filter(({ uses }) => 'client' in bot.connection(uses));
  return [slackMedium, ...('client' in bot.connection('github-anchors') ? [gitMedium] : []), ...tickets.map(({ id }) => id)];
}

/** Those that are no part of Slack. */
export function ownMedia(bot: Bot): readonly AnchorMedium[] {
  return [git(bot), ...[...bot.catalogue.tickets.values()].map((tickets) => ticketsMedium(bot, tickets))];
}

/** One file for each installation; every checkpoint is a commit that replaces it, so the history of the repository holds them all. */
function git(bot: Bot): AnchorMedium {
  const client = () => {
    const connection = bot.connection('github-anchors');
    if ('client' in connection) return connection.client;
    throw new ConnectorError(gitMedium, notSetUp('GitHub for checkpoints', connection.absent), { retryable: false });
  };
  const path = async () => `checkpoints/${await ownInstance(bot)}.txt`;
  return {
    id: gitMedium,
    title: 'Git',
    texts: async () => {
      const file = await client().read(await path());
      return file === undefined ? [] : [file.text];
    },
    keep: async ({ size, note }) => {
      const github = client();
      const file = await github.read(await path());
      return { ...(await github.commit(await path(), note, `Checkpoint over ${size} events`, file?.version)) };
    },
  };
}

/** A comment on the ticket of the incident in which something happened last, of those that are not restricted. Comments are not read back. */
function ticketsMedium(bot: Bot, tickets: TicketsDefinition): AnchorMedium {
  return {
    id: tickets.id,
    title: tickets.title,
    keep: async ({ size, note }) => {
      const connection = bot.connection(tickets.uses);
      if ('absent' in connection) throw new ConnectorError(tickets.id, notSetUp(tickets.title, connection.absent), { retryable: false });
      const ticket = await lastTouched(bot, tickets.id, size);
      if (ticket === undefined) return null;
      const key = `${await ownInstance(bot)}-checkpoint-${size}`;
      const lines = [`Signed checkpoint over the first ${size} events of Firebreak’s timeline. Keep it: it shows later whether they were changed.`];
      await tickets.comment(ticket, [...lines, ...note.split('\n')], key, connection.client as Clients[ClientId]);
      return { key: ticket };
    },
  };
}

async function lastTouched({ store }: Bot, tickets: string, size: number): Promise<string | undefined> {
  const events = await store.record(Math.max(0, size - mostEvents), mostEvents);
  for (const incident of new Set(events.toReversed().map((event) => event.incident))) {
    const mirror = await ticketMirror(store, tickets, incident);
    if (mirror?.ref.key === undefined) continue;
    // Of a restricted one the ticket says nothing more, not even that something happens in it.
    if ((await store.get('incident', incident))?.restrictedTo === null) return mirror.ref.key;
  }
  return undefined;
}
