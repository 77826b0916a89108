import { firebreak } from '../core/actor.ts';
import type { Alert, Instant } from '../core/alert.ts';
import { flappingWords, isFlapping, reopenHours } from '../core/flapping.ts';
import type { Incident } from '../core/incident.ts';
import type { NewJob } from '../core/store.ts';
import type { NewEvent } from '../core/timeline.ts';

/** An alert of an incident that is over, or fires again. */
export interface Turn {
  readonly before: Alert;
  readonly after: Alert;
  readonly home: Incident;
  readonly because: readonly string[];
  readonly at: Instant;
}

/** What that means for its incident. `opened`: the incident as it is when that opens it again. */
export interface Turned {
  readonly opened: Incident | undefined;
  readonly events: readonly NewEvent[];
  readonly jobs: readonly NewJob[];
}

/** What is opened again is as it was, without the end that it had come to. */
const again = { phase: 'open', closedAt: null, verdict: null, verdictReason: null, closedItself: false } as const;
const whyReopened = `Nobody had judged it: it was closed because its alerts were over, less than ${reopenHours} hours ago.`;

/** An alert that turns too often is told of once, and from then on closes and opens nothing. */
export function turnedOf({ before, after, home, because, at }: Turn): Turned {
  const isOpened = home.phase === 'closed';
  const opening: NewEvent = {
    incident: home.id,
    type: 'incident.reopened',
    happenedAt: at,
    by: firebreak,
    payload: { because: [...because, whyReopened] },
  };
  const flaps = isFlapping(after);
  const says = flaps
    ? isFlapping(before)
      ? []
      : [told('alert.flapping', after, home.id, at, [`It ${flappingWords(after)}. The incident stays open.`])]
    : after.status === 'resolved'
      ? [over(after, home.id, at)]
      : [told('alert.reopened', after, home.id, at, because)];
  const closing = { flow: 'close-resolved', args: { incident: home.id }, key: `close-resolved:${home.id}`, lane: `incident:${home.id}` };
  return {
    opened: isOpened ? { ...home, ...again, revision: home.revision + 1 } : undefined,
    events: isOpened ? [opening, ...says] : says,
    jobs: !flaps && after.status === 'resolved' ? [closing] : [],
  };
}

function told(type: 'alert.reopened' | 'alert.flapping', alert: Alert, incident: string, at: Instant, because: readonly string[]): NewEvent {
  return { incident, type, happenedAt: at, by: firebreak, payload: { ...named(alert), because: [...because] } };
}

function over(alert: Alert, incident: string, at: Instant): NewEvent {
  return { incident, type: 'alert.resolved', happenedAt: at, by: firebreak, payload: named(alert) };
}

function named({ id, source, rule, title }: Alert) {
  return { alert: id, source, rule, title };
}
