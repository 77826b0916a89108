import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrationOf, mayActByItself } from '../../src/core/calibrate.ts';
import { confidenceOf } from '../../src/core/confidence.ts';
import { type DecidedCase, recordOf, surenessOf, wasOverridden, wasRight } from '../../src/core/track-record.ts';
import { aCase, at } from './builders.ts';

const many = (count: number, more: Partial<DecidedCase>, from = 0) =>
  Array.from({ length: count }, (_, index) => aCase({ ...more, proposedAt: at(from + index) }));
const right = (count: number, more: Partial<DecidedCase> = {}, from = 0) => many(count, { verdict: 'true-positive', ...more }, from);
const wrong = (count: number, more: Partial<DecidedCase> = {}, from = 0) => many(count, { verdict: 'false-positive', ...more }, from);
const record = fc.nat(200).chain((cases) => fc.nat(cases).map((good) => ({ right: good, cases })));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const sure = (assessed: number, before: { right: number; cases: number }) => confidenceOf({ assessed, alerts: 3 }, before).confidence;

describe('a case', () => {
  test.each<[string, Partial<DecidedCase>, boolean | undefined, boolean | undefined]>([
    ['that holds in a true positive', { verdict: 'true-positive' }, true, false],
    ['that was lifted at the end of its lease', { state: 'undone', verdict: 'true-positive' }, true, false],
    ['that was taken back because it was over', { state: 'undone', judged: 'over', verdict: 'true-positive' }, true, false],
    ['that was taken back as wrong', { state: 'undone', judged: 'wrong', verdict: 'true-positive' }, false, true],
    ['that was to be taken back as wrong and could not', { state: 'done', judged: 'wrong', verdict: 'true-positive' }, false, true],
    ['that was taken back without a word', { state: 'undone', judged: 'unsaid', verdict: 'true-positive' }, undefined, undefined],
    ['that was denied', { state: 'denied', judged: 'denied', verdict: 'true-positive' }, false, true],
    ['that ended because its incident was closed', { state: 'denied', judged: null, verdict: 'true-positive' }, undefined, undefined],
    ['of a false positive', { verdict: 'false-positive' }, false, false],
    ['of something benign', { verdict: 'benign' }, false, false],
    ['of which nobody can tell', { verdict: 'inconclusive' }, undefined, false],
    ['of an open incident', { verdict: null }, undefined, false],
    ['of an open incident, denied', { state: 'denied', judged: 'denied', verdict: null }, undefined, true],
  ])('%s counts as it should be read', (_, more, isRight, isOverridden) => {
    expect(wasRight(aCase(more))).toBe(isRight);
    expect(wasOverridden(aCase(more))).toBe(isOverridden);
  });
});

describe('the confidence of a proposal', () => {
  test('is the mean of the posterior, worked out by hand', () => {
    // (10 × 0.94 + 44) / (10 + 48) = 0.9207
    expect(sure(0.94, { right: 44, cases: 48 })).toBe(0.92);
    expect(surenessOf({ confidence: 0.92, record: { right: 44, cases: 48 } })).toBe('92 % · right 44 of 48');
  });

  test('is the assessment’s own as long as there is no record, within 1 and 99 %', () => {
    fc.assert(fc.property(share, (assessed) => Math.abs(sure(assessed, { right: 0, cases: 0 }) - Math.min(0.99, Math.max(0.01, assessed))) <= 0.005));
  });

  test('lies between what the assessment says and what the record says', () => {
    fc.assert(
      fc.property(share, record, (assessed, before) => {
        const seen = before.cases === 0 ? assessed : before.right / before.cases;
        const found = sure(assessed, before);
        expect(found).toBeGreaterThanOrEqual(Math.min(0.99, Math.min(assessed, seen) - 0.0051));
        expect(found).toBeLessThanOrEqual(Math.max(0.01, Math.max(assessed, seen) + 0.0051));
      }),
    );
  });

  test('never falls with a further case that was right or a surer assessment, and never rises with one that was wrong', () => {
    fc.assert(
      fc.property(share, share, record, (one, other, before) => {
        const now = sure(one, before);
        expect(sure(one, { right: before.right + 1, cases: before.cases + 1 })).toBeGreaterThanOrEqual(now);
        expect(sure(one, { right: before.right, cases: before.cases + 1 })).toBeLessThanOrEqual(now);
        expect(sure(Math.max(one, other), before)).toBeGreaterThanOrEqual(now);
      }),
    );
  });

  test('weighs the assessment as ten cases', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.98, noNaN: true }), (assessed) => {
        expect(Math.abs(sure(assessed, { right: 10, cases: 10 }) - (assessed + 1) / 2)).toBeLessThanOrEqual(0.0051);
      }),
    );
  });

  test.each([
    [0, '80 % · no case so far'],
    [1, '80 % · only 1 case so far'],
    [9, '80 % · only 9 cases so far'],
    [10, '80 % · right 7 of 10'],
  ])('with %i cases says so', (cases, says) => {
    expect(surenessOf({ confidence: 0.8, record: { right: Math.min(7, cases), cases } })).toBe(says);
  });

  test('leaves out what has no verdict', () => {
    expect(recordOf([...right(4), ...wrong(1), ...many(30, { verdict: null }), ...many(3, { verdict: 'inconclusive' })])).toEqual({
      right: 4,
      cases: 5,
    });
  });
});

