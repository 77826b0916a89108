import type { Incident } from './incident.ts';
import { type Measures, type WorkStep, workSteps } from './measures.ts';
import { milestonesOf, typeOf } from './milestones.ts';
import type { Judgment } from './proposal.ts';
import type { NewEvent, TimelineEvent } from './timeline.ts';

/** Human minutes that one step of each kind would have taken. */
export type MinutesPerStep = Readonly<Record<WorkStep, number>>;

/**
 * What a closed incident gives to the metrics: from its events up to its closing, which nobody can change any more; later ones change nothing. Undefined as
 * long as it is open.
 */
export function measureIncident(
  events: readonly TimelineEvent[],
  { verdict, drill }: Pick<Incident, 'verdict' | 'drill'>,
  minutes: MinutesPerStep,
): Measures | undefined {
  const counting = upToClosing(events);
  const closing = counting.at(-1);
  if (closing === undefined || verdict === null) return undefined;
  const containments = containmentsOf(counting, closing);
  const work = workOf(counting, containments.filter(({ ran }) => ran).length);
  const minutesSaved = workSteps.reduce((sum, step) => sum + work[step] * minutes[step], 0);
  return { drill, verdict, milestones: milestonesOf(counting), containments, work, minutesSaved };
}

function upToClosing(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const end = events.findIndex((event) => typeOf(event) === 'incident.closed');
  return end === -1 ? [] : events.slice(0, end + 1);
}

type About = Extract<TimelineEvent, { readonly payload: { readonly proposal: string } }>;

function containmentsOf(events: readonly TimelineEvent[], closing: TimelineEvent): Measures['containments'] {
  const about = events.filter((event): event is About => 'proposal' in event.payload && !endedByClosing(event, closing));
  return [...Map.groupBy(about, ({ payload }) => payload.proposal)].flatMap(([proposal, own]) => {
    const proposed = find(own, 'containment.proposed');
    if (proposed === undefined) return [];
    const enough = own.findLast(
      (event): event is Of<'containment.approved'> => event.type === 'containment.approved' && event.payload.have >= event.payload.need,
    );
    return {
      proposal,
      confidence: proposed.payload.confidence,
      ran: find(own, 'containment.done') !== undefined,
      automatic: find(own, 'containment.intended')?.payload.approvers.length === 0,
      judged: judgmentIn(own),
      waitedMs: enough === undefined ? null : Math.max(0, Date.parse(enough.happenedAt) - Date.parse(proposed.happenedAt)),
      seq: own.at(-1)?.seq ?? proposed.seq,
    };
  });
}

/** Closing ends what still waits for a yes: nobody looked at it and said no. */
function endedByClosing({ type, happenedAt, by }: TimelineEvent, closing: TimelineEvent): boolean {
  return type === 'containment.denied' && happenedAt === closing.happenedAt && by.id === closing.by.id;
}

function judgmentIn(own: readonly About[]): Judgment | null {
  const said = own.findLast((event) => event.type === 'containment.denied' || event.type === 'containment.undo-asked');
  if (said?.type === 'containment.denied') return 'denied';
  return said?.type === 'containment.undo-asked' ? (said.payload.as ?? 'unsaid') : null;
}

function workOf(events: readonly TimelineEvent[], containment: number): Measures['work'] {
  const times = (type: NewEvent['type']) => events.filter((event) => typeOf(event) === type).length;
  return {
    // The first is why there is an incident; the others were put to it.
    alert: Math.max(0, times('alert.joined') - 1),
    lookup: times('enrichment.found'),
    containment,
    evidence: times('containment.evidence-kept'),
    ticket: times('ticket.opened'),
  };
}

type Of<Type extends TimelineEvent['type']> = Extract<TimelineEvent, { type: Type }>;

function find<Type extends About['type']>(own: readonly About[], type: Type): Of<Type> | undefined {
  return own.find((event): event is About & Of<Type> => event.type === type);
}
