import type { Alert } from './alert.ts';
import { type Decision, decide } from './decision.ts';
import { entityOf, peopleIn, tellsApart } from './entities.ts';
import type { Incident } from './incident.ts';
import { type Observable, type ObservableKind, spell } from './observable.ts';
import { type CorrelationRule, completedBy } from './sequence.ts';
import type { Team } from './team.ts';
import { counted } from './text.ts';
import { Untrusted } from './untrusted.ts';

export type { CorrelationRule } from './sequence.ts';

/** How strongly it ties two alerts that both name the same thing of this kind. From `enough` on they belong together. */
const ties: Readonly<Record<ObservableKind, number>> = {
  user: 100,
  email: 100,
  host: 100,
  container: 100,
  secret: 100,
  hash: 80,
  url: 80,
  ip: 60,
  domain: 60,
  'cloud-resource': 60,
  repo: 60,
  file: 30,
  process: 10,
};
const enough = 60;

/** Where an alert belongs. Ids in `alerts` are the alert itself and the ones kept silently so far that come along. */
export type Correlation =
  /** `rule` is set when the alert completed a rule's sequence, of which the incident holds a part. */
  | { readonly to: 'join'; readonly incident: Incident; readonly rule: CorrelationRule | null; readonly alerts: readonly string[] }
  | { readonly to: 'open'; readonly rule: CorrelationRule; readonly alerts: readonly string[] }
  /** Silent unless its own assessment says otherwise; then an incident is opened with `alerts`. */
  | { readonly to: 'alone'; readonly alerts: readonly string[] };

/** What correlation looks at besides the alert. */
export interface Neighbourhood {
  /** Kept alerts that may belong with it: those naming one of `keysToLookFor`, from the longest window before it to the longest after it. */
  readonly nearby: readonly Alert[];
  /** All incidents that are not closed. Alerts of closed ones were judged and are not looked at again. */
  readonly open: readonly Incident[];
  readonly rules: readonly CorrelationRule[];
  readonly team: Team;
  /** Within how many minutes alerts that share observables belong together. */
  readonly windowMinutes: number;
}

/**
 * Decides where an alert belongs. Only the times at which things happened count, never the order in which we heard of them, so late events end up
 * where they would have been in time.
 */
export function correlate(alert: Alert, { nearby, open, rules, team, windowMinutes }: Neighbourhood): Decision<Correlation> {
  const openIds = new Set(open.map(({ id }) => id));
  const others = nearby.filter(({ id, incident }) => id !== alert.id && (incident === null || openIds.has(incident)));
  const tied = (other: Alert) =>
    other.snooze === undefined && minutesBetween(alert, other) <= windowMinutes && tieOf(alert, other.observables, team) >= enough;
  const silent = (alerts: readonly Alert[]) => inOrder([...new Set([alert, ...alerts])].filter(({ incident }) => incident === null));

  for (const rule of rules) {
    const matched = completedBy(alert, others, rule, team);
    if (matched === undefined) continue;
    const holder = mostOf(open, matched);
    if (holder === undefined) return decide({ to: 'open', rule, alerts: silent(matched) }, sentenceOfMatch(rule, matched));
    return decide(
      { to: 'join', incident: holder, rule, alerts: silent(matched) },
      sentenceOfMatch(rule, matched),
      `${holder.id} holds a part of them already.`,
    );
  }

  const related = others.filter(tied);
  const incident = strongest(alert, others, open, team, windowMinutes);
  if (incident !== undefined) {
    const names = sharedKinds(alert, incident.observables, team);
    return decide(
      { to: 'join', incident, rule: null, alerts: silent(related) },
      `It names the same ${names.join(' and ')} as ${incident.id} within ${windowMinutes} minutes.`,
    );
  }
  return decide({ to: 'alone', alerts: silent(related) }, 'No rule is complete with it, and no open incident is about the same things at that time.');
}

/**
 * The title of an incident, with the people named: in our words where a rule tied it together or only bare events did; otherwise what its first alert
 * calls itself.
 */
export function titleOf(rule: CorrelationRule | null, alerts: readonly Alert[], team: Team): Untrusted {
  const finished = alerts.find(({ nature }) => nature === 'alert');
  if (rule === null && finished !== undefined) return finished.title;
  const first = alerts[0];
  if (rule === null && first === undefined) return Untrusted.of('Opened by hand');
  const what = rule?.title ?? `Unusual ${alerts.some(({ activity }) => activity === 'login') ? 'logins' : 'activity'}`;
  const observables = alerts.flatMap((alert) => alert.observables);
  const people = peopleIn(observables, team).map(({ name }) => name);
  const account = observables.find(({ kind, role }) => kind === 'user' && (role === 'actor' || role === 'target'));
  const named = people.length > 0 ? people.slice(0, 3).join(', ') : account && spell(account).raw();
  return Untrusted.of(named === undefined ? what : `${what} of ${named}`);
}

