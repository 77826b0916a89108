/**
 * A verdict that never travels without its reasons.
 * The reasons are sentences for people: they are shown on cards and kept in the timeline.
 */
export interface Decision<Verdict> {
  readonly verdict: Verdict;
  readonly because: readonly string[];
}

/** Joins a verdict with the reasons for it. */
export function decide<const Verdict>(verdict: Verdict, ...because: string[]): Decision<Verdict> {
  return { verdict, because };
}
