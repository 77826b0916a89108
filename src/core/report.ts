import type { Instant } from './alert.ts';
import type { Incident } from './incident.ts';
import { keyOf } from './observable.ts';
import type { Proposal } from './proposal.ts';
import { subjectsIn } from './subjects.ts';
import { type CitedLine, summaryOf } from './summary.ts';
import type { Team } from './team.ts';
import { clock, type Piece, piecesOf, type Text } from './text.ts';
import type { EventType, TimelineEvent } from './timeline.ts';
import { sentenceOf } from './timeline-sentences.ts';
import { type KnownSoFar, unknownsOf } from './unknowns.ts';
import { Untrusted } from './untrusted.ts';

/** What a report is made from. */
export interface ReportInput extends KnownSoFar {
  readonly events: readonly TimelineEvent[];
}

/** A post-incident report. Every line cites the events that it rests on; a line about what is missing cites the last event that was looked at. */
export interface Report {
  readonly incident: string;
  readonly title: Untrusted;
  readonly madeAt: Instant;
  /** Number and hash of the last event that it is made from: with these anybody can check it against the timeline. */
  readonly upTo: { readonly seq: number; readonly hash: string };
  readonly sections: readonly { readonly heading: string; readonly lines: readonly CitedLine[] }[];
}

/** The report of an incident, from its rows alone. The same rows make the same report. */
export function reportOf(input: ReportInput, team: Team, now: Instant): Report {
  const { incident, events, proposals } = input;
  const summary = summaryOf(input, team.nameOf, now);
  const end = events.at(-1);
  const upTo = { seq: end?.seq ?? 0, hash: end?.hash ?? '' };
  const asTold = (...types: readonly EventType[]) =>
    inOrder(events.filter(({ type }) => types.includes(type))).map((event): CitedLine => ({ text: told(event, team.nameOf), cites: [event.seq] }));
  const sections = [
    { heading: 'Summary', lines: [...summary.status, ...summary.milestones] },
    { heading: 'Impact', lines: impactOf(input, team) },
    { heading: 'What happened', lines: asTold('incident.opened', 'alert.joined', 'alert.resolved', 'incident.assessed', 'note.added') },
    {
      heading: 'Containment',
      lines: [
        ...events.filter(({ type }) => containing.has(type)).map((event) => ({ text: told(event, team.nameOf), cites: [event.seq] })),
        ...summary.contained,
      ],
    },
    { heading: 'Decisions', lines: summary.decisions },
    {
      heading: 'Evidence',
      lines: asTold('enrichment.found', 'enrichment.failed', 'observable.attached', 'containment.evidence-kept', 'containment.evidence-missed'),
    },
    { heading: 'Not known', lines: unknownsOf(input).map((text) => ({ text, cites: upTo.seq === 0 ? [] : [upTo.seq] })) },
    { heading: 'Follow-ups', lines: [...asTold('ticket.opened', 'ticket.moved'), ...followUps(incident, proposals, events)] },
  ];
  return { incident: incident.id, title: incident.title, madeAt: now, upTo, sections: sections.filter(({ lines }) => lines.length > 0) };
}

const containing: ReadonlySet<EventType> = new Set([
  'containment.proposed',
  'containment.started',
  'containment.done',
  'containment.failed',
  'containment.unknown',
  'containment.stale',
  'containment.expired',
  'containment.undone',
  'containment.undo-failed',
  'containment.lease-ended',
]);

/** As it happened, which is not always the order in which we heard of it. */
function inOrder(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  return events.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.seq - b.seq);
}

function told(event: TimelineEvent, names: (id: string) => string): Text {
  // What was found was so when it was asked, and may be otherwise since.
  const asOf = event.type === 'enrichment.found' ? ['As of '] : [];
  return [...asOf, { at: event.happenedAt }, ' ', ...piecesOf(sentenceOf(event, names))];
}

/** People, assets and everything else that the incident touched, once each, with the first event that named it. */
function impactOf({ incident, events }: ReportInput, team: Team): readonly CitedLine[] {
  const touched = incident.observables.filter(({ role }) => role !== 'related');
  return subjectsIn(touched, team).map(({ names, line }) => {
    const keys = new Set(names.map(keyOf));
    const first = events.find(
      (event) =>
        (event.type === 'alert.joined' && event.payload.observables.some((named) => keys.has(keyOf(named)))) ||
        (event.type === 'observable.attached' && keys.has(keyOf(event.payload.observable))),
    );
    return { text: line, cites: first === undefined ? [] : [first.seq] };
  });
}

function followUps(incident: Incident, proposals: readonly Proposal[], events: readonly TimelineEvent[]): readonly CitedLine[] {
  const cite = (id: string) => {
    const last = events.findLast((event) => 'proposal' in event.payload && event.payload.proposal === id);
    return last === undefined ? [] : [last.seq];
  };
  return [
    ...proposals.flatMap(({ id, action, resolved, state, leaseUntil }): CitedLine[] => {
      if (state === 'done') {
        const until: readonly Piece[] = leaseUntil === null ? [] : [' It ends at ', { at: leaseUntil }, '.'];
        return [{ text: [`Decide whether ${id} (${action} on ${resolved.label}) stays or is undone.`, ...until], cites: cite(id) }];
      }
      if (state === 'unknown') return [{ text: `Find out whether ${id} (${action} on ${resolved.label}) took effect.`, cites: cite(id) }];
      if (state === 'failed')
        return [{ text: `Do by hand, or propose again, what ${id} (${action} on ${resolved.label}) did not do.`, cites: cite(id) }];
      return [];
    }),
    ...(incident.phase === 'closed'
      ? []
      : [{ text: 'Close the incident with a verdict and a reason.', cites: events.slice(-1).map(({ seq }) => seq) }]),
  ];
}

/** The report as Markdown. Attackers' words and our own are escaped alike; only our links are links. */
export function reportMarkdown(report: Report): string {
  const { incident, title, madeAt, upTo, sections } = report;
  const lines = sections.flatMap(({ heading, lines }) => ['', `## ${heading}`, '', ...lines.map(markdownLine)]);
  return [
    `# ${incident}: ${escaped(title.forTerminal())}`,
    '',
    `Made at ${clock(madeAt)} from the timeline up to event #${upTo.seq} (hash \`${upTo.hash}\`). Numbers in brackets are events.`,
    ...lines,
    '',
  ].join('\n');
}

function markdownLine({ text, cites }: CitedLine): string {
  const citation = cites.map((seq) => ` [#${seq}]`).join('');
  return `- ${piecesOf(text).map(markdown).join('')}${citation}`;
}

function markdown(piece: Piece): string {
  if (typeof piece === 'string') return escaped(Untrusted.of(piece).forTerminal(2000));
  if (piece instanceof Untrusted) return escaped(piece.forTerminal());
  if ('at' in piece) return clock(piece.at);
  if ('strong' in piece) return escaped(piece.strong).replace(/\S(?:.*\S)?/, '**$&**');
  if ('code' in piece) return `\`${piece.code.replaceAll('`', "'")}\``;
  return `[${escaped(piece.label)}](${encodeURI(piece.link).replace(/\(/g, '%28').replace(/\)/g, '%29')})`;
}

/** Markdown marks as themselves, HTML as text, and no line break that could begin a heading of somebody else's. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]#|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
