import { firebreak } from '../src/core/actor.ts';
import type { Alert } from '../src/core/alert.ts';
import type { Changes } from '../src/core/store.ts';
import { Untrusted } from '../src/core/untrusted.ts';

/** When everything in these benchmarks happened. */
export const happenedAt = '2026-03-14T02:11:09.000Z';

/**
 * As many units of work, each a receipt, an alert of about 1.8 KB with its lookup by three observables, an event and a job.
 * @param run what keeps the ids of two runs on one store apart
 * @param from the number of the first
 */
export function unitsOfWork(count: number, run = '', from = 0): readonly Changes[] {
  return Array.from({ length: count }, (_, nth) => {
    const index = from + nth;
    const alert = alertOf(index, run);
    const { id, source, rule, title, severity, observables, because } = alert;
    return {
      receipts: [{ id: `R-${run}${index}`, source, delivery: `delivery-${run}${index}`, receivedAt: happenedAt, alerts: 1, duplicates: 0 }],
      state: [{ put: 'alert', value: alert }],
      events: [
        {
          incident: `INC-${1 + (index % 500)}`,
          type: 'alert.joined',
          happenedAt,
          by: firebreak,
          payload: { alert: id, source, rule, title, severity, observables: [...observables], because: [...because] },
        },
      ],
      jobs: [{ flow: 'enrich-incident', args: { incident: `INC-${1 + (index % 500)}`, alert: id } }],
    };
  });
}

function alertOf(index: number, run: string): Alert {
  return {
    id: `A-${run}${String(index).padStart(26 - run.length, '0')}`,
    source: 'okta',
    nature: 'alert',
    externalId: `event-${index}`,
    rule: 'user.session.start',
    title: Untrusted.of('Sign-in from a country that this person has never been seen in'),
    description: Untrusted.of('A description as long as vendors like to write them. '.repeat(18)),
    severity: 50,
    status: 'firing',
    happenedAt,
    activity: 'login',
    outcome: 'success',
    observables: [
      { kind: 'ip', value: `203.0.${index % 113}.${index % 251}`, role: 'source' },
      { kind: 'user', value: `person-${index % 997}@acme.example`, role: 'actor' },
      { kind: 'host', value: `laptop-${index % 499}`, role: 'target' },
    ],
    attacks: ['T1078'],
    place: { country: 'BR', city: Untrusted.of('Recife') },
    userAgent: Untrusted.of('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'),
    link: 'https://acme.okta.example/admin/reports/system-log',
    distinguish: [],
    fingerprint: `fingerprint-${index % 4000}`.padEnd(64, '0'),
    receivedAt: happenedAt,
    lastSeenAt: happenedAt,
    count: 1,
    incident: `INC-${1 + (index % 500)}`,
    because: ['it names the same person as two alerts of the last hour'],
    revision: 1,
  };
}