describe('calibration', () => {
  test('is what a computation by hand gives', () => {
    const cases = [
      ...right(3, { confidence: 0.9 }),
      ...wrong(1, { confidence: 0.9 }),
      ...right(1, { confidence: 0.2 }),
      ...wrong(1, { confidence: 0.2 }),
    ];
    const found = calibrationOf(cases);
    // Brier: (3 × 0.01 + 0.81 + 0.64 + 0.04) / 6. Error: 4/6 × |0.9 − 0.75| + 2/6 × |0.2 − 0.5|.
    expect(found.brier).toBeCloseTo(1.52 / 6, 12);
    expect(found.error).toBeCloseTo(0.2, 12);
    expect(found).toMatchObject({ cases: 6, right: 4 / 6 });
  });

  test('of nothing is nothing', () => {
    expect(calibrationOf([])).toEqual({ cases: 0, said: 0, right: 0, brier: 0, error: 0 });
  });

  test('stays within 0 and 1, and is perfect only for what was certain and right', () => {
    const cases = fc.array(
      fc.tuple(share, fc.boolean()).map(([confidence, good]) => aCase({ confidence, verdict: good ? 'true-positive' : 'benign' })),
    );
    fc.assert(
      fc.property(cases, (some) => {
        const { brier, error } = calibrationOf(some);
        expect(Math.min(brier, error)).toBeGreaterThanOrEqual(0);
        expect(Math.max(brier, error)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

describe('what policy lets happen by itself', () => {
  const denied = (count: number, from = 0) => many(count, { state: 'denied', judged: 'denied' }, from);

  test('stays automatic as long as its record holds', () => {
    expect(mayActByItself([]).verdict).toBe('automatic');
    expect(mayActByItself([...right(46), ...wrong(4, {}, 46)]).verdict).toBe('automatic');
  });

  test('stays automatic at 15 overrides of 50 and asks a person at 16, with the count', () => {
    expect(mayActByItself([...right(35), ...denied(15, 35)]).verdict).toBe('automatic');
    const refused = mayActByItself([...right(34), ...denied(16, 34)]);
    expect(refused.verdict).toBe('one-person');
    expect(refused.because.join()).toContain('overrode 16 of the last 50 decisions');
  });

  test('is judged by the last 50 decisions alone', () => {
    expect(mayActByItself([...denied(40), ...right(50, {}, 40)]).verdict).toBe('automatic');
    expect(mayActByItself([...right(200), ...denied(16, 200)]).verdict).toBe('one-person');
  });

  test('is demoted when it is over-confident, and says by how much', () => {
    const demoted = mayActByItself([...right(32, { confidence: 0.95 }), ...wrong(18, { confidence: 0.95 }, 32)]);
    expect(demoted.verdict).toBe('one-person');
    expect(demoted.because.join()).toContain('95 % was said of the last 50 cases, 64 % were right');
  });

  test('is not demoted for fewer than ten cases, nor for saying less than it knows', () => {
    expect(mayActByItself([...right(4), ...wrong(5, {}, 4)]).verdict).toBe('automatic');
    expect(mayActByItself(right(50, { confidence: 0.3 })).verdict).toBe('automatic');
  });
});
