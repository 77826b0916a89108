import { defineSource, z } from '../../kit/index.ts';
import { alertOf, prometheusGroup } from '../prometheus-alerts.ts';

/** Prometheus Alertmanager's webhook, version 4: one delivery carries every alert of a group, firing and resolved. */
export default defineSource({
  id: 'alertmanager',
  title: 'Prometheus Alertmanager',
  documentation: 'https://prometheus.io/docs/alerting/latest/configuration/#webhook_config',
  payload: z.looseObject({ version: z.literal('4'), ...prometheusGroup }),
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  toAlerts: ({ alerts, externalURL, commonAnnotations }, { receivedAt }) =>
    alerts.map((one) => alertOf(one, { commonAnnotations, links: [one.generatorURL, externalURL], receivedAt })),
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
