import { mayRead } from '../core/access.ts';
import type { Incident } from '../core/incident.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';

/** How many incidents are looked at for one overview. */
const most = 1000;

/** Incidents that this person may read and that were open at some time since then, drills left out; the worst first. */
export async function incidentsSince({ store, files, now }: Bot, since: string, by: By): Promise<readonly Incident[]> {
  // What is closed at this very moment is in.
  const closedWithin = { since, until: before(now(), -1) };
  const [open, ended] = await Promise.all([store.incidents({ open: true, limit: most }), store.incidents({ closedWithin, limit: most })]);
  return [...open, ...ended].filter((incident) => !incident.drill && mayRead(by.person, incident, files.policy)).toSorted(worstFirst);
}

const gravity = ['critical', 'high', 'medium', 'low'] as const;

/** By severity, then by score, then the newest. */
export function worstFirst(a: Incident, b: Incident): number {
  return (
    gravity.indexOf(a.severity) - gravity.indexOf(b.severity) ||
    (b.assessment?.score ?? 0) - (a.assessment?.score ?? 0) ||
    b.openedAt.localeCompare(a.openedAt)
  );
}

/** An instant that lies so many milliseconds before another; after it, for a number below zero. */
export function before(now: string, ms: number): string {
  return new Date(Date.parse(now) - ms).toISOString();
}
