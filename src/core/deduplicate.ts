import { createHash } from 'node:crypto';
import type { Alert, AlertDraft } from './alert.ts';
import { canonicalJson } from './canonical-json.ts';
import { type Decision, decide } from './decision.ts';
import { canonical, keyOf } from './observable.ts';
import { counted } from './text.ts';

/**
 * Equal for everything that is the same alert again, SHA-256, hex. An audit event is the same only under the vendor's own id. An alert is the same
 * when the same rule of the same source fires about the same things: its actors, sources and targets (all that it names, when it says no parts), and
 * whatever the source says tells two alerts of one rule apart. Titles, times, severities and counts may change from one repeat to the next and are left out.
 */
export function fingerprintOf(source: string, draft: AlertDraft): string {
  return createHash('sha256')
    .update(canonicalJson([source, draft.nature, ...sameness(draft)]))
    .digest('hex');
}

function sameness(draft: AlertDraft): unknown[] {
  if (draft.nature === 'event') return [draft.externalId];
  const spelled = draft.observables.map(({ kind, value, role }) => ({ role, thing: `${role}/${keyOf({ kind, value: canonical(kind, value) })}` }));
  const named = (things: typeof spelled) => [...new Set(things.map(({ thing }) => thing))].sort();
  const playing = named(spelled.filter(({ role }) => role !== 'related'));
  if (playing.length > 0 || draft.distinguish.length > 0) return [draft.rule, playing, [...draft.distinguish].sort()];
  // A sender that names things without saying which part they play has nothing else to tell one alert of a rule from the next.
  return [draft.rule, draft.externalId, named(spelled)];
}

/** After this many quiet hours the same alert is news again: whoever judged it then did not judge today. */
export const quietHours = 24;

/**
 * Whether an alert is new, or one that we have already.
 * `seen` is the newest kept alert with the same fingerprint; undefined when there is none.
 */
export function deduplicate(draft: AlertDraft, seen: Alert | undefined): Decision<'new' | 'repeat' | 'resolved' | 'reopened'> {
  if (seen === undefined) {
    return draft.status === 'resolved'
      ? decide('new', 'Its sender calls it resolved, and we had never seen it fire.')
      : decide('new', 'Nothing with this fingerprint was seen before.');
  }
  if (draft.nature === 'event') return decide('repeat', `The same event was received before, at ${seen.receivedAt}.`);
  if (draft.status === 'resolved') {
    return seen.status === 'resolved'
      ? decide('repeat', 'It was resolved already, and its sender says so again.')
      : decide('resolved', `Its sender says that what fired at ${seen.happenedAt} is over.`);
  }
  if (seen.status === 'resolved') return decide('reopened', 'It fires again after it was resolved.');
  const quiet = (Date.parse(draft.happenedAt) - Date.parse(seen.lastSeenAt)) / 3_600_000;
  if (quiet > quietHours) return decide('reopened', `It fires again after ${Math.floor(quiet)} quiet hours.`);
  return decide('repeat', `The same alert is firing already, seen ${counted(seen.count, 'time')} before.`);
}
