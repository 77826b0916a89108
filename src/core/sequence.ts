import type { Alert } from './alert.ts';
import { entityOf, tellsApart } from './entities.ts';
import { observableKind } from './observable.ts';
import { valuesAt } from './sigma-selection.ts';
import type { Team } from './team.ts';

/** A field by which events of a rule must agree: under its own name, or under another for the events of some of its parts. */
export interface GroupField {
  readonly name: string;
  /** The real field, by the name of the part whose events it is read in. */
  readonly byRule: ReadonlyMap<string, string>;
}

/** What a rule waits for: so many events, or events with so many different values of a field. */
export interface CorrelationStep {
  /** For people. */
  readonly name: string;
  /** Name of the detection. */
  readonly rule: string;
  readonly matches: (alert: Alert) => boolean;
  readonly count: number;
  /** The field of which different values count; null: events count. */
  readonly distinct: string | null;
  /** Within which of one another they have to happen; null: as the whole. */
  readonly withinMinutes: number | null;
}

/** A rule that ties alerts and events together, as `readSigma` reads it from `correlations/*.yml`. */
export interface CorrelationRule {
  /** Its file's name. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** ATT&CK technique ids. */
  readonly attacks: readonly string[];
  readonly steps: readonly CorrelationStep[];
  /** Whether the steps have to happen in this order. */
  readonly ordered: boolean;
  /** All matched events share a value of the first field; of the other fields, none contradicts: those that name one name the same. */
  readonly groupBy: readonly GroupField[];
  /** From the first matched event to the last. */
  readonly withinMinutes: number;
}

/**
 * The events by which a rule's sequence is complete, `alert` among them, in the order in which they happened; undefined when it is not.
 * Where steps match more often than they must (a sixth failed login), the surplus between first and last belongs to it as well.
 */
export function completedBy(alert: Alert, others: readonly Alert[], rule: CorrelationRule, team: Team): readonly Alert[] | undefined {
  if (!concerns(rule, alert)) return undefined;
  const candidates = [alert, ...others].filter((event) => concerns(rule, event));
  for (const group of groupsAround(alert, candidates, rule, team)) {
    const matched = inTime(group, rule, alert, team);
    if (matched !== undefined) return matched;
  }
  return undefined;
}

function concerns({ steps }: CorrelationRule, event: Alert): boolean {
  return steps.some(({ matches }) => matches(event));
}

/** The first stretch of time, not longer than the rule's window, in which every step happens (in order, where order counts) and to which `alert` belongs. */
function inTime(events: readonly Alert[], rule: CorrelationRule, alert: Alert, team: Team): readonly Alert[] | undefined {
  const ordered = events.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.id.localeCompare(b.id));
  for (const [start, first] of ordered.entries()) {
    const end = Date.parse(first.happenedAt) + rule.withinMinutes * 60_000;
    const stretch = ordered.slice(start).filter(({ happenedAt }) => Date.parse(happenedAt) <= end);
    if (!(rule.ordered ? happensInOrder(stretch, rule.steps, team) : rule.steps.every((step) => happensInOrder(stretch, [step], team)))) continue;
    const last = rule.ordered ? stretch.findLastIndex((event) => rule.steps.at(-1)?.matches(event)) : stretch.length - 1;
    const matched = stretch.slice(0, last + 1);
    if (matched.includes(alert)) return matched;
  }
  return undefined;
}

/** Ending every step as early as can be is enough: if any choice of events completes the steps, this one does. */
function happensInOrder(stretch: readonly Alert[], steps: readonly CorrelationStep[], team: Team): boolean {
  let at = 0;
  let seen: Alert[] = [];
  for (const event of stretch) {
    const step = steps[at];
    if (step === undefined) return true;
    if (!step.matches(event)) continue;
    seen = [...seen.filter(({ happenedAt }) => near(happenedAt, event.happenedAt, step.withinMinutes)), event];
    if (amount(seen, step, team) < step.count) continue;
    at += 1;
    seen = [];
  }
  return at === steps.length;
}

function near(before: string, now: string, minutes: number | null): boolean {
  return minutes === null || Date.parse(now) - Date.parse(before) <= minutes * 60_000;
}

function amount(events: readonly Alert[], { distinct }: CorrelationStep, team: Team): number {
  return distinct === null ? events.length : new Set(events.flatMap((event) => [...entitiesAt(event, distinct, team)])).size;
}

/**
 * Every way of reading "the same address, the same person": one value of each kind that the events may agree on. An event is in the group when it
 * names the value of the first kind, and of each other kind the value or none at all.
 */
function groupsAround(alert: Alert, candidates: readonly Alert[], rule: CorrelationRule, team: Team): readonly (readonly Alert[])[] {
  const [first, ...rest] = rule.groupBy;
  if (first === undefined) return [];
  const groups = [...valuesOf(alert, first, rule, team)].map((value) => candidates.filter((event) => valuesOf(event, first, rule, team).has(value)));
  return rest.reduce<readonly (readonly Alert[])[]>(
    (narrowed, field) => narrowed.flatMap((group) => agreeing(group, alert, field, rule, team)),
    groups,
  );
}

function agreeing(group: readonly Alert[], alert: Alert, field: GroupField, rule: CorrelationRule, team: Team): readonly (readonly Alert[])[] {
  const own = valuesOf(alert, field, rule, team);
  const values = own.size > 0 ? own : new Set(group.flatMap((event) => [...valuesOf(event, field, rule, team)]));
  if (values.size === 0) return [group];
  return [...values].map((value) =>
    group.filter((event) => {
      const named = valuesOf(event, field, rule, team);
      return named.size === 0 || named.has(value);
    }),
  );
}

/** What an event says in a field by which a rule groups; a field may have another name in each part of the rule that the event fits. */
function valuesOf(event: Alert, { name, byRule }: GroupField, { steps }: CorrelationRule, team: Team): ReadonlySet<string> {
  const parts = steps.filter(({ matches }) => matches(event));
  const fields = new Set(byRule.size === 0 ? [name] : parts.flatMap(({ rule }) => byRule.get(rule) ?? []));
  return new Set([...fields].flatMap((field) => [...entitiesAt(event, field, team)]));
}

/** Values of a field, things as entities: a person counts as one under all spellings, an address that many share does not count. */
function entitiesAt(event: Alert, field: string, team: Team): ReadonlySet<string> {
  const kind = observableKind.safeParse(field.split('.').at(-1)).data;
  const values = valuesAt(event, field).map(String);
  if (kind === undefined) return new Set(values);
  return new Set(values.filter((value) => kind !== 'ip' || tellsApart(value, team)).map((value) => entityOf({ kind, value }, team)));
}
