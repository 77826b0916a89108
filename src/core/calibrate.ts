import { type Decision, decide } from './decision.ts';
import { counted, percent } from './text.ts';
import { type DecidedCase, fewCases, type JudgedCase, newest, wasOverridden, wasRight } from './track-record.ts';

/** How well the confidence that was shown has held. */
export interface Calibration {
  /** Cases that count. The other numbers are 0 when there is none. */
  readonly cases: number;
  /** Mean of what was said, 0–1. */
  readonly said: number;
  /** Share that was right, 0–1. */
  readonly right: number;
  /** Brier score, 0 (perfect) to 1: the mean of (said − outcome)². Source: Brier, Monthly Weather Review 78 (1950). */
  readonly brier: number;
  /** Expected calibration error, 0–1, over ten bins of equal width. Source: Naeini et al., AAAI 2015. */
  readonly error: number;
}

/** How many of the latest cases decide about acting by itself. */
const lately = 50;
/** What needs a person's judgment more often than this is not ready to be automated (S1:213). */
const mostOverridden = 0.3;
/** Two-sided 95 %. */
const z = 1.96;

/** A case that counts, as what was said and what came of it. */
interface Outcome {
  readonly said: number;
  readonly right: number;
}

/** Works out how well what was said has held. */
export function calibrationOf(cases: readonly JudgedCase[]): Calibration {
  const outcomes = outcomesOf(cases);
  const mean = (of: (one: Outcome) => number): number => sum(outcomes, of) / Math.max(1, outcomes.length);
  return {
    cases: outcomes.length,
    said: mean(({ said }) => said),
    right: mean(({ right }) => right),
    brier: mean(({ said, right }) => (said - right) ** 2),
    error: expectedError(outcomes),
  };
}

/**
 * Whether policy's word that something may happen by itself stands, for the record of its rule × action. It does not when people overrode more than 30 % of
 * the last 50 decisions, or when what was said of the last 50 cases is above everything that their outcome allows: the upper end of the 95 % Wilson score
 * interval (Wilson, JASA 22 (1927)), from 10 cases on.
 */
export function mayActByItself(cases: readonly DecidedCase[]): Decision<'automatic' | 'one-person'> {
  const decisions = newest(
    cases.filter((one) => wasOverridden(one) !== undefined),
    lately,
  );
  const overridden = decisions.filter(wasOverridden).length;
  if (overridden > mostOverridden * decisions.length) {
    const why = `People overrode ${overridden} of the last ${counted(decisions.length, 'decision')} about it under this rule; above ${percent(mostOverridden)} it does not happen by itself.`;
    return decide('one-person', why);
  }
  const counting = newest(
    cases.filter((one) => wasRight(one) !== undefined),
    lately,
  );
  const { said, right, cases: count } = calibrationOf(counting);
  if (count >= fewCases && said > upperEnd(right, count)) {
    const why = `It is over-confident under this rule: ${percent(said)} was said of the last ${counted(count, 'case')}, ${percent(right)} were right; so it does not happen by itself.`;
    return decide('one-person', why);
  }
  return decide(
    'automatic',
    `Its record under this rule lets it happen by itself: ${overridden} of ${counted(decisions.length, 'decision')} overridden.`,
  );
}

function outcomesOf(cases: readonly JudgedCase[]): readonly Outcome[] {
  return cases.flatMap((one) => {
    const right = wasRight(one);
    return right === undefined ? [] : [{ said: one.confidence, right: Number(right) }];
  });
}

function expectedError(outcomes: readonly Outcome[]): number {
  const bins = Map.groupBy(outcomes, ({ said }) => Math.min(9, Math.floor(said * 10)));
  const offs = [...bins.values()].map((bin) => Math.abs(sum(bin, ({ said }) => said) - sum(bin, ({ right }) => right)));
  return sum(offs, (off) => off) / Math.max(1, outcomes.length);
}

/** Upper end of the Wilson score interval of a share. */
function upperEnd(share: number, count: number): number {
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  return (share + (z * z) / (2 * count) + spread) / (1 + (z * z) / count);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
