import { ink, markColours } from './picture-colours.ts';
import type { TimeScale } from './picture-time.ts';
import { clock } from './text.ts';
import type { EventType, TimelineEvent } from './timeline.ts';

/** One event, or several that lie too close to be told apart. */
export interface Mark {
  readonly kind: 'circle' | 'square' | 'diamond';
  readonly x: number;
  readonly count: number;
  readonly fill: string;
}

/** One containment while it held. */
export interface Bar {
  readonly x1: number;
  readonly x2: number;
  readonly says: string;
  readonly fill: string;
}

/** What one actor did, or what was contained. */
export interface Lane {
  readonly label: string;
  readonly count: number;
  readonly marks: readonly Mark[];
  readonly bars: readonly Bar[];
}

/** Lanes beyond these are drawn as one. */
const mostLanes = 7;
const mostBars = 8;
/** Marks that are closer than this, in pixels, are drawn as one. */
const closest = 19;

/** What the sources reported, then each actor in the order of appearance, then what was contained and for how long. */
export function lanesOf(events: readonly TimelineEvent[], scale: TimeScale): readonly Lane[] {
  const byActor = Map.groupBy(events, actorOf);
  const names = [...byActor.keys()].sort((a, b) => Number(b === sources) - Number(a === sources));
  const alone = names.length > mostLanes ? names.slice(0, mostLanes - 1) : names;
  const rest = names.slice(alone.length);
  const lane = (label: string, own: readonly TimelineEvent[]): Lane => ({ label, count: own.length, marks: marksOf(own, scale), bars: [] });
  const bars = barsOf(events, scale);
  return [
    ...alone.map((name) => lane(name, byActor.get(name) ?? [])),
    ...(rest.length === 0
      ? []
      : [
          lane(
            `${rest.length} others`,
            rest.flatMap((name) => byActor.get(name) ?? []),
          ),
        ]),
    ...(bars.length === 0 ? [] : [{ label: 'Contained', count: bars.length, marks: [], bars }]),
  ];
}

const sources = 'What sources reported';

function actorOf({ type, by }: TimelineEvent): string {
  return type === 'alert.joined' || type === 'alert.resolved' ? sources : by.name;
}

const decisions: ReadonlySet<EventType> = new Set([
  'incident.taken',
  'incident.severity-changed',
  'incident.closed',
  'containment.approved',
  'containment.denied',
  'containment.undo-asked',
  'containment.renewed',
  'containment.kept',
]);
const containing: ReadonlySet<EventType> = new Set(['containment.done', 'containment.undone', 'containment.failed', 'containment.unknown']);

function lookOf({ type }: TimelineEvent): Pick<Mark, 'kind' | 'fill'> {
  if (type === 'alert.joined' || type === 'alert.resolved') return { kind: 'circle', fill: markColours.alert };
  if (decisions.has(type)) return { kind: 'square', fill: markColours.decision };
  if (containing.has(type)) return { kind: 'diamond', fill: markColours.containment };
  return { kind: 'circle', fill: markColours.other };
}

/** Marks from left to right. Of several that are drawn as one, the most telling gives the look. */
function marksOf(events: readonly TimelineEvent[], scale: TimeScale): readonly Mark[] {
  const marks: (Mark & { readonly first: number })[] = [];
  for (const event of events.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.seq - b.seq)) {
    const x = scale(event.happenedAt);
    const look = lookOf(event);
    const last = marks.at(-1);
    if (last === undefined || x - last.first >= closest) {
      marks.push({ ...look, x, first: x, count: 1 });
      continue;
    }
    marks[marks.length - 1] = {
      ...(telling(look.kind) > telling(last.kind) ? look : last),
      x: (last.first + x) / 2,
      first: last.first,
      count: last.count + 1,
    } as typeof last;
  }
  return marks.map(({ kind, x, count, fill }) => ({ kind, x, count, fill }));
}

function telling(kind: Mark['kind']): number {
  return ['circle', 'square', 'diamond'].indexOf(kind);
}

/** From when each containment was carried out to when it was taken back; what still holds reaches to the edge and says until when. */
function barsOf(events: readonly TimelineEvent[], scale: TimeScale): readonly Bar[] {
  const done = events.filter((event) => event.type === 'containment.done');
  const newest = events
    .map(({ happenedAt }) => happenedAt)
    .sort()
    .at(-1);
  const last = new Map(done.map((event) => [event.payload.proposal, event]));
  const bars = [...last.values()].map((event): Bar => {
    const { proposal, action, label, leaseUntil } = event.payload;
    const undone = events.find((other) => other.type === 'containment.undone' && other.payload.proposal === proposal && other.seq > event.seq);
    const until = undone ? ', taken back' : leaseUntil === null ? '' : `, until ${clock(leaseUntil)}`;
    return {
      x1: scale(event.happenedAt),
      x2: scale(undone?.happenedAt ?? newest ?? event.happenedAt),
      says: `${proposal} ${action} on ${label}${until}`,
      fill: undone ? ink.quiet : markColours.containment,
    };
  });
  return bars.slice(0, mostBars);
}
