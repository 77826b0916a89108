import { z } from 'zod';
import { type Alert, instant } from './alert.ts';
import type { Verdict } from './incident.ts';
import type { CorrelationRule } from './sequence.ts';
import { counted } from './text.ts';
import type { Weights } from './weights.ts';

/**
 * What the incidents in which a rule had a part turned out to be, as people said when they closed them. It moves where that rule's next score begins, within
 * bounds, and anybody who may triage can set it back. Nothing but verdicts goes into it.
 */
export const lesson = z.object({
  /** `okta/user.session.start`; of a correlation rule of ours `correlation/account-takeover`. */
  id: z.string().min(1),
  /** Incidents closed as a true positive, and as benign or a false positive; inconclusive ones say nothing. */
  harmful: z.int().nonnegative(),
  harmless: z.int().nonnegative(),
  /** What it held before somebody set it back, to be given back; null when nobody did. */
  before: z.object({ harmful: z.int(), harmless: z.int() }).nullable(),
  /** Since when its verdicts count: the first, or when it was set back. */
  since: instant,
  revision: z.int().positive(),
});
export type Lesson = z.infer<typeof lesson>;

/** What is learned by: the rules of the finished alerts, and the rule of ours that tied them together. Bare events raise no alarm and are not judged. */
export function lessonIds(
  alerts: readonly Pick<Alert, 'nature' | 'source' | 'rule'>[],
  rule: Pick<CorrelationRule, 'id'> | undefined,
): readonly string[] {
  const detections = alerts.filter(({ nature }) => nature === 'alert').map((one) => `${one.source}/${one.rule}`);
  return [...new Set([...(rule === undefined ? [] : [`correlation/${rule.id}`]), ...detections])].sort();
}

/** What a verdict teaches: harm, none, or nothing at all. */
export function taughtBy(verdict: Verdict): 'harmful' | 'harmless' | undefined {
  if (verdict === 'inconclusive') return undefined;
  return verdict === 'true-positive' ? 'harmful' : 'harmless';
}

/**
 * By how many tenths of a point a lesson moves the prior: 10·log10 of the odds of harm, which is the mean of a Beta posterior that began as
 * Beta(doubt/2, doubt/2), even odds: (doubt/2 + harmful) / (doubt/2 + harmless); kept within ±most. Ten verdicts of no harm and a doubt of 10 make
 * 10·log10(5/15) = −4.8. Source: Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4.
 */
export function movedBy({ harmful, harmless }: Pick<Lesson, 'harmful' | 'harmless'>, { most, doubt }: Weights['feedback']): number {
  const tenths = Math.round(100 * Math.log10((doubt / 2 + harmful) / (doubt / 2 + harmless)));
  // −0 is shown as another number than 0, and hashed as the same.
  return Math.min(most, Math.max(-most, tenths)) || 0;
}

/**
 * What the lessons of an incident come to. The one that speaks most for harm counts: a noisy rule takes nothing from another that fires with it, known or not.
 */
export function priorMoved(
  ids: readonly string[],
  lessons: readonly Lesson[],
  weights: Weights['feedback'],
): { readonly tenths: number; readonly because: string | undefined } {
  const moves = ids.map((id) => {
    const known = lessons.find((one) => one.id === id);
    return { known, tenths: known === undefined ? 0 : movedBy(known, weights) };
  });
  moves.sort((a, b) => b.tenths - a.tenths);
  const [first] = moves;
  if (first?.known === undefined || first.tenths === 0) return { tenths: 0, because: undefined };
  const { id, harmful, harmless } = first.known;
  const cases = counted(harmful + harmless, 'incident');
  return { tenths: first.tenths, because: `Of ${cases} of ${id} that were closed, ${harmful} meant harm.` };
}

/** A lesson after one more incident was closed; `before` is undefined when it is the first of its rule. */
export function taught(id: string, before: Lesson | undefined, as: 'harmful' | 'harmless', at: string): Lesson {
  const known = before ?? { id, harmful: 0, harmless: 0, before: null, since: at, revision: 0 };
  return { ...known, [as]: known[as] + 1, revision: known.revision + 1 };
}

/** A lesson that begins anew; what it held is kept, so that it can be given back. */
export function forgotten(lesson: Lesson, at: string): Lesson {
  const { harmful, harmless } = lesson;
  return { ...lesson, harmful: 0, harmless: 0, before: { harmful, harmless }, since: at, revision: lesson.revision + 1 };
}

/** A lesson that was set back, with what it held before added again to what it has learned since; undefined when it was not. */
export function recalled(lesson: Lesson): Lesson | undefined {
  const { before, harmful, harmless } = lesson;
  if (before === null) return undefined;
  return { ...lesson, harmful: harmful + before.harmful, harmless: harmless + before.harmless, before: null, revision: lesson.revision + 1 };
}
