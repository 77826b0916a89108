import { z } from 'zod';
import type { Alert, Instant } from './alert.ts';

/** What became of something that was received. An alert has one of the last four; what is only a repeat, or cannot be read, has no alert of its own. */
export const fates = ['quarantined', 'duplicate', 'snoozed', 'silent', 'merged', 'opened'] as const;
export type Fate = (typeof fates)[number];

/**
 * The fate of an alert, kept with it. It begins as `silent`, and stays so while nothing claims it; `snoozed` while a snooze alone keeps it out of an
 * incident; `opened` when an incident was opened because of it, `merged` when it came into one that another opened, then or later. The last two are for
 * good: an alert that fires again after its incident was closed is a duplicate, and what it leads to then is the duplicate's doing.
 */
export const alertFate = z.enum(['snoozed', 'silent', 'merged', 'opened']);
export type AlertFate = z.infer<typeof alertFate>;

/** The fate of a kept alert. Rows of before fates were kept do not say which alert opened the incident: all in one count as merged. */
export function fateOf({ fate, incident }: Pick<Alert, 'fate' | 'incident'>): AlertFate {
  return fate ?? (incident === null ? 'silent' : 'merged');
}

/** The fate of an alert after something more was decided about it. */
export function fateAfter(before: Pick<Alert, 'fate' | 'incident'>, next: AlertFate): AlertFate {
  const known = fateOf(before);
  return known === 'merged' || known === 'opened' ? known : next;
}

/** Which arrivals are counted: those received within [since, until), of one source or of all. */
export interface FunnelWindow {
  readonly since: Instant;
  readonly until: Instant;
  readonly source?: string;
}

/** How many were received, and of these how many had each fate. `received` is counted by itself and equals the sum of all fates. */
export type FunnelCounts = Readonly<Record<'received' | Fate, number>>;

/** The funnel of one source. */
export interface SourceFunnel extends FunnelCounts {
  readonly source: string;
}

/** The sum over sources. */
export function totalOf(funnels: readonly FunnelCounts[]): FunnelCounts {
  const sum = (name: keyof FunnelCounts) => funnels.reduce((all, counts) => all + counts[name], 0);
  return {
    received: sum('received'),
    quarantined: sum('quarantined'),
    duplicate: sum('duplicate'),
    snoozed: sum('snoozed'),
    silent: sum('silent'),
    merged: sum('merged'),
    opened: sum('opened'),
  };
}
