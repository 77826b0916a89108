import { firebreak } from '../core/actor.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Incident } from '../core/incident.ts';
import { tlpOf } from '../core/policy.ts';
import type { NewEvent } from '../core/timeline.ts';
import { tlpLabel } from '../core/tlp.ts';
import type { Bot } from '../kit/bot.ts';
import type { ClientId, Clients, TicketsDefinition } from '../kit/define.ts';
import { ticketMirror } from '../kit/known-case.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsShowing } from './mirror-incident.ts';
import { ownInstance } from './own-instance.ts';

type Ticket = NonNullable<FollowUp['ticket']>;

/**
 * Opens the ticket of a follow-up, links it to our page and to the ticket of the incident, and writes down where it stands. It is looked for by its
 * idempotency key before it is opened, and everything else here is safe to repeat.
 */
export async function writeFollowUp(
  bot: Bot,
  tickets: TicketsDefinition,
  client: Clients[ClientId],
  incident: Incident,
  number: number,
): Promise<void> {
  const followUp = incident.followUps.find((one) => one.number === number);
  if (followUp === undefined || incident.restrictedTo !== null) return;
  const key = `${await ownInstance(bot)}-${incident.id.toLowerCase()}-followup-${number}`;
  const link = bot.pageUrl(incident.id);
  const text = {
    summary: `${incident.id} follow-up ${number}: ${followUp.text}`,
    sections: [
      { heading: 'What has to be done', lines: [followUp.text, `Asked for by ${followUp.by}, ${tlpLabel(tlpOf(incident, bot.files.policy))}.`] },
    ],
    link,
  };
  const { key: ticket, url } = followUp.ticket ?? (await tickets.find(key, client)) ?? (await tickets.open(text, key, client));
  if (followUp.ticket === null) {
    await tickets.link(ticket, { summary: `${incident.id} in Firebreak`, link }, client);
    const whole = (await ticketMirror(bot.store, tickets.id, incident.id))?.ref.key;
    if (whole !== undefined) await tickets.relate(ticket, whole, client);
  }
  const { name: state, done } = await tickets.state(ticket, client);
  await remember(bot, incident.id, number, { tickets: tickets.id, key: ticket, url, state, done, seenAt: bot.now() });
}

/** Keeps where the ticket stands; that it was opened or has moved is an event. */
function remember(bot: Bot, id: string, number: number, ticket: Ticket): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    const before = incident?.followUps.find((one) => one.number === number)?.ticket;
    if (!incident || before === undefined) return { changes: {}, result: undefined };
    const followUps = incident.followUps.map((one) => (one.number === number ? { ...one, ticket } : one));
    const next: Incident = { ...incident, followUps, revision: incident.revision + 1 };
    return {
      changes: { state: [{ put: 'incident', value: next }], events: movesOf(bot, id, number, before, ticket), outbox: mirrorsShowing(bot, next) },
      result: undefined,
    };
  });
}

function movesOf(
  bot: Bot,
  incident: string,
  followUp: number,
  before: Ticket | null,
  { tickets, key, url, state, done }: Ticket,
): readonly NewEvent[] {
  const about = { incident, happenedAt: bot.now(), by: firebreak } as const;
  return [
    ...(before === null ? [{ ...about, type: 'followup.opened', payload: { followUp, tickets, key, url } } as const] : []),
    ...(before !== null && before.state !== state
      ? [{ ...about, type: 'followup.moved', payload: { followUp, key, to: state, done } } as const]
      : []),
  ];
}
