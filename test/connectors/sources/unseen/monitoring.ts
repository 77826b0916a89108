import type { Unseen } from './payload.ts';

/** Products that watch what runs, and that call people. */
export const monitoring: readonly Unseen[] = [
  {
    product: 'PagerDuty, webhook v3',
    payload: {
      event: {
        id: '01BBYA2ZL9T13W7M1F8G7OYQZ1',
        event_type: 'incident.triggered',
        resource_type: 'incident',
        occurred_at: '2026-03-14T02:11:09.000Z',
        agent: { html_url: 'https://acme.pagerduty.com/users/P1', id: 'P1', summary: 'Tenex Engineer', type: 'user_reference' },
        data: {
          id: 'PGR0VU2',
          type: 'incident',
          html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
          number: 2,
          status: 'triggered',
          title: 'A little bump in the road',
          service: { id: 'PF9KMXH', summary: 'API Service', type: 'service_reference' },
          assignees: [{ summary: 'Tenex Engineer', id: 'P1' }],
          urgency: 'high',
          priority: { id: 'PSO75BM', summary: 'P1', type: 'priority_reference' },
        },
      },
    },
    alerts: [{ severity: 90, title: 'A little bump in the road', at: '2026-03-14T02:11:09.000Z', id: 'PGR0VU2', not: ['Tenex'] }],
  },
  {
    product: 'PagerDuty, webhook v3, resolved',
    payload: {
      event: {
        id: '01BBYA2ZL9T13W7M1F8G7OYQZ2',
        event_type: 'incident.resolved',
        occurred_at: '2026-03-14T03:00:00.000Z',
        data: { id: 'PGR0VU2', type: 'incident', status: 'resolved', title: 'A little bump in the road', urgency: 'low' },
      },
    },
    alerts: [{ severity: 25, title: 'A little bump in the road', status: 'resolved', id: 'PGR0VU2' }],
  },
  {
    product: 'Opsgenie, outgoing webhook',
    payload: {
      action: 'Create',
      alert: {
        alertId: '70413a06-38d6-4c85-92b8-5ebc900d42e2',
        message: 'CPU of db-1 is above 95 %',
        tags: ['critical', 'attack.t1496'],
        entity: 'db-1',
        alias: 'cpu-db-1',
        createdAt: 1773450669000,
        priority: 'P2',
        username: 'system',
        details: { hostname: 'db-1.acme.example' },
      },
      source: { name: 'prometheus', type: 'API' },
      integrationName: 'Firebreak',
      integrationId: '37c8f316',
    },
    alerts: [
      {
        severity: 75,
        title: 'CPU of db-1',
        at: '2026-03-14T01:11:09.000Z',
        id: '70413a06-38d6-4c85-92b8-5ebc900d42e2',
        attacks: ['T1496'],
        names: ['target host db-1.acme.example'],
        not: ['user system'],
      },
    ],
  },
  {
    product: 'Opsgenie, closed',
    payload: { action: 'Close', alert: { alertId: '70413a06', message: 'CPU of db-1 is above 95 %', priority: 'P2', createdAt: 1773450669 } },
    alerts: [{ severity: 75, title: 'CPU of db-1', status: 'resolved', at: '2026-03-14T01:11:09.000Z' }],
  },
  {
    product: 'VictoriaMetrics vmalert and others in the shape of Alertmanager',
    payload: {
      receiver: 'firebreak',
      status: 'firing',
      title: '[FIRING:2]',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'HostDown', severity: 'critical', instance: 'web-1:9100' },
          annotations: { summary: 'web-1 is down', description: 'No answer for 5 minutes' },
          startsAt: '2026-03-14T02:11:09.5Z',
          endsAt: '0001-01-01T00:00:00Z',
          fingerprint: 'aa11',
        },
        {
          status: 'resolved',
          labels: { alertname: 'DiskFull', severity: 'warning', instance: 'web-2' },
          annotations: {},
          startsAt: '2026-03-14T01:00:00Z',
          fingerprint: 'bb22',
        },
      ],
      externalURL: 'https://am.acme.example',
    },
    alerts: [
      { severity: 90, title: 'HostDown', rule: 'HostDown', at: '2026-03-14T02:11:09.500Z', id: 'aa11', names: ['target host web-1'] },
      { severity: 50, title: 'DiskFull', status: 'resolved', id: 'bb22' },
    ],
  },
  {
    product: 'Sentry, issue alert',
    payload: {
      action: 'created',
      actor: { id: 'sentry', name: 'Sentry', type: 'application' },
      data: {
        issue: {
          id: '1170820242',
          shortId: 'BILLING-5',
          title: 'SQLSyntaxError: near "OR 1=1"',
          culprit: 'app/billing.ts in find',
          level: 'error',
          status: 'unresolved',
          firstSeen: '2026-03-14T02:11:09.404000Z',
          web_url: 'https://acme.sentry.io/issues/1170820242/',
          metadata: { type: 'SQLSyntaxError', filename: '/app/billing.ts' },
        },
      },
      installation: { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' },
    },
    alerts: [{ severity: 75, title: 'SQLSyntaxError', at: '2026-03-14T02:11:09.404Z', id: '1170820242', not: ['Sentry'] }],
  },
  {
    product: 'Sentry, resolved',
    payload: {
      action: 'resolved',
      data: { issue: { id: '1170820242', title: 'SQLSyntaxError', level: 'fatal', status: 'resolved' } },
      actor: { type: 'user', id: 1, name: 'Mira' },
    },
    alerts: [{ severity: 100, title: 'SQLSyntaxError', status: 'resolved' }],
  },
  {
    product: 'Azure Monitor, common alert schema',
    payload: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: '/subscriptions/1/providers/Microsoft.AlertsManagement/alerts/b9569717',
          alertRule: 'WCUS-R2-Gen2',
          severity: 'Sev1',
          signalType: 'Metric',
          monitorCondition: 'Resolved',
          alertTargetIDs: ['/subscriptions/1/resourcegroups/pipeline/providers/microsoft.compute/virtualmachines/web-1'],
          firedDateTime: '2026-03-14T02:11:09.3517776Z',
          description: 'Failed logins',
        },
        alertContext: {},
      },
    },
    alerts: [{ severity: 90, title: 'WCUS-R2-Gen2', status: 'resolved', at: '2026-03-14T02:11:09.351Z' }],
  },
  {
    product: 'Amazon CloudWatch, alarm by EventBridge',
    payload: {
      version: '0',
      id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: '111122223333',
      time: '2026-03-14T02:11:09Z',
      region: 'eu-west-1',
      resources: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:RootLogin'],
      detail: { alarmName: 'RootLogin', state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-03-14T02:11:08.000+0000' } },
    },
    alerts: [{ severity: 50, title: 'RootLogin', at: '2026-03-14T02:11:09.000Z' }],
  },
  {
    product: 'Zabbix, a media type',
    payload: {
      event_id: '77',
      event_name: 'Zabbix agent is not available',
      event_severity: 'Disaster',
      host: 'db-1',
      event_value: '1',
      event_date: '2026.03.14',
    },
    alerts: [{ severity: 100, title: 'Zabbix agent is not available', names: ['target host db-1'] }],
  },
];
