import type { Severity } from './incident.ts';

/** How many ranks a quota has: one for each grade of severity. */
const grades = 4;
const mostQuotas = 1000;

/**
 * Where an alert stands in the line of those that wait for their place; lower is sooner. What is within its source's quota goes before whatever is beyond one,
 * and of equals the more severe. A source that has sent ten times its quota waits behind one that has sent twice its own, so none can bury another.
 * `turn`: how many of this source were put in line before it in the same minute.
 */
export function rankOfAlert(severity: number, turn: number, perMinute: number): number {
  return Math.min(mostQuotas, Math.floor(turn / perMinute)) * grades + gradeOf(severity);
}

/** Whether something of this rank is beyond its source's quota. */
export const firstRankBeyondQuota = grades;

/** The rank of what has to be done for an incident: it goes before alerts that are no more severe. */
export function rankOfIncident(severity: Severity): number {
  return { critical: 0, high: 1, medium: 2, low: 3 }[severity];
}

/** The words of the scale of severities: critical from 90, high from 75, medium from 50. */
function gradeOf(severity: number): number {
  if (severity >= 90) return 0;
  if (severity >= 75) return 1;
  return severity >= 50 ? 2 : 3;
}

/** Alerts of one source that wait for their place, and how many of them are beyond its quota. */
export interface InLine {
  readonly source: string;
  readonly waiting: number;
  readonly beyondQuota: number;
}
