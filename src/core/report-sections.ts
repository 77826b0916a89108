import { controlsTouched } from './controls.ts';
import type { Incident } from './incident.ts';
import { milestonesOf } from './milestones.ts';
import { keyOf } from './observable.ts';
import type { Proposal } from './proposal.ts';
import type { ReportInput, ReportTable } from './report.ts';
import { subjectsIn } from './subjects.ts';
import { aboutProposal, type CitedLine } from './summary.ts';
import type { Team } from './team.ts';
import { type Piece, piecesOf, span, strung, type Text } from './text.ts';
import type { EventType, Explained, TimelineEvent } from './timeline.ts';
import { type Names, sentenceOf } from './timeline-sentences.ts';

/** Lines that one section tells at most: a report is read by people. The events themselves, and every form for machines, have all of them. */
const mostLines = 400;

/** When it began, was detected, acknowledged, contained and closed, and how long each took. */
export function milestoneTable(events: readonly TimelineEvent[]): ReportTable {
  const { began, detected, acknowledged, contained, resolved } = milestonesOf(events);
  const rows = [
    { name: 'Began', one: began, from: undefined, what: '' },
    { name: 'Detected', one: detected, from: began, what: 'after it began' },
    { name: 'Acknowledged', one: acknowledged, from: detected, what: 'after it was detected' },
    { name: 'Contained', one: contained, from: detected, what: 'after it was detected' },
    { name: 'Closed', one: resolved, from: detected, what: 'after it was detected' },
  ];
  return {
    columns: ['Milestone', 'When', 'How long'],
    rows: rows.map(({ name, one, from, what }) => ({
      cells: [name, one ? { at: one.at } : 'not reached', one && from ? `${span(from.at, one.at)} ${what}` : ''],
      cites: one ? [one.seq] : events.slice(-1).map(({ seq }) => seq),
    })),
  };
}

/** What people stated last about one part; that nobody has is said as plainly. */
export function statedLines(events: readonly TimelineEvent[], part: Explained, looked: readonly number[]): readonly CitedLine[] {
  const last = events.findLast((event) => event.type === 'incident.explained' && event.payload.part === part);
  if (last?.type === 'incident.explained')
    return [{ text: [last.payload.says, ` (${last.by.name}, `, { at: last.happenedAt }, ')'], cites: [last.seq] }];
  return [
    { text: part === 'cause' ? 'Not known: nobody has stated a root cause.' : 'Not stated: nobody has said what the damage was.', cites: looked },
  ];
}

/** People, assets and everything else that the incident touched, once each, with the first event that named it. Where no alert says what was touched, what it names. */
export function impactLines({ incident, events }: ReportInput, team: Team): readonly CitedLine[] {
  const touched = incident.observables.filter(({ role }) => role !== 'related');
  const opened = events.filter(({ type }) => type === 'incident.opened').map(({ seq }) => seq);
  if (incident.observables.length === 0) return [{ text: 'Not known: no alert names a person or a system.', cites: opened }];
  const doubt: readonly Piece[] = touched.length === 0 ? [': named; whether it was touched, no alert says'] : [];
  return subjectsIn(touched.length === 0 ? incident.observables : touched, team).map(({ names, line }) => {
    const keys = new Set(names.map(keyOf));
    const first = events.find(
      (event) =>
        (event.type === 'alert.joined' && event.payload.observables.some((named) => keys.has(keyOf(named)))) ||
        (event.type === 'observable.attached' && keys.has(keyOf(event.payload.observable))),
    );
    return { text: [...piecesOf(line), ...doubt], cites: first === undefined ? opened : [first.seq] };
  });
}

const happening: ReadonlySet<EventType> = new Set([
  'incident.opened',
  'alert.joined',
  'alert.resolved',
  'alert.reopened',
  'alert.flapping',
  'incident.reopened',
  'incident.merged',
  'incident.merged-into',
  'incident.unmerged',
  'incident.split',
  'incident.assessed',
  'incident.taken',
  'incident.severity-changed',
  'incident.closed',
  'question.asked',
  'question.answered',
  'enrichment.found',
  'observable.attached',
  'note.added',
  'message.added',
  'message.edited',
  'message.deleted',
  'message.unpinned',
  'containment.done',
  'containment.undone',
]);

/** As it happened, which is not always the order in which we heard of it. */
export function happenedLines(events: readonly TimelineEvent[], names: Names): readonly CitedLine[] {
  const told = events.filter(({ type }) => happening.has(type)).toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.seq - b.seq);
  const lines = told.slice(0, mostLines).map((event): CitedLine => {
    // What was found was so when it was asked, and may be otherwise since.
    const asOf = event.type === 'enrichment.found' ? ['As of '] : [];
    return { text: [...asOf, { at: event.happenedAt }, ' ', ...piecesOf(sentenceOf(event, names))], cites: [event.seq] };
  });
  const left = told[mostLines];
  if (left === undefined) return lines;
  return [...lines, { text: `${told.length - mostLines} more lines stand in the timeline, from event #${left.seq} on.`, cites: [left.seq] }];
}

