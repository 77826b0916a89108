import { isKeptFrom, mayRead } from '../core/access.ts';
import { type FunnelCounts, type FunnelWindow, type SourceFunnel, totalOf } from '../core/funnel.ts';
import { type FunnelMetric, funnelMetricDefinitions, funnelMetrics } from '../core/funnel-metrics.ts';
import { metricPart, metricValue } from '../core/metric-words.ts';
import { type IncidentMetric, incidentMetrics, type MetricMeaning, type MetricReading, metricDefinitions, readMetric } from '../core/metrics.ts';
import { spanOf } from '../core/span.ts';
import { counted, type Text } from '../core/text.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { type ClosedIncident, closedWithin, most, windowUntil, windowUntilNow } from './read-metrics.ts';

/** Every metric, in the order in which they are shown. */
export const metrics = [...incidentMetrics.slice(0, 5), ...funnelMetrics, ...incidentMetrics.slice(5)] as const;
export type Metric = IncidentMetric | FunnelMetric;

/** How many incidents stand under a metric; `--json` has all. */
const mostRows = 40;

/** One metric as it was read over a window. */
export interface MetricLine extends MetricReading, MetricMeaning {
  readonly metric: Metric;
}

/** Everything that is measured over a window. */
interface Measured {
  readonly window: FunnelWindow;
  readonly lines: readonly MetricLine[];
  /** Real ones: drills are left out. */
  readonly closed: readonly ClosedIncident[];
  readonly drills: number;
  readonly received: FunnelCounts;
}

/** Reads every metric over a window, for whoever may read incidents. */
async function measuredOver(bot: Bot, window: FunnelWindow, by: By): Promise<Measured> {
  const all = await closedWithin(bot, window, by);
  const funnel = await bot.store.funnel(window);
  return {
    window,
    lines: metricLines(all, funnel),
    closed: all.filter(({ measures }) => !measures.drill),
    drills: all.filter(({ measures }) => measures.drill).length,
    received: totalOf(funnel),
  };
}

/** Every metric of some closed incidents and of what was received, in the order in which they are shown. */
export function metricLines(closed: readonly ClosedIncident[], funnel: readonly SourceFunnel[]): readonly MetricLine[] {
  const received = totalOf(funnel);
  return metrics.map((metric) => lineOf(metric, closed, received));
}

/**
 * Every metric over the last `spanMs`, with what it is made of, and what it was over the time of the same length before.
 * @throws RefusedError for whoever may not read.
 */
export async function showMetrics(bot: Bot, spanMs: number, by: By): Promise<Answer> {
  onlyForReaders('What is measured', bot, by);
  const window = windowUntilNow(bot, spanMs);
  const now = await measuredOver(bot, window, by);
  const before = await measuredOver(bot, windowUntil(window.since, spanMs), by);
  const rows = now.lines.map((line, index): Text[] => [
    line.title,
    [{ strong: metricValue(line.value, line.unit) }],
    madeOf(line),
    metricValue(before.lines[index]?.value ?? null, line.unit),
  ]);
  const parts: Part[] = [
    { table: { columns: ['Metric', 'Value', 'Made of', 'Before'], rows } },
    ...(now.drills === 0 ? [] : [{ text: `${counted(now.drills, 'drill')} left out: nothing of ${now.drills === 1 ? 'it' : 'them'} was real.` }]),
    {
      hint: [
        `Of incidents that were closed in this time, as they stood when they were closed; Before is the ${spanOf(spanMs)} before that. What a number means and rests on: `,
        { code: `${bot.commandPrefix}metrics mttc --why` },
      ],
    },
  ];
  return answer(`${counted(now.closed.length, 'incident')} closed and ${now.received.received} alerts received in ${spanOf(spanMs)}`, parts, {
    ...window,
    closed: readableIds(now.closed),
    notForYou: now.closed.filter(({ readable }) => !readable).length,
    drills: now.drills,
    metrics: now.lines.map((line, index) => ({ ...dataOf(line), before: valueInUnits(before.lines[index]?.value ?? null, line.unit) })),
  });
}

/**
 * One metric over the last `spanMs`: its definition, what it is made of, and every incident that counts in it with the events that say so.
 * @throws RefusedError for whoever may not read.
 */
