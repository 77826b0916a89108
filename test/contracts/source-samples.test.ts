import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import alertmanager from '../../src/connectors/sources/alertmanager.ts';
import guardduty from '../../src/connectors/sources/aws-guardduty.ts';
import github from '../../src/connectors/sources/github.ts';
import okta from '../../src/connectors/sources/okta.ts';
import { type ReadDelivery, type ReceivedBytes, readDelivery } from '../../src/kit/read-delivery.ts';

/** Payloads as real systems sent them. They stand beside the checkout on some machines and are no part of the project. */
const samples = new URL('../../../shared/alerts/', import.meta.url);
const areHere = existsSync(samples);

/** These samples were renamed by a log pipeline; Okta itself writes camel case, and every event has an id. */
const asOktaSends = (event: Readonly<Record<string, unknown>>) => ({
  eventType: 'com.okta.event_hook',
  data: {
    events: [
      {
        uuid: 'no-id-in-the-sample',
        ...event,
        eventType: event.eventType ?? event.eventtype,
        displayMessage: event.displayMessage ?? event.displaymessage,
        debugContext: event.debugContext ?? event.debugcontext,
      },
    ],
  },
});

/** This sample is the template of one alert. */
const asAlertmanagerSends = ({ summary, labels }: Readonly<Record<string, unknown>>) => ({
  version: '4',
  alerts: [
    { status: 'firing', labels: { alertname: 'MQThirdFull', ...(labels as object) }, annotations: { summary }, startsAt: '2026-03-14T02:00:00Z' },
  ],
});

type Sample = Readonly<Record<string, unknown>>;
interface Folder {
  readonly folder: string;
  readonly understand: (received: ReceivedBytes) => ReadDelivery;
  readonly wrap: (sample: Sample) => unknown;
}
const folders: readonly Folder[] = [
  { folder: 'okta', understand: (received) => readDelivery(okta, received), wrap: asOktaSends },
  { folder: 'prometheus', understand: (received) => readDelivery(alertmanager, received), wrap: asAlertmanagerSends },
  { folder: 'streamalert-guardduty', understand: (received) => readDelivery(guardduty, received), wrap: (sample) => sample },
  { folder: 'github-webhook', understand: (received) => readDelivery(github, received), wrap: (sample) => sample },
];

const files = (areHere ? folders : []).flatMap(({ folder, ...how }) =>
  readdirSync(new URL(folder, samples))
    .map((name) => `${folder}/${name}`)
    .map((file) => ({ file, ...how })),
);

function read({ file, understand, wrap }: (typeof files)[number]): ReadDelivery {
  const sample: Sample = JSON.parse(readFileSync(new URL(encodeURI(file), samples), 'utf8'));
  const rawBody = Buffer.from(JSON.stringify(wrap(sample)));
  return understand({ rawBody, headers: {}, receivedAt: '2026-03-14T03:00:00.000Z', options: undefined, redact: (text) => text });
}

/** What must come out of the samples that matter, by the beginning of the file's name. */
const expected: readonly (readonly [beginning: string, alert: object])[] = [
  [
    'okta_login_signal',
    { nature: 'event', activity: 'login', outcome: 'success', place: { country: 'US' }, observables: [{ kind: 'user' }, { kind: 'ip' }] },
  ],
  [
    'okta_threatinsight',
    { nature: 'alert', severity: 60, outcome: 'failure', attacks: ['T1110'], observables: [{ kind: 'ip', value: '1.2.3.4', role: 'source' }] },
  ],
  [
    'okta_user_reported',
    {
      nature: 'alert',
      severity: 75,
      observables: [
        { kind: 'user', role: 'actor' },
        { value: '9.8.7.6', role: 'source' },
        { value: '1.2.3.4', role: 'related' },
      ],
    },
  ],
  ['okta_phishing_attempt_blocked', { nature: 'alert', attacks: ['T1566.002', 'T1557'] }],
  [
    'okta_admin_role_assigned',
    { nature: 'alert', activity: 'policy-change', observables: [{ role: 'actor' }, { kind: 'ip' }, { kind: 'user', role: 'target' }] },
  ],
  ['okta_password_accessed', { nature: 'alert', place: { country: 'IS' } }],
  ['okta_potentially_stolen_session', { nature: 'event', activity: 'login', outcome: 'failure' }],
  ['MQThirdFull', { rule: 'MQThirdFull', severity: 50, title: { untrusted: 'Message queue is over 33% capacity' } }],
  ['code_scanning_alert.created', { rule: 'code-scanning/java/sql-injection', severity: 75, status: 'firing' }],
  ['dependabot_alert.fixed', { rule: 'dependabot/GHSA-8f4m-hccc-8qph', severity: 50, status: 'resolved' }],
];

describe.skipIf(!areHere)('payloads of real systems (skipped where ../shared/alerts does not stand)', () => {
  test.each(files)('$file is understood or refused with a path', (sample) => {
    const result = read(sample);
    if ('alerts' in result) return;
    expect(sample.file).toContain('guard_duty_all');
    expect(result.problems[0]?.path).toMatch(/^detail\./);
  });

  test.each(expected)('%s says what matters', (beginning, alert) => {
    const sample = files.find(({ file }) => basename(file).startsWith(beginning));
    expect(sample).toBeDefined();
    const result = sample && read(sample);
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({ alerts: [alert] });
  });

  test('most of what concerns security becomes alerts or events', () => {
    const spoke = files.filter((sample) => {
      const result = read(sample);
      return 'alerts' in result && result.alerts.length > 0;
    });
    console.info(
      `samples: ${spoke.length} of ${files.length} became alerts or events; the others are GitHub events that need nothing, and an empty finding`,
    );
    expect(spoke.length).toBeGreaterThanOrEqual(22);
  });
});
