import { expect, test } from 'vitest';
import { type Enrolment, judgeCode } from '../../src/core/enrolment.ts';
import { at } from './builders.ts';

const enrolled: Enrolment = { id: 'sam.ode', secret: 'sealed', lastStep: 100, wrong: 0, lockedUntil: null, offer: null, revision: 3 };

test('a code of a later step counts, and is spent by it', () => {
  const { decision, after } = judgeCode(enrolled, 101, at(0));
  expect(decision.verdict).toBe('right');
  expect(after && judgeCode(after, 101, at(0)).decision).toMatchObject({ verdict: 'refused', because: [expect.stringContaining('used before')] });
});

test('a code of an earlier step than the last taken does not count', () => {
  expect(judgeCode(enrolled, 99, at(0))).toMatchObject({ decision: { verdict: 'refused' } });
  expect(judgeCode(enrolled, 99, at(0)).after).toBeUndefined();
});

test('the fifth wrong code in a row locks for 15 minutes, for right ones too', () => {
  let now = enrolled;
  for (let wrong = 1; wrong <= 5; wrong++) now = judgeCode(now, null, at(0)).after ?? now;
  expect(now.lockedUntil).toBe(at(15));
  expect(judgeCode(now, 200, at(14)).decision.because.join(' ')).toContain('none of yours is looked at until');
  expect(judgeCode(now, 200, at(15)).decision.verdict).toBe('right');
});

test('a right code forgives the wrong ones before it', () => {
  const four = { ...enrolled, wrong: 4 };
  expect(judgeCode(four, 101, at(0)).after).toMatchObject({ wrong: 0 });
});