/** Weight of what an alert and a list of observables share, each thing counted once, by its strongest kind. */
function tieOf(alert: Alert, observables: readonly Observable[], team: Team): number {
  const theirs = new Set(tying(observables, team).map((thing) => entityOf(thing, team)));
  const weights = new Map<string, number>();
  for (const thing of tying(alert.observables, team)) {
    const entity = entityOf(thing, team);
    if (theirs.has(entity)) weights.set(entity, Math.max(weights.get(entity) ?? 0, ties[thing.kind]));
  }
  return weights.values().reduce((sum, weight) => sum + weight, 0);
}

/** What can tie. An account or a machine that is merely named does not: a node runs containers of many, and a text names whom it likes. */
function tying(observables: readonly Observable[], team: Team): readonly Observable[] {
  return observables.filter(({ kind, value, role }) => (kind === 'ip' ? tellsApart(value, team) : role !== 'related' || !playing.has(kind)));
}

/** Kinds of which many things happen to many: they count only where they play a part. */
const playing: ReadonlySet<ObservableKind> = new Set(['user', 'email', 'host']);

function sharedKinds(alert: Alert, observables: readonly Observable[], team: Team): readonly string[] {
  const theirs = new Set(tying(observables, team).map((thing) => entityOf(thing, team)));
  return [
    ...new Set(
      tying(alert.observables, team)
        .filter((thing) => theirs.has(entityOf(thing, team)))
        .map(({ kind }) => kind),
    ),
  ];
}

/** The open incident with which the alert shares most, at the time when the incident happened; of equals the older one. */
function strongest(alert: Alert, others: readonly Alert[], open: readonly Incident[], team: Team, windowMinutes: number): Incident | undefined {
  const candidates = open
    .filter((incident) => happensDuring(alert, incident, others, windowMinutes))
    .map((incident) => ({ incident, weight: tieOf(alert, incident.observables, team) }))
    .filter(({ weight }) => weight >= enough);
  candidates.sort(
    (a, b) => b.weight - a.weight || a.incident.startedAt.localeCompare(b.incident.startedAt) || a.incident.id.localeCompare(b.incident.id),
  );
  return candidates[0]?.incident;
}

/**
 * Alerts stretch the time of their incident; bare events do not, or everything that a busy account does would join one after the other for ever.
 * An incident that a person opened without alerts happens when it was opened.
 */
function happensDuring(alert: Alert, incident: Incident, others: readonly Alert[], windowMinutes: number): boolean {
  const moments = [
    incident.startedAt,
    ...(incident.alerts.length === 0 ? [incident.openedAt] : []),
    ...others.filter((other) => other.incident === incident.id && other.nature === 'alert').map(({ happenedAt }) => happenedAt),
  ];
  return moments.some((moment) => Math.abs(Date.parse(alert.happenedAt) - Date.parse(moment)) <= windowMinutes * 60_000);
}

function mostOf(open: readonly Incident[], matched: readonly Alert[]): Incident | undefined {
  const held = open.map((incident) => ({ incident, parts: matched.filter((part) => part.incident === incident.id).length }));
  held.sort((a, b) => b.parts - a.parts || a.incident.openedAt.localeCompare(b.incident.openedAt));
  return held[0] !== undefined && held[0].parts > 0 ? held[0].incident : undefined;
}

function sentenceOfMatch(rule: CorrelationRule, matched: readonly Alert[]): string {
  const steps = rule.steps.map(({ name, count, distinct }) =>
    count === 1 ? name : `${count} × ${name}${distinct === null ? '' : ` with a different ${distinct}`}`,
  );
  return `The rule ${rule.id} is complete with ${counted(matched.length, 'event')}: ${steps.join(rule.ordered ? ', then ' : ' and ')}.`;
}

function inOrder(alerts: readonly Alert[]): readonly string[] {
  return alerts.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.id.localeCompare(b.id)).map(({ id }) => id);
}

function minutesBetween(a: Alert, b: Alert): number {
  return Math.abs(Date.parse(a.happenedAt) - Date.parse(b.happenedAt)) / 60_000;
}
