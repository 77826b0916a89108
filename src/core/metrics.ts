import { type Calibration, calibrationOf } from './calibrate.ts';
import type { Measures } from './measures.ts';
import { type JudgedCase, wasOverridden, wasRight } from './track-record.ts';

/** The metrics that are read from closed incidents. */
export const incidentMetrics = [
  'mttd',
  'mtta',
  'mttc',
  'mttr',
  'dwell',
  'false-positives',
  'automation',
  'false-automation',
  'overrides',
  'approval-latency',
  'minutes-saved',
  'brier',
  'ece',
] as const;
export type IncidentMetric = (typeof incidentMetrics)[number];

/** How a value reads: milliseconds; a share of 0–1; minutes; a score of 0–1 of which 0 is best. */
export type MetricUnit = 'time' | 'share' | 'minutes' | 'score';

/** What a metric says, for whoever is shown it. */
export interface MetricMeaning {
  readonly title: string;
  /** What it says, as a sentence. */
  readonly definition: string;
  /** Numerator ÷ denominator, in words. */
  readonly formula: string;
  readonly unit: MetricUnit;
  /** Whether more of it is better; null where neither is. */
  readonly better: 'more' | 'less' | null;
}

/** What one incident, or all, give to a metric. Times in milliseconds. */
export interface Sample {
  readonly numerator: number;
  readonly denominator: number;
  /** The events that it was read from. */
  readonly cites: readonly number[];
}

interface Definition extends MetricMeaning {
  /** Undefined: this incident does not count in it. */
  readonly of: (measured: Measures) => Sample | undefined;
  /** Where all are more than the sum of each. */
  readonly over?: (measured: readonly Measures[]) => Pick<Sample, 'numerator' | 'denominator'>;
}

/** How each is defined. This is the one place: what is computed, printed and documented is read from here. */
export const metricDefinitions: Readonly<Record<IncidentMetric, Definition>> = {
  mttd: {
    title: 'MTTD',
    definition:
      'Mean time to detect: from when the earliest alert of a true positive happened, by its source’s clock, until its incident was opened.',
    formula: 'sum of (detected − began) ÷ true positives with alerts',
    unit: 'time',
    better: 'less',
    of: (measured) => (isTrue(measured) ? between(measured, 'began', 'detected') : undefined),
  },
  mtta: {
    title: 'MTTA',
    definition: 'Mean time to acknowledge: from when an incident was opened until somebody of the team first did something about it.',
    formula: 'sum of (acknowledged − detected) ÷ incidents',
    unit: 'time',
    better: 'less',
    of: (measured) => between(measured, 'detected', 'acknowledged'),
  },
  mttc: {
    title: 'MTTC',
    definition:
      'Mean time to contain: from when the incident of a true positive was opened until the first containment took effect that nobody had called wrong when it was closed. Those in which nothing was contained are left out.',
    formula: 'sum of (contained − detected) ÷ true positives that were contained',
    unit: 'time',
    better: 'less',
    of: (measured) => (isTrue(measured) ? between(measured, 'detected', 'contained') : undefined),
  },
  mttr: {
    title: 'MTTR',
    definition: 'Mean time to resolve: from when an incident was opened until it was closed with a verdict.',
    formula: 'sum of (closed − detected) ÷ incidents',
    unit: 'time',
    better: 'less',
    of: (measured) => between(measured, 'detected', 'resolved'),
  },
  dwell: {
    title: 'Dwell time',
    definition: 'How long whoever did it was at it: from when the earliest alert of a true positive happened until it was contained.',
    formula: 'sum of (contained − began) ÷ true positives that were contained',
    unit: 'time',
    better: 'less',
    of: (measured) => (isTrue(measured) ? between(measured, 'began', 'contained') : undefined),
  },
  'false-positives': {
    title: 'False positives',
    definition: 'How many incidents were closed as false positives. Those closed as inconclusive do not count.',
    formula: 'false positives ÷ (true positives + benign + false positives)',
    unit: 'share',
    better: 'less',
    of: ({ verdict, milestones }) =>
      verdict === 'inconclusive' ? undefined : { numerator: Number(verdict === 'false-positive'), denominator: 1, cites: seqs(milestones.resolved) },
  },
  automation: {
    title: 'Automation',
    definition: 'How many of the containments that were carried out policy let happen without anybody’s yes.',
    formula: 'carried out by itself ÷ carried out',
    unit: 'share',
    better: null,
    of: (measured) =>
      counting(
        measured,
        ({ ran }) => ran || undefined,
        (one) => one.automatic,
      ),
  },
  'false-automation': {
    title: 'False automation',
    definition:
      'How many of the containments that happened by themselves were wrong: somebody took them back as wrong, or their incident was no true positive. Those of inconclusive incidents do not count.',
    formula: 'wrong ÷ carried out by itself and judged',
    unit: 'share',
    better: 'less',
    of: (measured) =>
      counting(
        measured,
        (one) => (one.ran && one.automatic ? rightIn(measured)(one) : undefined),
        (one) => rightIn(measured)(one) === false,
      ),
  },
  overrides: {
    title: 'Overrides',
    definition:
      'How often people overrode the bot: said no to what it proposed, or took it back as wrong. Above 30 % a task is not ready to be automated.',
    formula: 'denied or taken back as wrong ÷ decided',
    unit: 'share',
    better: 'less',
    of: (measured) =>
      counting(
        measured,
        (one) => wasOverridden(caseOf(measured, one)),
        (one) => wasOverridden(caseOf(measured, one)) === true,
      ),
  },
  'approval-latency': {
    title: 'Approval latency',
    definition: 'How long a containment waited for the last yes that it needed.',
    formula: 'sum of (last yes − proposed) ÷ containments that people approved',
    unit: 'time',
    better: 'less',
    of: ({ containments }) =>
      summed(
        containments.filter(({ waitedMs }) => waitedMs !== null),
        ({ waitedMs }) => waitedMs ?? 0,
      ),
  },
  'minutes-saved': {
    title: 'Human minutes saved',
    definition:
      'What people would have spent on what the bot did: the number of alerts that it put together, lookups, containments, exhibits and tickets, each times the minutes that policy.yml said when the incident was closed.',
    formula: 'sum of steps × minutes of each',
    unit: 'minutes',
    better: 'more',
    of: ({ minutesSaved, milestones }) => ({ numerator: minutesSaved, denominator: 1, cites: seqs(milestones.resolved) }),
  },
  brier: {
    title: 'Brier score',
    definition:
      'How well the confidence that was shown has held, 0 being perfect: the mean square of what was said minus what came true (1 or 0), of the proposals that people decided and whose incident has a verdict.',
    formula: 'sum of (said − outcome)² ÷ decided proposals',
    unit: 'score',
    better: 'less',
    of: (measured) => calibrated([measured], ({ brier, cases }) => brier * cases),
    over: (all) => calibrated(all, ({ brier, cases }) => brier * cases) ?? nothing,
  },
  ece: {
    title: 'Calibration error',
    definition:
      'Expected calibration error over ten bins of equal width, 0 being perfect: how far what was said is from how often it came true, bin by bin, weighted by their cases.',
    formula: 'sum over bins of |sum said − sum of outcomes| ÷ decided proposals',
    unit: 'score',
    better: 'less',
    of: (measured) => calibrated([measured], ({ error, cases }) => error * cases),
    over: (all) => calibrated(all, ({ error, cases }) => error * cases) ?? nothing,
  },
};

