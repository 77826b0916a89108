import { z } from 'zod';
import type { Alert } from './alert.ts';
import { entityOf, tellsApart } from './entities.ts';
import type { Team } from './team.ts';

/** Kinds of things by which events of a sequence must agree. `user` counts every spelling of a person, e-mail addresses too. */
const joinField = z.enum(['ip', 'user', 'host', 'cloud-resource', 'domain', 'hash', 'repo']);
type JoinField = z.infer<typeof joinField>;

/** One kind of event that a rule waits for: all of the given conditions hold. */
const eventPattern = z.strictObject({
  /** Source ids; any when left out. */
  sources: z.array(z.string()).optional(),
  activity: z.array(z.string()).optional(),
  outcome: z.enum(['success', 'failure', 'unknown']).optional(),
  /** The alert's rule starts with one of these. */
  rules: z.array(z.string()).optional(),
});
type EventPattern = z.infer<typeof eventPattern>;

/** `correlations/*.yml` — see data/README.md. The Sigma correlation types that are understood: `event_count`, `temporal_ordered`. */
export const correlationRule = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  attacks: z.array(z.string()).default([]),
  /** The steps in the order in which they must happen; each at least `count` times. */
  steps: z.array(z.strictObject({ name: z.string(), match: eventPattern, count: z.int().positive().default(1) })).min(1),
  /** All matched events share a value of the first kind; of the other kinds, none contradicts: those that name one name the same. */
  groupBy: z.array(joinField).min(1),
  /** From the first matched event to the last, in minutes. */
  withinMinutes: z.number().positive(),
});
export type CorrelationRule = z.infer<typeof correlationRule>;

/**
 * The events by which a rule's sequence is complete, `alert` among them, in the order in which they happened; undefined when it is not.
 * Where steps match more often than they must (a sixth failed login), the surplus between first and last belongs to it as well.
 */
export function completedBy(alert: Alert, others: readonly Alert[], rule: CorrelationRule, team: Team): readonly Alert[] | undefined {
  if (!rule.steps.some(({ match }) => fits(alert, match))) return undefined;
  const candidates = [alert, ...others].filter((event) => rule.steps.some(({ match }) => fits(event, match)));
  for (const group of groupsAround(alert, candidates, rule.groupBy, team)) {
    const matched = inSequence(group, rule, alert);
    if (matched !== undefined) return matched;
  }
  return undefined;
}

/** The first stretch of time, not longer than the rule's window, in which every step happens in order and to which `alert` belongs. */
function inSequence(events: readonly Alert[], rule: CorrelationRule, alert: Alert): readonly Alert[] | undefined {
  const ordered = events.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.id.localeCompare(b.id));
  for (const [start, first] of ordered.entries()) {
    const end = Date.parse(first.happenedAt) + rule.withinMinutes * 60_000;
    const stretch = ordered.slice(start).filter(({ happenedAt }) => Date.parse(happenedAt) <= end);
    if (!isComplete(stretch, rule)) continue;
    const last = stretch.findLastIndex((event) => fits(event, lastStep(rule)));
    const matched = stretch.slice(0, last + 1);
    if (matched.includes(alert)) return matched;
  }
  return undefined;
}

/** Taking the earliest event for every step is enough: if any choice completes the sequence, this one does. */
function isComplete(stretch: readonly Alert[], rule: CorrelationRule): boolean {
  let step = 0;
  let have = 0;
  for (const event of stretch) {
    const current = rule.steps[step];
    if (current === undefined) return true;
    if (!fits(event, current.match)) continue;
    have += 1;
    if (have < current.count) continue;
    step += 1;
    have = 0;
  }
  return step === rule.steps.length;
}

function lastStep(rule: CorrelationRule): EventPattern {
  return rule.steps.at(-1)?.match ?? {};
}

function fits(event: Alert, { sources, activity, outcome, rules }: EventPattern): boolean {
  if (event.status === 'resolved') return false;
  if (sources !== undefined && !sources.includes(event.source)) return false;
  if (activity !== undefined && !activity.includes(event.activity)) return false;
  if (outcome !== undefined && event.outcome !== outcome) return false;
  return rules === undefined || rules.some((prefix) => event.rule.startsWith(prefix));
}

/**
 * Every way of reading "the same address, the same person": one value of each kind that the events may agree on. An event is in the group when it
 * names the value of the first kind, and of each other kind the value or none at all.
 */
function groupsAround(alert: Alert, candidates: readonly Alert[], [first, ...rest]: readonly JoinField[], team: Team): readonly (readonly Alert[])[] {
  if (first === undefined) return [];
  const groups = [...valuesOf(alert, first, team)].map((value) => candidates.filter((event) => valuesOf(event, first, team).has(value)));
  return rest.reduce<readonly (readonly Alert[])[]>((narrowed, kind) => narrowed.flatMap((group) => agreeing(group, alert, kind, team)), groups);
}

function agreeing(group: readonly Alert[], alert: Alert, kind: JoinField, team: Team): readonly (readonly Alert[])[] {
  const own = valuesOf(alert, kind, team);
  const values = own.size > 0 ? own : new Set(group.flatMap((event) => [...valuesOf(event, kind, team)]));
  if (values.size === 0) return [group];
  return [...values].map((value) =>
    group.filter((event) => {
      const named = valuesOf(event, kind, team);
      return named.size === 0 || named.has(value);
    }),
  );
}

/** What an event names of a kind, as entities: a person counts as one under all spellings, an address that many share does not count. */
function valuesOf(event: Alert, kind: JoinField, team: Team): ReadonlySet<string> {
  return new Set(
    event.observables
      .filter((thing) => thing.kind === kind || (kind === 'user' && thing.kind === 'email'))
      .filter((thing) => thing.kind !== 'ip' || tellsApart(thing.value, team))
      .map((thing) => entityOf(thing, team)),
  );
}
