import { firebreak } from '../core/actor.ts';
import type { Alert } from '../core/alert.ts';
import { assess } from '../core/assess.ts';
import type { Assessment } from '../core/assessment.ts';
import { keysToLookFor } from '../core/entities.ts';
import type { Finding } from '../core/finding.ts';
import { type Incident, type Severity, severityAfter, severityAsked } from '../core/incident.ts';
import { lessonIds } from '../core/lesson.ts';
import type { ObservableKey } from '../core/observable.ts';
import type { Playbook } from '../core/playbook.ts';
import type { NewJob } from '../core/store.ts';
import type { Team } from '../core/team.ts';
import { percent } from '../core/text.ts';
import { canonicalJson, type NewEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { cardWatch } from './page-somebody.ts';

/** How far back the people of an incident are looked up to learn what is usual for them. */
const baselineDays = 30;
/** And how much of it is read: the newest. */
const mostEarlier = 300;

/** Assesses alerts against what is known about the people in them. `rule`: the correlation rule that tied them together. */
export async function assessAlerts(bot: Bot, alerts: readonly Alert[], findings: readonly Finding[], ruleId: string | null): Promise<Assessment> {
  const now = bot.now();
  const start = alerts.reduce((first, { happenedAt }) => (happenedAt < first ? happenedAt : first), now);
  const from = new Date(Date.parse(start) - baselineDays * 86_400_000).toISOString();
  const ids = new Set(alerts.map(({ id }) => id));
  const before = (await bot.store.latestNaming(keysToLearnFrom(alerts, bot.files.team), from, start, mostEarlier)).filter(({ id }) => !ids.has(id));
  const earlier = await unsuspicious(bot, before);
  const rule = bot.files.correlations.find(({ id }) => id === ruleId);
  const { team, weights } = bot.files;
  const lessons = (await Promise.all(lessonIds(alerts, rule).map((id) => bot.store.get('lesson', id)))).filter((known) => known !== undefined);
  return assess({ alerts, findings, earlier, lessons, weights, team, rule, now });
}

/** Under which keys to look for what is usual: whoever and whatever plays a part, people and assets by all of their spellings. */
function keysToLearnFrom(alerts: readonly Alert[], team: Team): readonly ObservableKey[] {
  return keysToLookFor({ observables: alerts.flatMap(({ observables }) => observables.filter(({ role }) => role !== 'related')) }, team);
}

/** What was part of an attack, or may have been, does not teach what is usual: otherwise an attacker who comes back would be taken for a habit. What is snoozed was looked at by nobody. */
export async function unsuspicious(bot: Bot, alerts: readonly Alert[]): Promise<readonly Alert[]> {
  const named = [...new Set(alerts.map(({ incident }) => incident).filter((id) => id !== null))];
  const incidents = await Promise.all(named.map((id) => bot.store.get('incident', id)));
  const harmless = new Set(incidents.filter((known) => known?.verdict === 'benign' || known?.verdict === 'false-positive').map((known) => known?.id));
  return alerts.filter(({ incident, snooze }) => (incident === null ? snooze === undefined : harmless.has(incident)));
}

/** Marks which thresholds the score has crossed. What was shown once stays shown. */
export function shownAt(bot: Bot, score: number, before?: Incident['shown']): Incident['shown'] {
  const { card, ticket, channel } = bot.files.policy.thresholds;
  return {
    card: before?.card || score >= card,
    ticket: before?.ticket || score >= ticket,
    channel: before?.channel || score >= channel,
  };
}

/** What a person's rating gives an incident, whatever it scores: somebody looked, and wants it treated so. */
export function shownWhenRated(severity: Severity, before: Incident['shown']): Incident['shown'] {
  const { card, ticket, channel } = before;
  if (severity === 'critical') return { card: true, ticket: true, channel: true };
  return severity === 'high' ? { card: true, ticket: true, channel } : { card, ticket, channel };
}

/**
 * Assesses an incident anew after something was learned. A changed score or confidence stands in the timeline, crosses thresholds, and lets the playbooks that fit
 * propose what to do.
 */
export function assessIncident(bot: Bot, { incident: id }: { readonly incident: string }): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    if (!incident || incident.phase === 'closed') return { result: undefined };
    const alerts = await bot.store.alertsOf(id);
    const assessment = await assessAlerts(bot, alerts, await bot.store.findings(id), incident.rule);
    const score = assessment.score;
    const before = incident.assessment?.score ?? null;
    const changed = canonicalJson(assessment) !== canonicalJson(incident.assessment);
    const next: Incident = {
      ...incident,
      assessment,
      severity: severityAfter(incident.severity, severityAsked(before ?? 0, alerts), severityAsked(score, alerts)),
      shown: shownAt(bot, score, incident.shown),
      revision: incident.revision + 1,
    };
    const event: NewEvent = { incident: id, type: 'incident.assessed', happenedAt: bot.now(), by: firebreak, payload: { assessment, before } };
    return {
      changes: {
        state: changed ? [{ put: 'incident', value: next }] : [],
        events: saysTheSame(assessment, incident.assessment) ? [] : [event],
        jobs: [...proposing(bot, next), ...cardWatch(bot, incident, next)],
        outbox: mirrorsOfIncident(bot, changed ? next : incident),
      },
      result: undefined,
    };
  });
}

/** Whether a reader would see no other number. */
function saysTheSame(after: Assessment, before: Assessment | null): boolean {
  return before !== null && after.score === before.score && percent(after.confidence) === percent(before.confidence);
}

/** Jobs that propose and ask what the playbooks say about an incident as it stands. The bot proposes each thing only once. */
function proposing(bot: Bot, incident: Incident): readonly NewJob[] {
  const steps = bot.files.playbooks.filter((playbook) => fits(playbook, incident)).flatMap((playbook) => playbook.steps);
  const asks = steps.some((step) => 'ask' in step) && incident.questions.length === 0;
  const proposals = steps
    .flatMap((step) => ('propose' in step ? [step] : []))
    .flatMap((step) => {
      const action = bot.catalogue.actions.get(step.propose);
      return incident.observables
        .filter(({ kind, role }) => kind === action?.actsOn && step.roles.includes(role))
        .map(({ kind, value }) => ({
          flow: 'propose-by-playbook',
          args: { incident: incident.id, action: step.propose, kind, value, params: JSON.stringify(step.with) },
          key: `propose:${incident.id}:${step.propose}:${kind}:${value}`,
          lane: `incident:${incident.id}`,
        }));
    });
  const { id } = incident;
  return asks ? [...proposals, { flow: 'ask-person', args: { incident: id }, key: `ask:${id}`, lane: `incident:${id}` }] : proposals;
}

/** Whether a playbook says what to do about an incident as it stands. */
export function fits({ when }: Playbook, incident: Incident): boolean {
  if ((incident.assessment?.score ?? 0) < when.scoreAtLeast) return false;
  if (when.correlations !== undefined && !when.correlations.includes(incident.rule ?? '')) return false;
  return when.rules === undefined || incident.alertRules.some((rule) => when.rules?.some((prefix) => rule.startsWith(prefix)));
}
