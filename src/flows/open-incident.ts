import { type Actor, firebreak } from '../core/actor.ts';
import type { Alert } from '../core/alert.ts';
import type { Assessment } from '../core/assessment.ts';
import type { CorrelationRule } from '../core/correlate.ts';
import { namedBy } from '../core/entities.ts';
import { fateAfter } from '../core/funnel.ts';
import { type Incident, severityAfter, severityAsked, severityBecause } from '../core/incident.ts';
import { keyOf, type Observable } from '../core/observable.ts';
import { rankOfIncident } from '../core/quota.ts';
import type { Changes, Put } from '../core/store.ts';
import type { Team } from '../core/team.ts';
import type { NewEvent } from '../core/timeline.ts';
import type { Untrusted } from '../core/untrusted.ts';
import type { Bot } from '../kit/bot.ts';
import { assessAlerts, shownAt } from './assess-incident.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { cardWatch } from './page-somebody.ts';

/** What an incident is opened with. */
export interface Opening {
  readonly title: Untrusted;
  readonly alerts: readonly Alert[];
  /** Id of the alert because of which it is opened; the others come along. */
  readonly opener?: string;
  readonly rule: CorrelationRule | null;
  readonly because: readonly string[];
  readonly by: Actor;
  /** Things named by hand, besides what the alerts name. */
  readonly observables?: readonly Observable[];
  /** Shown at once, whatever it scores: a person asked for it. */
  readonly shown?: boolean;
  /** Person ids to whom it is restricted from the first moment on: it comes from an incident that is. */
  readonly restrictedTo?: Incident['restrictedTo'];
  /** It is a drill: it gets all that an incident can have, whatever it scores. */
  readonly drill?: boolean;
}

/** The changes that open an incident. The caller commits them; the incident's number may be taken by then, and the decision made again. */
export async function openingOf(bot: Bot, opening: Opening): Promise<{ readonly incident: Incident; readonly changes: Changes }> {
  const now = bot.now();
  const assessment = opening.alerts.length > 0 ? await assessAlerts(bot, opening.alerts, [], opening.rule?.id ?? null) : null;
  const id = `INC-${await bot.store.nextNumber('incident')}`;
  const alerts = inOrder(opening.alerts);
  const score = assessment?.score ?? 0;
  const shown = shownAt(bot, score);
  const { restrictedTo = null, drill = false } = opening;
  const incident: Incident = {
    id,
    title: opening.title,
    phase: 'open',
    severity: severityAsked(score, alerts),
    openedAt: now,
    startedAt: alerts[0]?.happenedAt ?? now,
    closedAt: null,
    commander: null,
    rule: opening.rule?.id ?? null,
    ...gathered(bot.files.team, alerts, opening, { observables: opening.observables ?? [], attacks: [] }),
    assessment,
    // Of what is restricted is spoken in a channel of its own alone.
    shown: {
      card: drill || shown.card || opening.shown === true,
      ticket: drill || shown.ticket,
      channel: drill || shown.channel || restrictedTo !== null,
    },
    verdict: null,
    verdictReason: null,
    closedItself: false,
    mergedInto: null,
    restrictedTo,
    questions: [],
    tlp: null,
    followUps: [],
    drill,
    revision: 1,
  };
  const opened: NewEvent = {
    incident: id,
    type: 'incident.opened',
    happenedAt: now,
    by: opening.by,
    payload: { title: opening.title, rule: incident.rule, because: [...opening.because, ...ratedBecause(incident, alerts)] },
  };
  return {
    incident,
    changes: {
      state: [{ put: 'incident', value: incident }, ...joined(alerts, id, opening.because, opening.opener)],
      events: [opened, ...alerts.map((alert) => joinEvent(alert, id, [])), ...assessedEvent(id, assessment, null, now)],
      jobs: [
        { flow: 'enrich-incident', args: { incident: id }, key: `enrich:${id}`, rank: rankOfIncident(incident.severity) },
        ...cardWatch(bot, null, incident),
      ],
      outbox: mirrorsOfIncident(bot, incident),
    },
  };
}

