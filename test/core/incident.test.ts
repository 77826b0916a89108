import { expect, test } from 'vitest';
import { severityAfter, severityAsked, severityBecause } from '../../src/core/incident.ts';

test.each([
  { score: 45, severity: 'medium', now: 90, becomes: 'critical', why: 'goes up with its score' },
  { score: 90, severity: 'critical', now: 45, becomes: 'medium', why: 'goes down with its score' },
  { score: 45, severity: 'critical', now: 55, becomes: 'critical', why: 'stays where a person set it' },
  { score: 45, severity: 'critical', now: 75, becomes: 'critical', why: 'stays where a person set it when the score rises to less' },
  { score: 90, severity: 'low', now: 91, becomes: 'low', why: 'stays where a person put it below its score' },
  { score: 45, severity: 'low', now: 75, becomes: 'high', why: 'is raised above what a person thought when it gets worse' },
  { score: 0, severity: 'high', now: 45, becomes: 'high', why: 'that a person gave before there was a score is not lowered by the first' },
] as const)('a severity $why', ({ score, severity, now, becomes }) => {
  expect(severityAfter(severity, severityAsked(score), severityAsked(now))).toBe(becomes);
});

const called = (severity: number, nature: 'alert' | 'event' = 'alert', source = 'siem') => ({ severity, nature, source });

test.each([
  { alerts: [called(90)], score: 47, becomes: 'critical', why: 'a detection calls critical is critical' },
  { alerts: [called(75)], score: 33, becomes: 'high', why: 'a detection calls high is high' },
  { alerts: [called(50)], score: 33, becomes: 'low', why: 'a detection calls medium goes by its score' },
  { alerts: [called(100, 'event')], score: 33, becomes: 'low', why: 'only an event calls fatal goes by its score' },
  { alerts: [called(75), called(10)], score: 90, becomes: 'critical', why: 'its score asks more for is rated by the score' },
] as const)('an incident that $why', ({ alerts, score, becomes }) => {
  expect(severityAsked(score, alerts)).toBe(becomes);
});

const assessed = { prior: -20, factors: [], total: 0, score: 47, confidence: 0.5, confidenceBecause: [] };

test.each([
  { severity: 'medium', assessment: assessed, says: undefined },
  { severity: 'critical', assessment: assessed, says: 'siem calls it critical; by its score alone it would be medium.' },
  { severity: 'high', assessment: assessed, says: 'A person rated it high; by its score alone it would be medium.' },
  { severity: 'high', assessment: null, says: 'A person rated it high.' },
] as const)('who rated an incident $severity is said: $says', ({ severity, assessment, says }) => {
  expect(severityBecause({ severity, assessment }, [called(90), called(10, 'alert', 'other')])).toBe(says);
});
