import { type AlertDraft, alertDraft, type Instant } from './alert.ts';
import { Untrusted } from './untrusted.ts';

/** Stands where a source stands in the alerts of a drill. None of its name sends anything, so nothing that was received is told from it. */
export const drillSource = 'drill';

/** What everything of a drill begins with, wherever somebody could take it for real. */
export const drillMark = 'DRILL';

const someone = { kind: 'user', value: 'alex@acme.example', role: 'actor' } as const;
const elsewhere = { kind: 'ip', value: '203.0.113.7', role: 'source' } as const;
const bucket = { kind: 'cloud-resource', value: 'arn:aws:s3:::acme-payroll', role: 'target' } as const;

/** What is made up to have happened, in minutes before now, the oldest first: a password is guessed, somebody gets in, opens a bucket and takes what is in it. */
const story = [
  ...[21, 20, 19, 18, 17].map((minutes) => ({ minutes, rule: 'failed-login', says: 'Failed login', activity: 'login', outcome: 'failure' }) as const),
  { minutes: 16, rule: 'successful-login', says: 'Login from a new country', activity: 'login', outcome: 'success' },
  {
    minutes: 9,
    rule: 'public-bucket',
    says: 'A bucket with payroll data became public',
    activity: 'policy-change',
    outcome: 'success',
    severity: 75,
  },
  { minutes: 4, rule: 'download', says: 'Download of payroll data', activity: 'download', outcome: 'success' },
] as const;

/** The alerts of a drill that begins now. `run` tells it from every other. Accounts and addresses are of names that nobody can have (RFC 2606, RFC 5737). */
export function drillAlerts(run: string, now: Instant): readonly AlertDraft[] {
  return story.map((step, index) => {
    const { minutes, rule, says, activity, outcome } = step;
    const loud = 'severity' in step;
    return alertDraft.parse({
      nature: loud ? 'alert' : 'event',
      externalId: `${run}-${index + 1}`,
      rule: `drill.${rule}`,
      title: Untrusted.of(`${drillMark}: ${says}`),
      severity: loud ? step.severity : 25,
      happenedAt: new Date(Date.parse(now) - minutes * 60_000).toISOString(),
      activity,
      outcome,
      observables: activity === 'login' ? [someone, elsewhere] : [someone, elsewhere, bucket],
      attacks: activity === 'login' ? ['T1078'] : ['T1530'],
      place: { country: 'RO' },
      distinguish: [run],
    });
  });
}