/** The changes by which alerts join an open incident. */
export async function joiningOf(
  bot: Bot,
  incident: Incident,
  alerts: readonly Alert[],
  why: {
    readonly because: readonly string[];
    readonly rule: CorrelationRule | null;
    readonly title?: Untrusted;
    readonly observables?: readonly Observable[];
  },
): Promise<Changes> {
  const before = await bot.store.alertsOf(incident.id);
  const all = inOrder([...before, ...alerts]);
  const rule = why.rule?.id ?? incident.rule;
  const assessment = await assessAlerts(bot, all, await bot.store.findings(incident.id), rule);
  const next: Incident = {
    ...incident,
    title: (rule !== incident.rule && why.title) || incident.title,
    rule,
    startedAt: all[0]?.happenedAt ?? incident.startedAt,
    ...gathered(bot.files.team, all, { alerts, rule: why.rule }, { ...incident, observables: merged(incident.observables, why.observables ?? []) }),
    assessment,
    severity: severityAfter(incident.severity, severityAsked(incident.assessment?.score ?? 0, before), severityAsked(assessment.score, all)),
    shown: shownAt(bot, assessment.score, incident.shown),
    revision: incident.revision + 1,
  };
  const because = [...why.because, ...(next.severity === incident.severity ? [] : ratedBecause(next, all))];
  return {
    state: [{ put: 'incident', value: next }, ...joined(alerts, incident.id, why.because)],
    events: [
      ...inOrder(alerts).map((alert) => joinEvent(alert, incident.id, because)),
      ...assessedEvent(incident.id, assessment, incident.assessment?.score ?? null, bot.now()),
    ],
    jobs: [
      { flow: 'enrich-incident', args: { incident: incident.id }, key: `enrich:${incident.id}`, rank: rankOfIncident(next.severity) },
      ...cardWatch(bot, incident, next),
    ],
    outbox: mirrorsOfIncident(bot, next),
  };
}

/** The incident without some of its alerts: what only they named goes with them; what people attached stays. */
export async function leavingOf(bot: Bot, incident: Incident, all: readonly Alert[], leaving: readonly Alert[]): Promise<Incident> {
  const gone = new Set(leaving.map(({ id }) => id));
  const rest = inOrder(all.filter(({ id }) => !gone.has(id)));
  const attached = (await bot.store.timeline(incident.id)).flatMap((event) =>
    event.type === 'observable.attached' ? [event.payload.observable] : [],
  );
  const named = new Set([...attached, ...rest.flatMap(namedBy)].map(keyOf));
  const observables = incident.observables.filter((observable) => named.has(keyOf(observable)));
  return {
    ...incident,
    startedAt: rest[0]?.happenedAt ?? incident.startedAt,
    ...gathered(bot.files.team, rest, { alerts: rest, rule: null }, { observables, attacks: [] }),
    revision: incident.revision + 1,
  };
}

/** What an incident is made of once all these alerts are its own: to what was known `before`, the `fresh` ones and their rule add what they name. */
function gathered(
  team: Team,
  all: readonly Alert[],
  fresh: Pick<Opening, 'alerts' | 'rule'>,
  before: { readonly observables: readonly Observable[]; readonly attacks: readonly string[] },
): Pick<Incident, 'alerts' | 'alertRules' | 'observables' | 'attacks' | 'suspects'> {
  const observables = merged(before.observables, fresh.alerts.flatMap(namedBy));
  return {
    alerts: all.map(({ id }) => id),
    alertRules: [...new Set(all.map(({ rule }) => rule))],
    observables,
    attacks: [...new Set([...before.attacks, ...fresh.alerts.flatMap(({ attacks }) => attacks), ...(fresh.rule?.attacks ?? [])])],
    suspects: suspectsAmong(observables, team),
  };
}

/** Everything named, once each; the most telling role wins. */
export function merged(before: readonly Observable[], more: readonly Observable[]): Observable[] {
  const rank = { actor: 3, source: 2, target: 1, related: 0 } as const;
  const all = new Map<string, Observable>();
  for (const named of [...before, ...more]) {
    const known = all.get(keyOf(named));
    if (!known || rank[named.role] > rank[known.role]) all.set(keyOf(named), named);
  }
  return [...all.values()];
}

/** What the timeline says about a severity that is not the score's own. */
function ratedBecause(incident: Incident, alerts: readonly Alert[]): readonly string[] {
  const because = severityBecause(incident, alerts);
  return because === undefined ? [] : [because];
}

/** People whose accounts the incident is about: they may not read it or decide in it. */
function suspectsAmong(observables: readonly Observable[], team: Team): string[] {
  const people = observables.filter(({ kind, role }) => (kind === 'user' || kind === 'email') && role === 'actor');
  return [...new Set(people.flatMap(({ value }) => team.byIdentity(value)?.id ?? []))];
}

function inOrder(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.id.localeCompare(b.id));
}

function joined(alerts: readonly Alert[], incident: string, because: readonly string[], opener?: string): readonly Put[] {
  return alerts.map((alert) => {
    const fate = fateAfter(alert, alert.id === opener ? 'opened' : 'merged');
    return { put: 'alert', value: { ...alert, incident, fate, snooze: undefined, because: [...because], revision: alert.revision + 1 } };
  });
}

function joinEvent({ id, source, rule, title, severity, observables, happenedAt }: Alert, incident: string, because: readonly string[]): NewEvent {
  return {
    incident,
    type: 'alert.joined',
    happenedAt,
    by: firebreak,
    payload: { alert: id, source, rule, title, severity, observables, because: [...because] },
  };
}

function assessedEvent(incident: string, assessment: Assessment | null, before: number | null, now: string): NewEvent[] {
  if (assessment === null || assessment.score === before) return [];
  return [{ incident, type: 'incident.assessed', happenedAt: now, by: firebreak, payload: { assessment, before } }];
}
