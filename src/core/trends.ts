import type { Instant } from './alert.ts';
import type { Measures } from './measures.ts';
import { type MeasuredIncident, readMetric } from './metrics.ts';

const weekMs = 7 * 86_400_000;

/** One week of a trend. */
export interface Week {
  /** Its first instant. */
  readonly since: Instant;
  /** Incidents that were closed in it, drills left out: those that were real, and all others. */
  readonly truePositives: number;
  readonly others: number;
  /** Mean time to contain of those, in ms; null where nothing was contained. */
  readonly mttc: number | null;
}

/** The last `count` weeks before an instant, the oldest first. */
export function weeksBefore(until: Instant, count: number, closed: readonly (MeasuredIncident & { readonly closedAt: Instant })[]): readonly Week[] {
  const end = Date.parse(until);
  return Array.from({ length: count }, (_, index) => {
    const begin = end - (count - index) * weekMs;
    const [since, next] = [new Date(begin).toISOString(), new Date(begin + weekMs).toISOString()];
    const own = closed.filter(({ closedAt, measures }) => closedAt >= since && closedAt < next && !measures.drill);
    const truePositives = own.filter(({ measures }) => isTrue(measures)).length;
    return { since, truePositives, others: own.length - truePositives, mttc: readMetric('mttc', own).value };
  });
}

function isTrue({ verdict }: Measures): boolean {
  return verdict === 'true-positive';
}
