import { firebreak } from '../core/actor.ts';
import { digestOf } from '../core/digest.ts';
import { ConnectorError } from '../core/errors.ts';
import { shortDigest } from '../core/proposal.ts';
import type { ClaimedDelivery, Mirror } from '../core/store.ts';
import { plain } from '../core/text.ts';
import type { Part } from '../kit/answer.ts';
import type { Bot, Outlet } from '../kit/bot.ts';
import { notSetUp } from '../kit/connect.ts';
import type { ClientId, Clients, TicketsDefinition, TicketText } from '../kit/define.ts';
import { ticketMirror, ticketSubject } from '../kit/known-case.ts';
import { pace } from '../kit/pace.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { ownInstance } from './own-instance.ts';
import { type Case, caseOf } from './read-case.ts';
import { caseFile } from './show-case-file.ts';
import { writeFollowUp } from './write-follow-up.ts';

/** A case that is written to without end is brought up to date no more often than this; whoever watches the ticket may get a mail each time. */
const revisionGapMs = 1_000;

/**
 * The outlet of one ticket system: one ticket per incident that says what the case file says, a comment for each containment, moved when the incident is
 * closed. It looks for its own idempotency key before it creates anything, so an answer that got lost makes no second ticket.
 */
export function ticketOutlet(bot: Bot, tickets: TicketsDefinition): Outlet {
  return {
    id: tickets.id,
    deliver: async (delivery) => {
      const connection = bot.connection(tickets.uses);
      if ('absent' in connection) {
        throw new ConnectorError(tickets.id, notSetUp(tickets.title, connection.absent), { retryable: false });
      }
      const incident = await bot.store.get('incident', delivery.incident);
      if (!incident) return null;
      const client = connection.client as Clients[ClientId];
      const [kind, , number] = delivery.subject.split(':');
      if (kind === 'followup') {
        await writeFollowUp(bot, tickets, client, incident, Number(number));
        return null;
      }
      const known = await caseOf(bot, incident);
      const write = {
        bot,
        tickets,
        client,
        known,
        key: `${await ownInstance(bot)}-${incident.id.toLowerCase()}`,
      };
      const mirror = await theTicket(write);
      if (delivery.subject.startsWith('ticket-note:')) return comment(write, delivery, mirror);
      if (incident.phase === 'closed') await close(write, mirror);
      else await revise(write, mirror);
      return null;
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
  const { bot, tickets, client, known } = writing;
  const { id } = known.incident;
  const there = await ticketMirror(bot.store, tickets.id, id);
  const mirror = there?.ref.key === undefined ? await foundOrOpened(writing, there) : there;
  if (mirror.ref.key === undefined || mirror.ref.linked === 'yes') return mirror;
  // The incident's title may change, so the link's name goes without it.
  await tickets.link(mirror.ref.key, { summary: `${id} in Firebreak`, link: bot.pageUrl(id) }, client);
  return remember(bot, mirror, { linked: 'yes' });
}

/** What is about to be written is remembered first: when the answer gets lost, the ticket that is found later is known to say our words. */
async function foundOrOpened(writing: Writing, there: Mirror | undefined): Promise<Mirror> {
  const { bot, tickets, client, known, key } = writing;
  const found = await tickets.find(key, client);
  if (found) return opened(writing, found, there?.ref.writing ?? '');
  const text = ticketText(bot, known);
  const written = digestOf(tickets.reading(text));
  await remember(bot, { subject: ticketSubject(tickets.id, known.incident.id), ref: {} }, { writing: written });
  return opened(writing, await tickets.open(text, key, client), written);
}

async function remember(bot: Bot, { subject, ref }: Mirror, change: Mirror['ref']): Promise<Mirror> {
  const mirror: Mirror = { subject, ref: { ...ref, ...change } };
  await bot.store.commit({ mirrors: [mirror] });
  return mirror;
}

/** Remembers where the ticket stands and what it says, writes that into the timeline, and has everything redrawn that shows it. */
function opened(
  { bot, tickets, known: { incident } }: Writing,
  { key, url }: { readonly key: string; readonly url: string },
  written: string,
): Promise<Mirror> {
  const mirror: Mirror = {
    subject: ticketSubject(tickets.id, incident.id),
    ref: { key, url, linked: 'no', moved: 'no', words: 'ours', written, writing: written },
  };
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

/**
 * Brings the ticket's words up to date as long as they are ours. Once somebody has changed its summary or description, both are theirs for good, and a
 * comment says so. The ref keeps digests: `written` of what surely stands there, `writing` of what may stand there, as its answer got lost.
 */
async function revise({ bot, tickets, client, known, key }: Writing, mirror: Mirror): Promise<void> {
  const { key: ticket, words, written, writing } = mirror.ref;
  if (ticket === undefined || words === 'theirs') return;
  const text = ticketText(bot, known);
  const wanted = digestOf(tickets.reading(text));
  if (written === wanted && writing === wanted) return;

  await pace(`ticket:${key}`, { minTime: revisionGapMs }, async () => {
    const there = digestOf(await tickets.read(ticket, client));
    if (there !== written && there !== writing) {
      await tickets.comment(ticket, theirWords(text), `${key}-words`, client);
      await remember(bot, mirror, { words: 'theirs' });
      return;
    }
    await remember(bot, mirror, { written: there, writing: wanted });
    if (there !== wanted) await tickets.revise(ticket, text, client);
    await remember(bot, mirror, { written: wanted, writing: wanted });
  });
}

function theirWords({ link }: TicketText): readonly string[] {
  return ['Somebody has changed the summary or the description of this ticket, so Firebreak leaves both alone from now on.', `The case: ${link}`];
}

/** `ticket-note:INC-1:P-3:done`: says on the ticket what became of a containment. */
async function comment({ bot, tickets, client, known, key }: Writing, { subject }: ClaimedDelivery, { ref }: Mirror): Promise<null> {
  const [, , id, state] = subject.split(':');
  const proposal = known.incident.restrictedTo === null ? known.proposals.find((one) => one.id === id) : undefined;
  const noteKey = `${key}-${id}-${state}`.toLowerCase();
  if (!proposal || ref.key === undefined || (await tickets.commented(ref.key, noteKey, client))) return null;
  const approvers = proposal.approvals.map(({ by, reason }) => `${by.name}: ${reason}`);
  const lines = [
    `${state === 'undone' ? 'Undone' : 'Contained'}: ${proposal.verb} ${proposal.resolved.label} (${proposal.id}, digest ${shortDigest(proposal.digest)}).`,
    ...(proposal.outcome ? [proposal.outcome] : []),
    ...(state === 'undone' ? [] : [`Approved by ${approvers.join('; ') || 'policy'}.`]),
    ...(proposal.leaseUntil ? [`Holds until ${plain({ at: proposal.leaseUntil }, bot.files.policy.timezone)}.`] : []),
  ];
  await tickets.comment(ref.key, lines, noteKey, client);
  return null;
}

/** The last words first, as some workflows let nobody edit what is closed; but that they are refused is no reason to leave the ticket open. */
async function close(writing: Writing, mirror: Mirror): Promise<void> {
  try {
    await revise(writing, mirror);
  } finally {
    await move(writing, (await writing.bot.store.mirror(mirror.subject)) ?? mirror);
  }
}

async function move({ bot, tickets, client, known }: Writing, { subject, ref }: Mirror): Promise<void> {
  if (ref.moved === 'yes' || ref.key === undefined) return;
  const to = await tickets.close(ref.key, client);
  await bot.store.commit({
    mirrors: [{ subject, ref: { ...ref, moved: 'yes' } }],
    events: [
      { incident: known.incident.id, type: 'ticket.moved', happenedAt: bot.now(), by: firebreak, payload: { tickets: tickets.id, key: ref.key, to } },
    ],
  });
}

/** The case file in plain lines, without the ticket itself. Of a restricted incident it holds nothing: everybody with the project reads tickets. */
function ticketText(bot: Bot, known: Case): TicketText {
  const { incident } = known;
  if (incident.restrictedTo !== null) return { summary: `${incident.id}: restricted`, sections: [], link: bot.pageUrl(incident.id) };
  const sections: { heading: string; lines: string[] }[] = [{ heading: 'Case', lines: [] }];
  for (const part of caseFile(bot, { ...known, ticket: undefined }).parts) {
    if ('heading' in part) sections.push({ heading: part.heading, lines: [] });
    else sections.at(-1)?.lines.push(...linesOf(part, bot.files.policy.timezone));
  }
  return {
    summary: `${incident.id}: ${incident.title.forTerminal(150)}`,
    sections: sections.filter(({ lines }) => lines.length > 0),
    link: bot.pageUrl(incident.id),
  };
}

function linesOf(part: Part, timezone: string): readonly string[] {
  if ('text' in part) return [plain(part.text, timezone)];
  if ('facts' in part) return part.facts.map(([label, value]) => `${label}: ${plain(value, timezone)}`);
  if ('list' in part) return part.list.map((line) => plain(line, timezone));
  return [];
}
