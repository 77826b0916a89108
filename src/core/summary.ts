import type { Instant } from './alert.ts';
import type { Incident } from './incident.ts';
import { type Milestones, milestonesOf } from './milestones.ts';
import type { Proposal } from './proposal.ts';
import { isWaiting } from './proposal-sentences.ts';
import type { Question } from './question.ts';
import { questionLine } from './question-sentences.ts';
import { counted, percent, span, type Text } from './text.ts';
import type { EventType, TimelineEvent } from './timeline.ts';
import { type Names, sentenceOf } from './timeline-sentences.ts';

/** A line of a summary with the numbers of the events that it rests on. */
export interface CitedLine {
  readonly text: Text;
  /** Sequence numbers in the timeline, shown as `[#57]`. */
  readonly cites: readonly number[];
}

/** What a manager reads first: one screen, computed from the rows and never written by hand. */
export interface Summary {
  readonly status: readonly CitedLine[];
  /** When it began, was detected, acknowledged, contained and closed, how long each took, and how long ago it is; of an open one what has not come yet. */
  readonly milestones: readonly CitedLine[];
  readonly decisions: readonly CitedLine[];
  readonly risks: readonly CitedLine[];
  /** What is contained now, and until when. */
  readonly contained: readonly CitedLine[];
}

/** Events by which somebody decided something. */
const decisive: ReadonlySet<EventType> = new Set([
  'incident.taken',
  'incident.severity-changed',
  'incident.restricted',
  'incident.unrestricted',
  'incident.closed',
  'incident.reopened',
  'incident.merged',
  'incident.merged-into',
  'incident.unmerged',
  'incident.split',
  'containment.edited',
  'question.answered',
  'question.unanswered',
  'containment.approved',
  'containment.denied',
  'containment.refused',
  'containment.undo-asked',
]);

/** Whether somebody decided something by it. */
export function isDecisive({ type }: Pick<TimelineEvent, 'type'>): boolean {
  return decisive.has(type);
}

/** The summary of an incident as its rows stand. `now` tells what is overdue. */
export function summaryOf(
  {
    incident,
    events,
    proposals,
  }: { readonly incident: Incident; readonly events: readonly TimelineEvent[]; readonly proposals: readonly Proposal[] },
  names: Names,
  now: Instant,
): Summary {
  return {
    status: statusOf(incident, events, names),
    milestones: milestoneLines(milestonesOf(events), now),
    decisions: events.filter(isDecisive).map((event) => ({ text: sentenceOf(event, names), cites: [event.seq] })),
    risks: risksOf(incident, events, proposals, now),
    contained: proposals.filter(holds).map((proposal) => ({ text: holding(proposal), cites: aboutProposal(events, proposal) })),
  };
}

function statusOf(incident: Incident, events: readonly TimelineEvent[], names: Names): readonly CitedLine[] {
  const { phase, severity, assessment, alerts, commander, verdict, verdictReason, closedAt, questions } = incident;
  const score =
    assessment === null ? 'without a score' : `with a score of ${assessment.score} of 100 at ${percent(assessment.confidence)} confidence`;
  return [
    { text: `It is ${phase}, of ${severity} severity, ${score}.`, cites: citing(events, 'incident.assessed') },
    {
      text: `It rests on ${counted(alerts.length, 'alert')}.`,
      cites: joining(events),
    },
    ...questions.map((question) => ({ text: questionLine(question, names), cites: asking(events, question) })),
    { text: leadOf(commander === null ? undefined : names(commander), phase), cites: citing(events, 'incident.taken') },
    ...(closedAt === null || verdict === null
      ? []
      : [
          {
            text: [`It was closed as ${verdict.replace('-', ' ')} at `, { at: closedAt }, `: ${verdictReason ?? ''}`],
            cites: citing(events, 'incident.closed'),
          },
        ]),
  ];
}