/** Each containment with its times: proposed, carried out, until when it holds, taken back. */
export function containmentTable(proposals: readonly Proposal[], events: readonly TimelineEvent[]): ReportTable {
  const rows = proposals.map((proposal) => {
    const about = events.filter((event) => 'proposal' in event.payload && event.payload.proposal === proposal.id);
    const last = (type: EventType) => about.findLast((event) => event.type === type);
    const when = (event: TimelineEvent | undefined): Text => (event === undefined ? '–' : { at: event.happenedAt });
    const cited = [about[0], last('containment.done'), last('containment.undone')].flatMap((event) => event?.seq ?? []);
    return {
      cells: [
        `${proposal.id}: ${proposal.verb} ${proposal.resolved.label}`,
        proposal.state,
        when(about[0]),
        proposal.approvals.map(({ by }) => by.name).join(', ') || '–',
        when(last('containment.done')),
        proposal.leaseUntil === null ? '–' : { at: proposal.leaseUntil },
        when(last('containment.undone')),
      ],
      cites: [...new Set([...cited, ...aboutProposal(events, proposal)])],
    };
  });
  return { columns: ['Containment', 'State', 'Proposed', 'Approved by', 'Carried out', 'Holds until', 'Taken back'], rows };
}

/** What people want done afterwards, and how it stands. */
export function followUpTable({ followUps }: Incident, events: readonly TimelineEvent[]): ReportTable {
  const rows = followUps.map(({ number, text, by, at, ticket }) => ({
    cells: [
      String(number),
      text,
      [by, ', ', { at }],
      ticket === null ? 'no ticket yet' : [{ link: ticket.url, label: ticket.key }, `: ${ticket.state}, as of `, { at: ticket.seenAt }],
    ],
    cites: events.filter((event) => 'followUp' in event.payload && event.payload.followUp === number).map(({ seq }) => seq),
  }));
  return { columns: ['Follow-up', 'What', 'By', 'Ticket'], rows };
}

/** What of the containments is still to be decided. */
export function toDoLines(incident: Incident, proposals: readonly Proposal[], events: readonly TimelineEvent[]): readonly CitedLine[] {
  return [
    ...proposals.flatMap((proposal): CitedLine[] => {
      const text = toDoAbout(proposal);
      return text === undefined ? [] : [{ text, cites: aboutProposal(events, proposal) }];
    }),
    ...(incident.phase === 'closed'
      ? []
      : [{ text: 'Close the incident with a verdict and a reason.', cites: events.slice(-1).map(({ seq }) => seq) }]),
  ];
}

function toDoAbout({ id, action, resolved, state, undo, kept, leaseUntil, expiresAt }: Proposal): Text | undefined {
  const name = `${id} (${action} on ${resolved.label})`;
  switch (state) {
    case 'proposed':
      return [`Say yes or no to ${name}: it waits until `, { at: expiresAt }, '.'];
    case 'approved':
      return [`See that ${name} runs, or deny it: it has its approvals and waits until `, { at: expiresAt }, '.'];
    case 'expired':
      return `Propose ${name} again if it is still needed: nobody said yes in time, and nothing was done.`;
    case 'done': {
      if (!undo.possible || kept) return undefined;
      const until: readonly Piece[] = leaseUntil === null ? [] : [' It ends at ', { at: leaseUntil }, '.'];
      return [`Decide whether ${name} stays or is undone.`, ...until];
    }
    case 'unknown':
      return `Find out whether ${name} took effect.`;
    case 'failed':
      return `Do by hand, or propose again, what ${name} did not do.`;
    default:
      return undefined;
  }
}

export function controlTable(events: readonly TimelineEvent[]): ReportTable {
  const rows = controlsTouched(events).map(({ framework, id, title, cites }) => ({ cells: [framework, id, title], cites }));
  return { columns: ['Framework', 'Control', 'What it asks'], rows };
}

/** What was kept and what was found, with hashes: of what was kept, its own; of what was found, that of the event which says so. */
export function evidenceTable(events: readonly TimelineEvent[]): ReportTable {
  const rows = events.flatMap((event) => {
    const row = (what: Text, hash: string) => ({ cells: [what, { at: event.happenedAt }, { code: hash }], cites: [event.seq] });
    switch (event.type) {
      case 'containment.evidence-kept':
        return event.payload.exhibits.map(({ name, sha256, size }) => row(`${name}, kept before ${event.payload.proposal} (${size} bytes)`, sha256));
      case 'enrichment.found': {
        const { enricher, says } = event.payload;
        return [row([`${enricher}: `, ...(says.length === 0 ? ['nothing to say'] : strung(says.slice(0, 2)))], event.hash)];
      }
      case 'alert.joined':
        return [row([`${event.payload.source}: `, event.payload.title], event.hash)];
      default:
        return [];
    }
  });
  return { columns: ['What', 'When', 'SHA-256'], rows };
}