export async function whyMetric(bot: Bot, metric: Metric, spanMs: number, by: By): Promise<Answer> {
  onlyForReaders('What is measured', bot, by);
  const window = windowUntilNow(bot, spanMs);
  const { lines, closed } = await measuredOver(bot, window, by);
  const line = lines.find((one) => one.metric === metric);
  if (line === undefined) throw new TypeError(`${metric} is not among the metrics`);
  const readable = new Set(closed.filter((one) => one.readable).map(({ id }) => id));
  const shown = line.rows.filter(({ incident }) => readable.has(incident));
  const hidden = line.rows.length - shown.length;
  const opened = isOfFunnel(metric) ? await openedWithin(bot, window, by) : undefined;
  const parts: Part[] = [
    { text: line.definition },
    {
      facts: [
        ['Formula', line.formula],
        ['Numerator', metricPart(line.numerator, line.unit)],
        ['Denominator', String(line.denominator)],
        ['Value', metricValue(line.value, line.unit)],
        ...(line.unit === 'time' ? [['Median', metricValue(line.median, 'time')] as const] : []),
      ],
    },
    ...rowsOf(line, shown.slice(0, mostRows)),
    ...(opened === undefined ? [] : [{ text: `Opened by alerts in this time: ${opened.ids.join(', ') || 'none that you may read'}.` }]),
    ...footOf(shown.length - mostRows, hidden + (opened?.hidden ?? 0)),
    { hint: 'Numbers in brackets are events of the timeline. A closed incident keeps its figures, whatever is edited later.' },
  ];
  return answer(`${line.title}: ${metricValue(line.value, line.unit)} in ${spanOf(spanMs)}`, parts, {
    ...window,
    ...dataOf(line),
    incidents: opened?.ids ?? shown.map(({ incident, sample }) => ({ incident, ...sampleInUnits(sample, line.unit), events: sample.cites })),
    notForYou: hidden + (opened?.hidden ?? 0),
  });
}

function lineOf(metric: Metric, all: readonly ClosedIncident[], received: FunnelCounts): MetricLine {
  if (!isOfFunnel(metric)) {
    const { of: _, over: __, ...meaning } = metricDefinitions[metric];
    return { metric, ...meaning, ...readMetric(metric, all) };
  }
  const { of, ...meaning } = funnelMetricDefinitions[metric];
  const { numerator, denominator } = of(received);
  return { metric, ...meaning, numerator, denominator, value: denominator === 0 ? null : numerator / denominator, median: null, rows: [] };
}

function isOfFunnel(metric: Metric): metric is FunnelMetric {
  return funnelMetrics.some((one) => one === metric);
}

/** The incidents that alerts opened within a window; those that this person may not read are only counted. */
async function openedWithin(bot: Bot, { since, until }: FunnelWindow, by: By): Promise<{ readonly ids: readonly string[]; readonly hidden: number }> {
  const opened = (await bot.store.incidents({ since, limit: most })).filter(
    (incident) => incident.openedAt < until && incident.alerts.length > 0 && !incident.drill && !isKeptFrom(by.person, incident),
  );
  const ids = opened.filter((incident) => mayRead(by.person, incident, bot.files.policy)).map(({ id }) => id);
  return { ids, hidden: opened.length - ids.length };
}

function madeOf({ numerator, denominator, unit, rows }: MetricLine): string {
  if (unit === 'minutes') return counted(rows.length, 'incident');
  return `${metricPart(numerator, unit)} ÷ ${denominator}`;
}

function rowsOf({ unit }: MetricLine, rows: MetricReading['rows']): readonly Part[] {
  if (rows.length === 0) return [];
  const cited = (cites: readonly number[]) => cites.map((seq) => `[#${seq}]`).join(' → ');
  return [
    {
      table: {
        columns: ['Incident', unit === 'time' ? 'Time' : 'Gives', 'Of', 'Events'],
        rows: rows.map(({ incident, sample }) => [incident, metricPart(sample.numerator, unit), String(sample.denominator), cited(sample.cites)]),
      },
    },
  ];
}

function footOf(more: number, hidden: number): readonly Part[] {
  return [
    ...(more > 0 ? [{ text: `and ${more} more; --json at the terminal names all.` }] : []),
    ...(hidden > 0 ? [{ text: `${counted(hidden, 'incident')} that you may not read ${hidden === 1 ? 'is' : 'are'} counted and not named.` }] : []),
  ];
}

function readableIds(closed: readonly ClosedIncident[]): readonly string[] {
  return closed.filter(({ readable }) => readable).map(({ id }) => id);
}

function dataOf(line: MetricLine) {
  const { metric, title, definition, formula, unit, numerator, denominator, value, median } = line;
  return {
    metric,
    title,
    definition,
    formula,
    unit: unit === 'time' ? 'seconds' : unit,
    numerator: valueInUnits(numerator, unit),
    denominator,
    value: valueInUnits(value, unit),
    median: valueInUnits(median, unit),
  };
}

/** JSON has times in seconds. */
function valueInUnits(value: number | null, unit: MetricLine['unit']): number | null {
  return value === null || unit !== 'time' ? value : value / 1000;
}

function sampleInUnits({ numerator, denominator }: { readonly numerator: number; readonly denominator: number }, unit: MetricLine['unit']) {
  return { numerator: valueInUnits(numerator, unit), denominator };
}
