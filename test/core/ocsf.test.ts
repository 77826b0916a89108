import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import ocsf from '../../src/connectors/sources/ocsf.ts';
import { type Alert, alertDraft } from '../../src/core/alert.ts';
import { canonical, observableKinds } from '../../src/core/observable.ts';
import { findingOf } from '../../src/core/ocsf.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { readDelivery } from '../../src/kit/read-delivery.ts';
import { times } from '../depth.ts';
import { anAlert, at, takeover } from './builders.ts';

/** What OCSF 1.6 requires of a Detection Finding, with the values that it allows. https://schema.ocsf.io/1.6.0/classes/detection_finding */
const required = z
  .looseObject({
    class_uid: z.literal(2004),
    category_uid: z.literal(2),
    activity_id: z.int().min(1).max(3),
    type_uid: z.int(),
    time: z.int(),
    severity_id: z.int().min(1).max(6),
    status_id: z.int().min(1).max(4),
    metadata: z.looseObject({ version: z.string().regex(/^\d+\.\d+\.\d+$/), product: z.looseObject({ vendor_name: z.string() }) }),
    finding_info: z.looseObject({ uid: z.string().min(1), title: z.string() }),
    observables: z.array(z.looseObject({ name: z.string(), type_id: z.int().min(1).max(99), value: z.string() })),
  })
  .refine(({ type_uid, activity_id }) => type_uid === 200_400 + activity_id);

const word = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '');
const anyDraft = fc
  .record({
    nature: fc.constantFrom('alert' as const, 'event' as const),
    externalId: word,
    rule: word,
    title: word.map(Untrusted.of),
    severity: fc.integer({ min: 0, max: 100 }),
    status: fc.constantFrom('firing' as const, 'resolved' as const),
    activity: fc.constantFrom('login' as const, 'download' as const, 'policy-change' as const, 'other' as const),
    outcome: fc.constantFrom('success' as const, 'failure' as const, 'unknown' as const),
    minute: fc.integer({ min: -500_000, max: 500_000 }),
    observables: fc.uniqueArray(
      fc
        .record({
          kind: fc.constantFrom(...observableKinds),
          value: word,
          role: fc.constantFrom('source' as const, 'target' as const, 'actor' as const, 'related' as const),
        })
        .map((thing) => ({ ...thing, value: canonical(thing.kind, thing.value) }))
        .filter(({ kind, value }) => value !== '' && canonical(kind, value) === value),
      { maxLength: 6, selector: ({ kind, value }) => `${kind}:${value}` },
    ),
    attacks: fc.subarray(['T1078', 'T1110.003', 'T1530']),
    distinguish: fc.array(word, { maxLength: 2 }),
  })
  .chain(({ minute, ...base }) =>
    fc
      .record(
        {
          description: word.map(Untrusted.of),
          link: fc.constant('https://siem.acme.example/1'),
          userAgent: word.map(Untrusted.of),
          place: fc.record({ country: fc.constantFrom('DE', 'KR'), latitude: fc.integer({ min: -90, max: 90 }) }),
        },
        { requiredKeys: [] },
      )
      .map((more) => ({ ...base, ...more, happenedAt: at(minute) })),
  );

/** What the source makes of the finding after it went over the wire. */
function back(alert: Alert): unknown {
  const rawBody = Buffer.from(JSON.stringify(findingOf(alert)));
  const read = readDelivery(ocsf, { rawBody, headers: {}, receivedAt: at(0), options: undefined, redact: (text) => text });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.alerts[0];
}

const asSent = (alert: unknown) => JSON.parse(JSON.stringify(alert));

test('every alert becomes a finding that OCSF allows, and comes back through the source as it was', () => {
  fc.assert(
    fc.property(anyDraft, (draft) => {
      const alert = anAlert('A-1', draft);
      expect(required.safeParse(asSent(findingOf(alert))).error).toBeUndefined();
      expect(asSent(back(alert))).toEqual(asSent(alertDraft.parse(draft)));
    }),
    { numRuns: times({ quick: 100, ci: 1000, deep: 50_000 }) },
  );
});

test('a finding names the incident, the source and the techniques as OCSF has it', () => {
  const alert = { ...(takeover().at(-1) as Alert), incident: 'INC-7', count: 3 };
  expect(findingOf(alert)).toMatchObject({
    type_uid: 200_402,
    severity_id: 4,
    status_id: 2,
    count: 3,
    metadata: { uid: 'A-download', log_provider: 'aws-guardduty', correlation_uid: 'INC-7' },
    finding_info: { analytic: { uid: 'Exfiltration:S3/AnomalousBehavior' }, attacks: [{ technique: { uid: 'T1530' } }] },
    evidences: [{ actor: { user: { name: 'alex.kim' } }, src_endpoint: { ip: '203.0.113.7' } }],
    resources: [{ uid: 'arn:aws:s3:::payroll' }],
  });
});

test('what another tool keeps as unmapped is not taken for our word', () => {
  const finding = { ...findingOf(anAlert('A-1', { severity: 75 })), unmapped: { firebreak: { severity: 'all of it' } } };
  const rawBody = Buffer.from(JSON.stringify(finding));
  const read = readDelivery(ocsf, { rawBody, headers: {}, receivedAt: at(0), options: undefined, redact: (text) => text });
  expect('alerts' in read && read.alerts[0]?.severity).toBe(75);
});
