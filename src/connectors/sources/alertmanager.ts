import { type AlertInput, defineSource, instantOf, type ObservableInput, severityOf, Untrusted, z } from '../../kit/index.ts';

const labels = z.record(z.string(), z.string()).default({});

const alert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels,
  startsAt: z.string(),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().optional(),
});
type Alert = z.infer<typeof alert>;

/** Labels by which teams commonly name things, and the part that the thing then plays. `instance` is handled apart: it carries a port. */
const namedByLabel: Readonly<Record<string, Pick<ObservableInput, 'kind' | 'role'>>> = {
  host: { kind: 'host', role: 'target' },
  hostname: { kind: 'host', role: 'target' },
  node: { kind: 'host', role: 'target' },
  nodename: { kind: 'host', role: 'target' },
  pod: { kind: 'container', role: 'target' },
  container: { kind: 'container', role: 'target' },
  user: { kind: 'user', role: 'actor' },
  username: { kind: 'user', role: 'actor' },
  client_ip: { kind: 'ip', role: 'source' },
  remote_ip: { kind: 'ip', role: 'source' },
  source_ip: { kind: 'ip', role: 'source' },
  src_ip: { kind: 'ip', role: 'source' },
  domain: { kind: 'domain', role: 'related' },
  url: { kind: 'url', role: 'related' },
  repo: { kind: 'repo', role: 'target' },
};

/** Prometheus Alertmanager's webhook, version 4: one delivery carries every alert of a group, firing and resolved. */
export default defineSource({
  id: 'alertmanager',
  title: 'Prometheus Alertmanager',
  documentation: 'https://prometheus.io/docs/alerting/latest/configuration/#webhook_config',
  payload: z.looseObject({
    version: z.literal('4'),
    externalURL: z.string().optional(),
    commonAnnotations: labels,
    alerts: z.array(alert).min(1),
  }),
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  toAlerts: ({ alerts, externalURL, commonAnnotations }, { receivedAt }) =>
    alerts.map((one): AlertInput => {
      const said = { ...commonAnnotations, ...one.annotations };
      const rule = one.labels.alertname ?? 'unnamed';
      const description = said.description ?? said.message;
      const link = [one.generatorURL, externalURL].find((url) => url?.startsWith('https://'));
      const over = one.status === 'resolved' ? instantOf(one.endsAt) : undefined;
      return {
        externalId: (one.fingerprint ?? identity(one)).slice(0, 512),
        rule: rule.slice(0, 256),
        title: Untrusted.of(said.summary ?? said.title ?? rule),
        ...(description !== undefined && { description: Untrusted.of(description) }),
        severity: severityOf(one.labels.severity ?? '') ?? 50,
        status: one.status,
        happenedAt: over ?? instantOf(one.startsAt) ?? receivedAt,
        observables: thingsIn(one.labels),
        ...(link !== undefined && { link }),
        distinguish: [one.fingerprint ?? identity(one)],
      };
    }),
  examples: [
    {
      name: 'a host that talks to a known command server, and a queue that recovered',
      payload: {
        version: '4',
        groupKey: '{}:{team="sec"}',
        status: 'firing',
        receiver: 'firebreak',
        groupLabels: { team: 'sec' },
        commonLabels: { team: 'sec' },
        commonAnnotations: {},
        externalURL: 'https://alertmanager.acme.example',
        alerts: [
          {
            status: 'firing',
            labels: { alertname: 'BeaconToKnownServer', severity: 'critical', instance: 'web-1.acme.example:9100', src_ip: '203.0.113.7' },
            annotations: { summary: 'web-1 contacts a server on the blocklist every 60 s' },
            startsAt: '2026-03-14T02:11:09.123456789Z',
            endsAt: '0001-01-01T00:00:00Z',
            generatorURL: 'https://prometheus.acme.example/graph?g0.expr=beacon',
            fingerprint: '5a1c0f7de2b3948c',
          },
          {
            status: 'resolved',
            labels: { alertname: 'LoginQueueStuck', severity: 'warning' },
            annotations: { summary: 'Logins wait longer than 30 s' },
            startsAt: '2026-03-14T01:00:00Z',
            endsAt: '2026-03-14T02:05:00+01:00',
            generatorURL: 'http://prometheus:9090/graph',
            fingerprint: '09fe8d7c6b5a4321',
          },
        ],
      },
      alerts: [
        {
          rule: 'BeaconToKnownServer',
          severity: 90,
          status: 'firing',
          happenedAt: '2026-03-14T02:11:09.123Z',
          link: 'https://prometheus.acme.example/graph?g0.expr=beacon',
          distinguish: ['5a1c0f7de2b3948c'],
          observables: [
            { kind: 'host', value: 'web-1.acme.example', role: 'target' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
          ],
        },
        {
          rule: 'LoginQueueStuck',
          severity: 50,
          status: 'resolved',
          happenedAt: '2026-03-14T01:05:00.000Z',
          link: 'https://alertmanager.acme.example',
          observables: [],
        },
      ],
    },
  ],
});

/** What Alertmanager itself takes as the identity of an alert: all of its labels. */
function identity({ labels }: Alert): string {
  return Object.entries(labels)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

function thingsIn(labels: Alert['labels']): ObservableInput[] {
  const things: ObservableInput[] = [];
  for (const [name, value] of Object.entries(labels)) {
    const kind = Object.hasOwn(namedByLabel, name) ? namedByLabel[name] : undefined;
    if (kind !== undefined && value !== '') things.push({ ...kind, value });
  }
  const instance = labels.instance?.replace(/:\d{1,5}$/, '');
  if (instance) things.unshift({ kind: /^[\d.]+$|^\[/.test(instance) ? 'ip' : 'host', value: instance, role: 'target' });
  return things;
}