/** In the order in which they are passed; what an open incident has not come to yet last. */
function milestoneLines(passed: Milestones, now: Instant): readonly CitedLine[] {
  const { began, detected, acknowledged, contained, resolved } = passed;
  const after = (from: Milestones[keyof Milestones], to: Instant, what: string) => (from === undefined ? '' : `, ${span(from.at, to)} after ${what}`);
  const line = (name: string, one: Milestones[keyof Milestones], how: string): readonly CitedLine[] =>
    one === undefined ? [] : [{ text: [{ strong: `${name} ` }, { at: one.at }, `${how}; ${span(one.at, now)} ago.`], cites: [one.seq] }];
  const missing = (name: string, one: Milestones[keyof Milestones]): readonly CitedLine[] =>
    one !== undefined || resolved !== undefined || detected === undefined
      ? []
      : [{ text: [{ strong: `Not ${name} yet` }, `, ${span(detected.at, now)} after it was detected.`], cites: [detected.seq] }];
  return [
    ...line('Began', began, ''),
    ...line('Detected', detected, detected === undefined ? '' : after(began, detected.at, 'it began')),
    ...line('Acknowledged', acknowledged, acknowledged === undefined ? '' : after(detected, acknowledged.at, 'it was detected')),
    ...line('Contained', contained, contained === undefined ? '' : after(detected, contained.at, 'it was detected')),
    ...line('Closed', resolved, resolved === undefined ? '' : after(detected, resolved.at, 'it was detected')),
    ...missing('acknowledged', acknowledged),
    ...missing('contained', contained),
  ];
}

function leadOf(name: string | undefined, phase: Incident['phase']): string {
  if (phase === 'closed') return `${name ?? 'Nobody'} led it.`;
  return name === undefined ? 'Nobody leads it yet.' : `${name} leads it.`;
}

function risksOf(incident: Incident, events: readonly TimelineEvent[], proposals: readonly Proposal[], now: Instant): readonly CitedLine[] {
  const about = (text: Text, proposal: Proposal): CitedLine => ({ text, cites: aboutProposal(events, proposal) });
  return [
    ...proposals.flatMap((proposal): CitedLine[] => {
      const name = `${proposal.id} (${proposal.action} on ${proposal.resolved.label})`;
      if (proposal.state === 'unknown') return [about(`Nobody knows whether ${name} took effect.`, proposal)];
      if (proposal.state === 'failed') return [about(`${name} failed: ${proposal.outcome ?? 'without a reason'}`, proposal)];
      if (proposal.state === 'proposed') return [about([`${name} waits for a yes until `, { at: proposal.expiresAt }, '.'], proposal)];
      if (proposal.state === 'expired') return [about(`${name} expired without a yes; nothing was done.`, proposal)];
      if (holds(proposal) && proposal.leaseUntil !== null && proposal.leaseUntil < now)
        return [about(`The lease of ${name} is over and it still holds.`, proposal)];
      return [];
    }),
    ...(incident.phase === 'open' && incident.commander === null ? [{ text: 'Nobody has taken it.', cites: citing(events, 'incident.opened') }] : []),
    ...(incident.phase !== 'closed' && !proposals.some(holds) ? [{ text: 'Nothing is contained.', cites: citing(events, 'incident.opened') }] : []),
  ];
}

function holds({ state }: Proposal): boolean {
  return state === 'done' || state === 'undoing';
}

function holding({ id, effect, undo, leaseUntil }: Proposal): Text {
  if (!undo.possible) return `${id}: ${effect} It cannot be undone.`;
  return leaseUntil === null ? `${id}: ${effect} It holds until somebody undoes it.` : [`${id}: ${effect} It holds until `, { at: leaseUntil }, '.'];
}

/** The events by which alerts joined; of many the first and the last. Without any, the opening. */
function joining(events: readonly TimelineEvent[]): readonly number[] {
  const joined = events.filter(({ type }) => type === 'alert.joined').map(({ seq }) => seq);
  if (joined.length === 0) return citing(events, 'alert.joined');
  return joined.length <= mostCites ? joined : [joined[0], joined.at(-1)].filter((seq) => seq !== undefined);
}

/** How many events one line cites. */
const mostCites = 8;

/** The last event about a question. */
function asking(events: readonly TimelineEvent[], { number }: Question): readonly number[] {
  const last = events.findLast((event) => 'question' in event.payload && event.payload.question === number);
  return last === undefined ? [] : [last.seq];
}

/** The last event of a type; without one, the opening, which says how things began. */
function citing(events: readonly TimelineEvent[], type: EventType): readonly number[] {
  const last = events.findLast((event) => event.type === type) ?? events.find((event) => event.type === 'incident.opened');
  return last === undefined ? [] : [last.seq];
}

/** The events that a line about where a proposal stands rests on: the one that says until when it waits or holds, and the last one. */
export function aboutProposal(events: readonly TimelineEvent[], { id, state, expiresAt, leaseUntil }: Proposal): readonly number[] {
  const own = events.filter((event) => 'proposal' in event.payload && event.payload.proposal === id);
  const until = isWaiting({ state }) ? expiresAt : leaseUntil;
  const says = until === null ? undefined : own.findLast(({ payload }) => Object.values(payload).includes(until));
  return [...new Set([says, own.at(-1)].flatMap((event) => event?.seq ?? []))];
}
