import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import alertmanager from '../../src/connectors/sources/alertmanager.ts';
import cloudtrail from '../../src/connectors/sources/aws-cloudtrail.ts';
import guardduty from '../../src/connectors/sources/aws-guardduty.ts';
import securityhub from '../../src/connectors/sources/aws-securityhub.ts';
import crowdstrike from '../../src/connectors/sources/crowdstrike.ts';
import datadog from '../../src/connectors/sources/datadog.ts';
import falco from '../../src/connectors/sources/falco.ts';
import github from '../../src/connectors/sources/github.ts';
import grafana from '../../src/connectors/sources/grafana.ts';
import ocsf from '../../src/connectors/sources/ocsf.ts';
import okta from '../../src/connectors/sources/okta.ts';
import suricata from '../../src/connectors/sources/suricata.ts';
import wazuh from '../../src/connectors/sources/wazuh.ts';
import type { AlertDraft } from '../../src/core/alert.ts';
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

/** These samples are rules; this is what Grafana sends when one of them fires. */
const asGrafanaSends = ({ title, labels, annotations }: Readonly<Record<string, unknown>>) => ({
  alerts: [
    {
      status: 'firing',
      labels: { alertname: title, ...(labels as object) },
      annotations,
      startsAt: '2026-03-14T02:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      fingerprint: 'c6eadffa33fcdf37',
    },
  ],
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
  { folder: 'aws-cloudtrail', understand: (received) => readDelivery(cloudtrail, received), wrap: (sample) => sample },
  { folder: 'aws-securityhub', understand: (received) => readDelivery(securityhub, received), wrap: (sample) => sample },
  { folder: 'crowdstrike', understand: (received) => readDelivery(crowdstrike, received), wrap: (sample) => sample },
  { folder: 'datadog', understand: (received) => readDelivery(datadog, received), wrap: (sample) => sample },
  { folder: 'falco', understand: (received) => readDelivery(falco, received), wrap: (sample) => sample },
  { folder: 'grafana', understand: (received) => readDelivery(grafana, received), wrap: asGrafanaSends },
  { folder: 'prowler-ocsf', understand: (received) => readDelivery(ocsf, received), wrap: (sample) => sample },
  { folder: 'suricata', understand: (received) => readDelivery(suricata, received), wrap: (sample) => sample },
  { folder: 'wazuh', understand: (received) => readDelivery(wazuh, received), wrap: (sample) => sample },
];

const files = (areHere ? folders : []).flatMap(({ folder, ...how }) =>
  readdirSync(new URL(folder, samples))
    .map((name) => `${folder}/${name}`)
    .map((file) => ({ file, ...how })),
);

/** GitHub names the event in a header; these samples are named after it. */
function eventOf(file: string): string {
  return /^github-webhook\/([a-z_]+)\./.exec(file)?.[1] ?? '';
}

function read({ file, understand, wrap }: (typeof files)[number]): ReadDelivery {
  const sample: Sample = JSON.parse(readFileSync(new URL(encodeURI(file), samples), 'utf8'));
  const rawBody = Buffer.from(JSON.stringify(wrap(sample)));
  return understand({
    rawBody,
    headers: { 'x-github-event': eventOf(file) },
    receivedAt: '2026-03-14T03:00:00.000Z',
    options: undefined,
    redact: (text) => text,
  });
}

/** What comes out of every sample, in one line each: what a reviewer compares with the sample itself. Taken anew by `vitest -u`. */
const table = './source-samples.table.txt';

function lineOf(sample: (typeof files)[number]): string {
  const result = read(sample);
  if ('problems' in result) return `${sample.file}\n  cannot be read: ${result.problems.map(({ path }) => path).join(', ')}`;
  return [sample.file, ...result.alerts.map((alert) => `  ${spelled(alert)}`)].join('\n');
}

function spelled({ nature, severity, status, happenedAt, rule, activity, outcome, attacks, observables }: AlertDraft): string {
  const things = observables.map(({ kind, value, role }) => `${role} ${kind} ${value}`);
  return [nature, severity, status, happenedAt, rule, activity, outcome, attacks.join('+') || '-', things.join('; ') || '-'].join(' | ');
}

describe.skipIf(!areHere)('payloads of real systems (skipped where ../shared/alerts does not stand)', () => {
  test('every sample is read as the table says: severity, time, rule, what happened, ATT&CK, and who played which part', async () => {
    await expect(`${files.map(lineOf).join('\n')}\n`).toMatchFileSnapshot(table);
  });

  test('what cannot be read names the place', () => {
    const refused = files.map(read).flatMap((result) => ('problems' in result ? [result.problems] : []));
    expect(refused.every(([problem]) => problem !== undefined && problem.path !== '' && problem.message !== '')).toBe(true);
  });

  test('most of what concerns security becomes alerts or events', () => {
    const spoke = files.filter((sample) => {
      const result = read(sample);
      return 'alerts' in result && result.alerts.length > 0;
    });
    console.info(
      `samples: ${spoke.length} of ${files.length} became alerts or events; the others are GitHub events that need nothing, and two templates without content`,
    );
    expect(spoke.length).toBeGreaterThanOrEqual(96);
  });
});
