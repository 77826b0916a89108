import { defineSource, z } from '../../kit/index.ts';
import { alertOf, prometheusAlert, prometheusGroup } from '../prometheus-alerts.ts';

const alert = prometheusAlert.extend({ dashboardURL: z.string().optional(), panelURL: z.string().optional() });

/**
 * Grafana Alerting's webhook contact point. Signed when the contact point has an HMAC secret; its timestamp header, when it is set there, is to be
 * named `X-Grafana-Alerting-Timestamp`. Otherwise a token in the `Authorization` header counts.
 */
export default defineSource({
  id: 'grafana',
  title: 'Grafana Alerting',
  documentation: 'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/',
  payload: z.looseObject({ ...prometheusGroup, alerts: z.array(alert).min(1) }),
  signedBy: {
    type: 'any',
    of: [
      {
        type: 'hmac',
        header: 'x-grafana-alerting-signature',
        algorithm: 'sha256',
        encoding: 'hex',
        timestampHeader: 'x-grafana-alerting-timestamp',
        timestampOptional: true,
        signed: ['timestamp', { text: ':' }, 'body'],
      },
      { type: 'token', headers: ['authorization', 'x-api-key'] },
    ],
  },
  toAlerts: ({ alerts, externalURL, commonAnnotations }, { receivedAt }) =>
    alerts.map((one) => alertOf(one, { commonAnnotations, links: [one.panelURL, one.dashboardURL, one.generatorURL, externalURL], receivedAt })),
  examples: [
    {
      name: 'many failed logins on a host, and an alert that is over',
      payload: {
        receiver: 'firebreak',
        status: 'firing',
        orgId: 1,
        title: '[FIRING:1] FailedLogins',
        state: 'alerting',
        message: 'Many failed logins',
        externalURL: 'https://grafana.acme.example/',
        commonLabels: {},
        commonAnnotations: { description: 'More than 50 in 5 minutes' },
        alerts: [
          {
            status: 'firing',
            labels: { alertname: 'FailedLogins', severity: 'high', instance: '192.0.2.10:22', src_ip: '203.0.113.7' },
            annotations: { summary: 'Many failed logins on web-1' },
            startsAt: '2026-03-14T02:11:09Z',
            endsAt: '0001-01-01T00:00:00Z',
            fingerprint: 'c6eadffa33fcdf37',
            panelURL: 'https://grafana.acme.example/d/abc?viewPanel=7',
            values: { B: 61 },
          },
          {
            status: 'resolved',
            labels: { alertname: 'DiskFull' },
            annotations: {},
            startsAt: '2026-03-14T01:00:00Z',
            endsAt: '2026-03-14T02:00:00Z',
            fingerprint: '77aadffa33fcdf37',
          },
        ],
      },
      alerts: [
        {
          rule: 'FailedLogins',
          externalId: 'c6eadffa33fcdf37',
          title: { untrusted: 'Many failed logins on web-1' },
          description: { untrusted: 'More than 50 in 5 minutes' },
          severity: 75,
          happenedAt: '2026-03-14T02:11:09.000Z',
          link: 'https://grafana.acme.example/d/abc?viewPanel=7',
          observables: [
            { kind: 'ip', value: '192.0.2.10', role: 'target' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
          ],
        },
        { rule: 'DiskFull', status: 'resolved', severity: 50, happenedAt: '2026-03-14T02:00:00.000Z' },
      ],
    },
  ],
});