/** A closed incident with what it gives. */
export interface MeasuredIncident {
  readonly id: string;
  readonly measures: Measures;
}

/** What a metric says of some incidents, and what it rests on. */
export interface MetricReading {
  readonly numerator: number;
  readonly denominator: number;
  /** Numerator ÷ denominator, and for minutes the numerator; null where nothing counts. */
  readonly value: number | null;
  /** The middle one of what each incident gives; null where nothing counts. */
  readonly median: number | null;
  /** Those that count, in the order given, with what each gives. */
  readonly rows: readonly { readonly incident: string; readonly sample: Sample }[];
}

/** Reads a metric from closed incidents. Drills are left out: nothing of them was real. */
export function readMetric(metric: IncidentMetric, all: readonly MeasuredIncident[]): MetricReading {
  const { of, over, unit } = metricDefinitions[metric];
  const real = all.filter(({ measures }) => !measures.drill);
  const rows = real.flatMap(({ id, measures }) => {
    const sample = of(measures);
    return sample === undefined ? [] : [{ incident: id, sample }];
  });
  const { numerator, denominator } = over?.(real.map(({ measures }) => measures)) ?? {
    numerator: rows.reduce((sum, { sample }) => sum + sample.numerator, 0),
    denominator: rows.reduce((sum, { sample }) => sum + sample.denominator, 0),
  };
  if (denominator === 0) return { numerator, denominator, value: null, median: null, rows };
  const value = unit === 'minutes' ? numerator : numerator / denominator;
  return { numerator, denominator, value, median: middle(rows.map(({ sample }) => sample.numerator / sample.denominator)), rows };
}

type Contained = Measures['containments'][number];

const nothing = { numerator: 0, denominator: 0 };

function isTrue({ verdict }: Measures): boolean {
  return verdict === 'true-positive';
}

function seqs(...milestones: readonly ({ readonly seq: number } | undefined)[]): readonly number[] {
  return milestones.flatMap((one) => (one === undefined ? [] : [one.seq]));
}

/** A source’s clock may be ahead of ours: nothing took less than no time. */
function between({ milestones }: Measures, from: keyof Measures['milestones'], to: keyof Measures['milestones']): Sample | undefined {
  const [begin, end] = [milestones[from], milestones[to]];
  if (begin === undefined || end === undefined) return undefined;
  return { numerator: Math.max(0, Date.parse(end.at) - Date.parse(begin.at)), denominator: 1, cites: seqs(begin, end) };
}

/** How many of those that count, for which `counts` is not undefined, are hits. */
function counting(
  { containments }: Measures,
  counts: (one: Contained) => boolean | undefined,
  hits: (one: Contained) => boolean,
): Sample | undefined {
  return summed(
    containments.filter((one) => counts(one) !== undefined),
    (one) => Number(hits(one)),
  );
}

function summed(containments: readonly Contained[], of: (one: Contained) => number): Sample | undefined {
  if (containments.length === 0) return undefined;
  return {
    numerator: containments.reduce((sum, one) => sum + of(one), 0),
    denominator: containments.length,
    cites: containments.map(({ seq }) => seq),
  };
}

function caseOf({ verdict }: Measures, { ran, judged, confidence }: Contained): JudgedCase {
  return { verdict, judged, confidence, state: ran ? 'done' : 'denied' };
}

function rightIn(measured: Measures): (one: Contained) => boolean | undefined {
  return (one) => wasRight(caseOf(measured, one));
}

function calibrated(all: readonly Measures[], of: (calibration: Calibration) => number): Sample | undefined {
  const decided = all.flatMap((measured) =>
    measured.containments.filter((one) => rightIn(measured)(one) !== undefined).map((one) => ({ measured, one })),
  );
  if (decided.length === 0) return undefined;
  const calibration = calibrationOf(decided.map(({ measured, one }) => caseOf(measured, one)));
  return { numerator: of(calibration), denominator: calibration.cases, cites: decided.map(({ one }) => one.seq) };
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
