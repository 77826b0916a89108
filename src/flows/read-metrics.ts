import { isKeptFrom, mayRead } from '../core/access.ts';
import type { Instant } from '../core/alert.ts';
import type { FunnelWindow } from '../core/funnel.ts';
import type { Incident } from '../core/incident.ts';
import { measureIncident } from '../core/measure-incident.ts';
import type { Measures } from '../core/measures.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';

/**
 * A closed incident with what it gives to the metrics. Whoever may not read it learns that it counts, and not which it is; of one that is restricted to
 * others not even that, because a figure that moves by one tells of it.
 */
export interface ClosedIncident {
  readonly id: string;
  readonly closedAt: Instant;
  readonly measures: Measures;
  readonly readable: boolean;
}

/** Nobody closes more within a year. */
export const most = 100_000;

/** The last `spanMs`, what happens in this very millisecond included. */
export function windowUntilNow(bot: Bot, spanMs: number): FunnelWindow {
  return windowUntil(new Date(Date.parse(bot.now()) + 1).toISOString(), spanMs);
}

/** The window of this length that ends with `until`. */
export function windowUntil(until: Instant, spanMs: number): FunnelWindow {
  return { since: new Date(Date.parse(until) - spanMs).toISOString(), until };
}

/** Every incident that was closed in the window and may be known of, in the order of closing, drills included: what they were measured as at that time. */
export async function closedWithin(
  bot: Bot,
  { since, until }: Pick<FunnelWindow, 'since' | 'until'>,
  by: Pick<By, 'person'>,
): Promise<readonly ClosedIncident[]> {
  const all = await bot.store.incidents({ closedWithin: { since, until }, limit: most });
  const incidents = all.filter((incident) => !isKeptFrom(by.person, incident));
  const kept = await bot.store.measured(incidents.map(({ id }) => id));
  const closed: ClosedIncident[] = [];
  for (const incident of incidents) {
    const measures = kept.get(incident.id) ?? (await measuredNow(bot, incident));
    if (measures === undefined) continue;
    const readable = mayRead(by.person, incident, bot.files.policy);
    closed.push({ id: incident.id, closedAt: incident.closedAt ?? until, measures, readable });
  }
  return closed;
}

/** Those that were closed before measures were kept, and those closed a moment ago. */
async function measuredNow(bot: Bot, incident: Incident): Promise<Measures | undefined> {
  return measureIncident(await bot.store.timeline(incident.id), incident, bot.files.policy.metrics.minutes);
}
