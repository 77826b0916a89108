import { firebreak } from '../core/actor.ts';
import { ConnectorError } from '../core/errors.ts';
import { shortDigest } from '../core/proposal.ts';
import type { ClaimedDelivery, Mirror } from '../core/store.ts';
import { plain } from '../core/text.ts';
import type { Part } from '../kit/answer.ts';
import type { Bot, Outlet } from '../kit/bot.ts';
import type { ClientId, Clients, TicketsDefinition, TicketText } from '../kit/define.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { type Case, caseOf } from './read-case.ts';
import { caseFile } from './show-case-file.ts';

/**
 * The outlet of one ticket system: one ticket per incident with the case file, a comment for each containment, moved when the incident is closed. It
 * looks for its own idempotency key before it creates anything, so an answer that got lost makes no second ticket.
 */
export function ticketOutlet(bot: Bot, tickets: TicketsDefinition): Outlet {
  return {
    id: tickets.id,
    deliver: async (delivery) => {
      const connection = bot.connection(tickets.uses);
      if ('absent' in connection) {
        throw new ConnectorError(tickets.id, `${tickets.title} is not set up: ${connection.absent.join(', ')} missing.`, { retryable: false });
      }
      const incident = await bot.store.get('incident', delivery.incident);
      if (!incident) return null;
      const known = await caseOf(bot, incident);
      const write = {
        bot,
        tickets,
        client: connection.client as Clients[ClientId],
        known,
        key: `${await instanceOf(bot)}-${incident.id.toLowerCase()}`,
      };
      const mirror = await theTicket(write);
      if (delivery.subject.startsWith('ticket-note:')) return comment(write, delivery, mirror);
      return incident.phase === 'closed' ? close(write, mirror) : mirror;
    },
  };
}

interface Writing {
  readonly bot: Bot;
  readonly tickets: TicketsDefinition;
  readonly client: Clients[ClientId];
  readonly known: Case;
  /** The idempotency key that the ticket carries. */
  readonly key: string;
}

/** Finds the incident's ticket, or opens it; then links it to our page. A crash in between leaves nothing twice and nothing out. */
async function theTicket(writing: Writing): Promise<Mirror> {
  const { bot, tickets, client, known, key } = writing;
  const subject = `ticket:${known.incident.id}`;
  const text = ticketText(bot, known);
  const there = await bot.store.mirror(subject);
  const mirror = there ?? (await opened(writing, subject, (await tickets.find(key, client)) ?? (await tickets.open(text, key, client))));
  if (mirror.ref.key === undefined || mirror.ref.linked === 'yes') return mirror;
  await tickets.link(mirror.ref.key, text, client);
  const linked: Mirror = { subject, ref: { ...mirror.ref, linked: 'yes' } };
  await bot.store.commit({ mirrors: [linked] });
  return linked;
}

/** Remembers where the ticket stands, says so in the timeline, and has everything redrawn that shows it. */
function opened(
  { bot, tickets, known: { incident } }: Writing,
  subject: string,
  { key, url }: { readonly key: string; readonly url: string },
): Promise<Mirror> {
  const mirror: Mirror = { subject, ref: { key, url, linked: 'no', moved: 'no' } };
  const payload = { tickets: tickets.id, key, url };
  return settle(bot.store, async () => {
    const now = await bot.store.get('incident', incident.id);
    return {
      changes: {
        mirrors: [mirror],
        events: [{ incident: incident.id, type: 'ticket.opened', happenedAt: bot.now(), by: firebreak, payload }],
        outbox: mirrorsOfIncident(bot, now ?? incident),
      },
      result: mirror,
    };
  });
}

/** `ticket-note:INC-1:P-3:done`: says on the ticket what became of a containment. */
async function comment({ tickets, client, known, key }: Writing, { subject }: ClaimedDelivery, { ref }: Mirror): Promise<null> {
  const [, , id, state] = subject.split(':');
  const proposal = known.proposals.find((one) => one.id === id);
  const noteKey = `${key}-${id}-${state}`.toLowerCase();
  if (!proposal || ref.key === undefined || (await tickets.commented(ref.key, noteKey, client))) return null;
  const approvers = proposal.approvals.map(({ by, reason }) => `${by.name}: ${reason}`);
  const lines = [
    `${state === 'undone' ? 'Undone' : 'Contained'}: ${proposal.verb} ${proposal.resolved.label} (${proposal.id}, digest ${shortDigest(proposal.digest)}).`,
    ...(proposal.outcome ? [proposal.outcome] : []),
    ...(state === 'undone' ? [] : [`Approved by ${approvers.join('; ') || 'policy'}.`]),
    ...(proposal.leaseUntil ? [`Holds until ${plain({ at: proposal.leaseUntil })}.`] : []),
  ];
  await tickets.comment(ref.key, lines, noteKey, client);
  return null;
}

async function close({ bot, tickets, client, known }: Writing, { subject, ref }: Mirror): Promise<Mirror> {
  const mirror: Mirror = { subject, ref: { ...ref, moved: 'yes' } };
  if (ref.moved === 'yes' || ref.key === undefined) return mirror;
  const to = await tickets.close(ref.key, client);
  await bot.store.commit({
    mirrors: [mirror],
    events: [
      { incident: known.incident.id, type: 'ticket.moved', happenedAt: bot.now(), by: firebreak, payload: { tickets: tickets.id, key: ref.key, to } },
    ],
  });
  return mirror;
}

/** Tells the tickets of this installation from those of another one that writes to the same project. Made once, kept in the store. */
async function instanceOf(bot: Bot): Promise<string> {
  const known = await bot.store.fact('instance');
  if (known !== undefined) return known;
  const made = bot.newId('i').toLowerCase();
  await bot.store.setFact('instance', made);
  return made;
}

/** The case file in plain lines. */
function ticketText(bot: Bot, known: Case): TicketText {
  const { incident } = known;
  const sections: { heading: string; lines: string[] }[] = [{ heading: 'Case', lines: [] }];
  for (const part of caseFile(bot, known).parts) {
    if ('heading' in part) sections.push({ heading: part.heading, lines: [] });
    else sections.at(-1)?.lines.push(...linesOf(part));
  }
  return {
    summary: `${incident.id}: ${incident.title.forTerminal(150)}`,
    sections: sections.filter(({ lines }) => lines.length > 0),
    link: bot.pageUrl(incident.id),
  };
}

function linesOf(part: Part): readonly string[] {
  if ('text' in part) return [plain(part.text)];
  if ('facts' in part) return part.facts.map(([label, value]) => `${label}: ${plain(value)}`);
  if ('list' in part) return part.list.map((line) => plain(line));
  return [];
}
