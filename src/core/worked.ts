import { milestonesOf } from './milestones.ts';
import type { CitedLine } from './summary.ts';
import { piecesOf, span } from './text.ts';
import type { EventType, TimelineEvent } from './timeline.ts';
import { type Names, sentenceOf } from './timeline-sentences.ts';

/** How soon each step came after the one before it, and what held: read from the events alone. */
export function whatWorked(events: readonly TimelineEvent[], names: Names): readonly CitedLine[] {
  const { began, detected, acknowledged, contained } = milestonesOf(events);
  const steps = [
    { from: began, to: detected, says: 'It was detected', after: 'after it began' },
    { from: detected, to: acknowledged, says: 'A person dealt with it', after: 'after it was detected' },
    { from: detected, to: contained, says: 'The first containment that stood was in force', after: 'after it was detected' },
  ].flatMap(({ from, to, says, after }): CitedLine[] =>
    from && to ? [{ text: `${says} ${span(from.at, to.at)} ${after}.`, cites: [...new Set([from.seq, to.seq])] }] : [],
  );
  return [...steps, ...asTold(events, names, didWork, takenBackAsWrong(events))];
}

/** What failed, was late, was never answered, or was taken back as wrong. */
export function whatDidNot(events: readonly TimelineEvent[], names: Names): readonly CitedLine[] {
  const wrong = events.filter((event) => event.type === 'containment.undo-asked' && event.payload.as === 'wrong');
  const told = events.filter(({ type }) => didNotWork.has(type));
  return [...told, ...wrong].toSorted((a, b) => a.seq - b.seq).map((event) => lineOf(event, names));
}

const didWork: ReadonlySet<EventType> = new Set(['containment.done', 'containment.evidence-kept', 'containment.healed', 'somebody.paged']);
const didNotWork: ReadonlySet<EventType> = new Set([
  'containment.failed',
  'containment.unknown',
  'containment.undo-failed',
  'containment.evidence-missed',
  'containment.drifted',
  'containment.expired',
  'containment.stale',
  'enrichment.failed',
  'question.unanswered',
  'somebody.not-paged',
]);

function takenBackAsWrong(events: readonly TimelineEvent[]): ReadonlySet<string> {
  return new Set(
    events.flatMap((event) => (event.type === 'containment.undo-asked' && event.payload.as === 'wrong' ? [event.payload.proposal] : [])),
  );
}

function asTold(events: readonly TimelineEvent[], names: Names, types: ReadonlySet<EventType>, without: ReadonlySet<string>): readonly CitedLine[] {
  return events
    .filter((event) => types.has(event.type) && !('proposal' in event.payload && without.has(event.payload.proposal)))
    .map((event) => lineOf(event, names));
}

function lineOf(event: TimelineEvent, names: Names): CitedLine {
  return { text: [{ at: event.happenedAt }, ' ', ...piecesOf(sentenceOf(event, names))], cites: [event.seq] };
}
