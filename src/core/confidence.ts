import { counted, percent } from './text.ts';
import { fewCases, type TrackRecord } from './track-record.ts';

/** How many cases of the record the assessment's own word weighs as much as. */
const weightOfAssessment = 10;

/** What an incident is worth that was never assessed, 0–1: a person opened it by hand. */
const unassessed = 0.3;

/**
 * The probability that the incident closes as a true positive and the action is not taken back as wrong, 0–1, with what it rests on. It is the mean of a
 * Beta posterior: the assessment's confidence c is the prior Beta(10·c, 10·(1 − c)), the record of this rule × action is what was seen since, so
 * (10·c + right) / (10 + cases). Source: Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4 (the Beta prior as earlier cases).
 * It is kept within 0.01–0.99, in whole hundredths: nothing here is ever certain.
 */
export function confidenceOf(
  { assessed, alerts }: { readonly assessed: number | undefined; readonly alerts: number },
  { right, cases }: TrackRecord,
): { readonly confidence: number; readonly because: readonly string[] } {
  const prior = assessed ?? unassessed;
  const mean = (weightOfAssessment * prior + right) / (weightOfAssessment + cases);
  const rests =
    assessed === undefined
      ? `The incident was not assessed, which counts as a confidence of ${percent(unassessed)}.`
      : `The incident rests on ${counted(alerts, 'alert')}; its confidence is ${percent(assessed)}.`;
  return { confidence: Math.min(0.99, Math.max(0.01, Math.round(mean * 100) / 100)), because: [rests, recordSays(right, cases)] };
}

function recordSays(right: number, cases: number): string {
  if (cases === 0) return 'No track record yet: no incident of this rule in which this action was decided has been closed with a verdict.';
  const says = `Track record of this action under this rule: right in ${right} of ${counted(cases, 'case')}.`;
  return cases < fewCases ? `${says} That is too few to rely on.` : says;
}
