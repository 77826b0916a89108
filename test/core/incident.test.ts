import { expect, test } from 'vitest';
import { type Incident, type Severity, severityAfter } from '../../src/core/incident.ts';

const assessed = { prior: -10, factors: [], total: 0, confidence: 0.5, confidenceBecause: [] };
const scored = (score: number, severity: Severity): Pick<Incident, 'severity' | 'assessment'> => ({ severity, assessment: { ...assessed, score } });

test.each([
  { score: 45, severity: 'medium', now: 90, becomes: 'critical', why: 'goes up with its score' },
  { score: 90, severity: 'critical', now: 45, becomes: 'medium', why: 'goes down with its score' },
  { score: 45, severity: 'critical', now: 55, becomes: 'critical', why: 'stays where a person set it' },
  { score: 45, severity: 'critical', now: 75, becomes: 'critical', why: 'stays where a person set it when the score rises to less' },
  { score: 90, severity: 'low', now: 91, becomes: 'low', why: 'stays where a person put it below its score' },
  { score: 45, severity: 'low', now: 75, becomes: 'high', why: 'is raised above what a person thought when it gets worse' },
] as const)('a severity $why', ({ score, severity, now, becomes }) => {
  expect(severityAfter(scored(score, severity), now)).toBe(becomes);
});

test('a severity that a person gave an incident without alerts is not lowered by its first assessment', () => {
  expect(severityAfter({ severity: 'high', assessment: null }, 45)).toBe('high');
  expect(severityAfter({ severity: 'low', assessment: null }, 45)).toBe('medium');
});
