import type { Instant } from './alert.ts';
import type { EventType, TimelineEvent } from './timeline.ts';

/** One moment by which an incident is measured, and the event that it was read from. */
export interface Milestone {
  readonly at: Instant;
  /** Its number in the timeline, cited as `#57`. */
  readonly seq: number;
}

/** The moments by which an incident is measured, in the order in which they are passed. What has not happened is left out. */
export interface Milestones {
  /** The earliest of its alerts happened: before that, nothing is known of whoever did it. */
  readonly began?: Milestone;
  /** It was opened. */
  readonly detected?: Milestone;
  /** Somebody of the team first did something about it; whoever opened it by hand did. */
  readonly acknowledged?: Milestone;
  /** The first containment took effect that nobody has called wrong since. */
  readonly contained?: Milestone;
  /** It was closed, and not opened again since. */
  readonly resolved?: Milestone;
}

/** What people do that is no work on the incident: they were asked about themselves, were turned away, or tended the record. */
const noWork: ReadonlySet<EventType> = new Set([
  'question.answered',
  'question.refused',
  'button.refused',
  'containment.refused',
  'report.made',
  'event.redacted',
]);

/** The milestones of an incident, from its events alone; those up to its closing give what is measured. What was redacted keeps its time. */
export function milestonesOf(events: readonly TimelineEvent[]): Milestones {
  const wrong = new Set(
    events.flatMap((event) => (event.type === 'containment.undo-asked' && event.payload.as === 'wrong' ? [event.payload.proposal] : [])),
  );
  const began = earliest(events.filter((event) => typeOf(event) === 'alert.joined').map(({ happenedAt: at, seq }) => ({ at, seq })));
  const detected = events.find((event) => typeOf(event) === 'incident.opened');
  const acknowledged = events.find((event) => event.by.kind === 'human' && !noWork.has(typeOf(event)));
  const contained = events.find(
    (event) => typeOf(event) === 'containment.done' && !('proposal' in event.payload && wrong.has(event.payload.proposal)),
  );
  const ended = events.findLast((event) => ['incident.closed', 'incident.reopened'].includes(typeOf(event)));
  const resolved = ended !== undefined && typeOf(ended) === 'incident.closed' ? ended : undefined;
  return {
    ...(began && { began }),
    ...(detected && { detected: { at: detected.happenedAt, seq: detected.seq } }),
    // When it was recorded: what somebody writes down may have happened long before they were at it.
    ...(acknowledged && { acknowledged: { at: acknowledged.recordedAt, seq: acknowledged.seq } }),
    ...(contained && { contained: { at: contained.happenedAt, seq: contained.seq } }),
    ...(resolved && { resolved: { at: resolved.happenedAt, seq: resolved.seq } }),
  };
}

/** What it was recorded as, also where what it said was removed. */
export function typeOf(event: TimelineEvent): EventType {
  return event.type === 'redacted' ? (event.payload.type as EventType) : event.type;
}

function earliest(moments: readonly Milestone[]): Milestone | undefined {
  return moments.toSorted((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq)[0];
}
