import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Delivery, HookCredentials } from './delivery.ts';

/** Alertmanager says that a queue has recovered: nothing to do with the story. */
export function queueRecovered(title: string, { from, until }: { from: Date; until: Date }, { hookToken }: HookCredentials): Delivery {
  const labels = { alertname: 'ReportQueueLong', severity: 'warning', instance: 'reports-2.acme.example:9100', job: 'reports', team: 'platform' };
  const body = {
    version: '4',
    groupKey: '{}:{alertname="ReportQueueLong"}',
    truncatedAlerts: 0,
    status: 'resolved',
    receiver: 'firebreak',
    groupLabels: { alertname: labels.alertname },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'https://alertmanager.acme.example',
    alerts: [
      {
        status: 'resolved',
        labels,
        annotations: { summary: 'The report queue is longer than 500', description: 'Monthly reports are late.' },
        startsAt: from.toISOString(),
        endsAt: until.toISOString(),
        generatorURL: 'https://prometheus.acme.example/graph?g0.expr=report_queue_length',
        // Alertmanager's fingerprint is a hash of the labels; a fresh one makes this play a new alert.
        fingerprint: randomBytes(8).toString('hex'),
      },
    ],
  };
  return {
    title,
    source: 'alertmanager',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${hookToken}`, 'user-agent': 'Alertmanager/0.28.0' },
    body: JSON.stringify(body),
  };
}

/** GitHub found a secret that no longer works, in another repository: real, signed, and not part of the story. */
export function oldSecretFound(title: string, at: Date, { githubSecret }: HookCredentials): Delivery {
  const number = 1 + (randomBytes(2).readUInt16BE() % 9000);
  const repository = 'https://api.github.com/repos/acme/website';
  const created = at.toISOString().replace(/\.\d{3}/, '');
  const body = JSON.stringify({
    action: 'created',
    alert: {
      number,
      created_at: created,
      updated_at: created,
      url: `${repository}/secret-scanning/alerts/${number}`,
      html_url: `https://github.com/acme/website/security/secret-scanning/${number}`,
      locations_url: `${repository}/secret-scanning/alerts/${number}/locations`,
      state: 'open',
      secret_type: 'mailchimp_api_key',
      secret_type_display_name: 'Mailchimp API Key',
      validity: 'inactive',
      publicly_leaked: false,
      multi_repo: false,
      push_protection_bypassed: false,
      push_protection_bypassed_by: null,
      push_protection_bypassed_at: null,
      resolution: null,
      resolved_at: null,
      resolved_by: null,
    },
    repository: {
      id: 700_100_300,
      name: 'website',
      full_name: 'acme/website',
      private: true,
      owner: { login: 'acme', id: 5_100_000, type: 'Organization', site_admin: false },
      html_url: 'https://github.com/acme/website',
      url: repository,
      default_branch: 'main',
    },
    organization: { login: 'acme', id: 5_100_000 },
    sender: { login: 'github', id: 9919, type: 'Organization', site_admin: false },
  });
  return {
    title,
    source: 'github',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/practice',
      'x-github-event': 'secret_scanning_alert',
      'x-github-delivery': randomUUID(),
      'x-github-hook-installation-target-type': 'organization',
      'x-hub-signature-256': `sha256=${createHmac('sha256', githubSecret).update(body).digest('hex')}`,
    },
    body,
  };
}
