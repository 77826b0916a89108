import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '../../src/core/assess.ts';
import { forgotten, type Lesson, lessonIds, movedBy, priorMoved, recalled, taught } from '../../src/core/lesson.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { times } from '../depth.ts';
import { acme, anAlert, at, download, login, shippedRule } from './builders.ts';

const { feedback } = usualWeights;
const lesson = (harmful: number, harmless: number, id = 'generic/a-rule'): Lesson => ({
  id,
  harmful,
  harmless,
  before: null,
  since: at(0),
  revision: 1,
});

test.each([
  [0, 0, 0],
  [0, 1, -0.8],
  [0, 10, -4.8],
  [0, 1000, -6],
  [10, 0, 4.8],
  [1000, 0, 6],
  [10, 10, 0],
  [3, 1, 1.2],
])('%i of harm and %i of none move a rule by %f points', (harmful, harmless, points) => {
  expect(movedBy({ harmful, harmless }, feedback) / 10).toBe(points);
});

test('no number of verdicts moves a rule further than the weights allow, and each moves it its own way', () => {
  const many = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(many, many, (harmful, harmless) => {
      const moved = movedBy({ harmful, harmless }, feedback);
      expect(Math.abs(moved)).toBeLessThanOrEqual(feedback.most);
      expect(movedBy({ harmful: harmful + 1, harmless }, feedback)).toBeGreaterThanOrEqual(moved);
      expect(movedBy({ harmful, harmless: harmless + 1 }, feedback)).toBeLessThanOrEqual(moved);
      expect(movedBy({ harmful: harmless, harmless: harmful }, feedback)).toBe(-moved || 0);
    }),
    { numRuns: times({ quick: 200, ci: 1000, deep: 100_000 }) },
  );
});

test('ten false positives lower the next score of the rule by the formula, in the line of the prior and in no other; set back, it is as before', () => {
  const given = {
    alerts: [anAlert('A-1', { source: 'generic', severity: 75 })],
    findings: [],
    earlier: [],
    weights: usualWeights,
    team: acme,
    rule: undefined,
    now: at(20),
  };
  const fresh = assess({ ...given, lessons: [] });
  const ten = lesson(0, 10);
  const lowered = assess({ ...given, lessons: [ten] });
  expect(lowered.total).toBeCloseTo(fresh.total - 4.8, 9);
  expect(lowered).toMatchObject({
    prior: -24.8,
    factors: fresh.factors,
    priorBecause: 'Of 10 incidents of generic/a-rule that were closed, 0 meant harm. (−4.8)',
  });
  expect(assess({ ...given, lessons: [forgotten(ten, at(30))] })).toEqual(fresh);
  const back = recalled(forgotten(ten, at(30)));
  expect(assess({ ...given, lessons: back === undefined ? [] : [back] })).toEqual(lowered);
});

test('what was learned while it was set back is kept when it is taken back', () => {
  const later = taught('generic/a-rule', forgotten(lesson(2, 8), at(30)), 'harmful', at(40));
  expect(later).toMatchObject({ harmful: 1, harmless: 0 });
  expect(recalled(later)).toMatchObject({ harmful: 3, harmless: 8, before: null });
  expect(recalled(lesson(1, 1))).toBeUndefined();
});

test('a noisy rule takes nothing from another that fires with it', () => {
  const noisy = lesson(0, 100);
  expect(priorMoved(['generic/a-rule'], [noisy], feedback).tenths).toBe(-60);
  expect(priorMoved(['generic/a-rule', 'okta/new'], [noisy], feedback)).toEqual({ tenths: 0, because: undefined });
  expect(priorMoved(['generic/a-rule', 'okta/good'], [noisy, lesson(10, 0, 'okta/good')], feedback).tenths).toBe(48);
});

test('detections and our own rules are learned about, bare events are not', () => {
  expect(lessonIds([login('A-1', 0, 'success'), download('A-2', 5), download('A-3', 6)], shippedRule('account-takeover'))).toEqual([
    'aws-guardduty/Exfiltration:S3/AnomalousBehavior',
    'correlation/account-takeover',
  ]);
});
