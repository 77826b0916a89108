import type { Instant } from '../core/alert.ts';
import { type Brake, brakeId, holds } from '../core/brake.ts';
import type { SourceFunnel } from '../core/funnel.ts';
import type { Incident } from '../core/incident.ts';
import type { Proposal } from '../core/proposal.ts';
import { type Week, weeksBefore } from '../core/trends.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { readableIncidents } from './read-case.ts';
import { closedWithin, windowUntil, windowUntilNow } from './read-metrics.ts';
import { readableProposals } from './show-containment.ts';
import { type MetricLine, metricLines } from './show-metrics.ts';

const dayMs = 86_400_000;
/** The window of the numbers, in days, and how many weeks the trends go back. */
export const dashboardDays = 30;
export const dashboardWeeks = 12;
const mostOpen = 50;
const mostClosed = 10;

/** Everything on the first page, as it stands. */
export interface Dashboard {
  readonly now: Instant;
  readonly brakes: readonly Brake[];
  /** Open ones that whoever asks may read, the worst first. */
  readonly open: readonly Incident[];
  /** The last closed ones, newest first. */
  readonly closed: readonly Incident[];
  /** In force, being taken back, or of which nobody knows. */
  readonly contained: readonly Proposal[];
  readonly waiting: readonly Proposal[];
  readonly lines: readonly MetricLine[];
  /** The same over the time of the same length before. */
  readonly before: readonly MetricLine[];
  readonly measured: number;
  readonly weeks: readonly Week[];
  readonly funnel: readonly SourceFunnel[];
}

/** What stands on the first page for this reader. @throws RefusedError for whoever may not read. */
export async function readDashboard(bot: Bot, by: By): Promise<Dashboard> {
  onlyForReaders('The dashboard', bot, by);
  const window = windowUntilNow(bot, dashboardDays * dayMs);
  const former = windowUntil(window.since, dashboardDays * dayMs);
  const all = await closedWithin(bot, windowUntil(window.until, dashboardWeeks * 7 * dayMs), by);
  const within = ({ since, until }: { readonly since: Instant; readonly until: Instant }) =>
    all.filter(({ closedAt }) => closedAt >= since && closedAt < until);
  const [funnel, funnelBefore] = [await bot.store.funnel(window), await bot.store.funnel(former)];
  const proposals = await readableProposals(bot, by, ['proposed', 'approved', 'intended', 'executing', 'done', 'undoing', 'unknown']);
  const isContained = ({ state }: Proposal) => state === 'done' || state === 'undoing' || state === 'unknown';
  return {
    now: bot.now(),
    brakes: (await Promise.all(brakeId.options.map((id) => bot.store.get('brake', id)))).filter(holds),
    open: await readableIncidents(bot, by, { open: true, limit: mostOpen }),
    closed: await lastClosed(bot, all),
    contained: proposals.filter(isContained),
    waiting: proposals.filter((proposal) => !isContained(proposal)),
    lines: metricLines(within(window), funnel),
    before: metricLines(within(former), funnelBefore),
    measured: within(window).filter(({ measures }) => !measures.drill).length,
    weeks: weeksBefore(window.until, dashboardWeeks, all),
    funnel,
  };
}

async function lastClosed(bot: Bot, all: Awaited<ReturnType<typeof closedWithin>>): Promise<readonly Incident[]> {
  const ids = all
    .filter(({ readable }) => readable)
    .slice(-mostClosed)
    .map(({ id }) => id);
  const incidents = await Promise.all(ids.map((id) => bot.store.get('incident', id)));
  return incidents.filter((incident) => incident !== undefined).toReversed();
}
