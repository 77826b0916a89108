import type { Chance } from './chance.ts';
import { countryNames, type Place } from './world.ts';

/** One alert or event as a vendor words it, with what the sender knows about it. */
export interface Item {
  readonly source: 'okta' | 'aws-guardduty' | 'crowdstrike' | 'falco' | 'suricata' | 'alertmanager' | 'ocsf';
  /** The vendor's own id, by which it is found again. */
  readonly id: string;
  readonly at: number;
  /** Whether the vendor calls it an alert, and how bad, 0–100; an audit event is none. */
  readonly severity: number | null;
  /** Which attack it belongs to; null for everything that harms nobody. */
  readonly attack: string | null;
  /** People, machines, addresses, files and data that it names. */
  readonly names: readonly string[];
  readonly body: unknown;
}

type Told = Pick<Item, 'at' | 'attack'>;

const iso = (at: number) => new Date(at).toISOString();

/** Okta events that are alerts by themselves, as Okta's documentation rates what they mean. */
const oktaAlerts: Readonly<Record<string, number>> = {
  'security.threat.detected': 60,
  'user.account.report_suspicious_activity_by_enduser': 75,
  'user.mfa.attempt_bypass': 60,
  'system.mfa.factor.deactivate': 60,
  'user.account.privilege.grant': 50,
  'application.user_membership.show_password': 50,
};

export function okta(chance: Chance, told: Told, event: { type: string; email: string; from: Place; result: 'SUCCESS' | 'FAILURE' }): Item {
  const { type, email, from, result } = event;
  const id = `okta-${chance.hex(16)}`;
  return {
    ...told,
    source: 'okta',
    id,
    severity: oktaAlerts[type] ?? null,
    names: [email, from.ip],
    body: {
      uuid: id,
      eventType: type,
      displayMessage: type,
      published: iso(told.at),
      severity: 'INFO',
      actor: { type: 'User', alternateId: email, displayName: email },
      outcome: { result, reason: result === 'FAILURE' ? 'INVALID_CREDENTIALS' : null },
      client: {
        ipAddress: from.ip,
        userAgent: { rawUserAgent: 'Mozilla/5.0' },
        geographicalContext: { city: from.city, country: countryNames[from.country], geolocation: { lat: from.lat, lon: from.lon } },
      },
    },
  };
}

export function guardduty(
  chance: Chance,
  told: Told,
  finding: { type: string; severity: number; user?: string; key?: string; bucket?: string; instance?: string; from?: Place; api?: string },
): Item {
  const { type, severity, user, key, bucket, instance, from, api = 'GetObject' } = finding;
  const id = `gd-${chance.hex(24)}`;
  const remoteIpDetails = from && {
    ipAddressV4: from.ip,
    country: { countryCode: from.country, countryName: countryNames[from.country] },
    city: { cityName: from.city },
    geoLocation: { lat: from.lat, lon: from.lon },
  };
  return {
    ...told,
    source: 'aws-guardduty',
    id,
    severity: Math.round(severity * 10),
    names: [user, bucket, instance, from?.ip].filter((name) => name !== undefined),
    body: {
      version: '0',
      id: `eb-${chance.hex(24)}`,
      'detail-type': 'GuardDuty Finding',
      source: 'aws.guardduty',
      detail: {
        id,
        type,
        severity,
        title: `${type} was observed`,
        description: 'A finding of the replay.',
        accountId: '111122223333',
        region: 'eu-central-1',
        partition: 'aws',
        updatedAt: iso(told.at),
        resource: {
          ...(user !== undefined && {
            accessKeyDetails: { accessKeyId: key ?? `AKIA${user}`, principalId: `AIDA${user}`, userName: user, userType: 'IAMUser' },
          }),
          ...(bucket !== undefined && { s3BucketDetails: [{ arn: `arn:aws:s3:::${bucket}`, name: bucket }] }),
          ...(instance !== undefined && { instanceDetails: { instanceId: instance } }),
        },
        service: {
          eventLastSeen: iso(told.at),
          action: user === undefined ? { networkConnectionAction: { remoteIpDetails } } : { awsApiCallAction: { api, remoteIpDetails } },
        },
      },
    },
  };
}

const falconNames = { 25: 'Low', 50: 'Medium', 75: 'High', 90: 'Critical' } as const;

export function crowdstrike(
  chance: Chance,
  told: Told,
  detection: {
    name: string;
    severity: keyof typeof falconNames;
    technique: string;
    host: string;
    ip: string;
    user: string;
    tool?: { name: string; sha256: string };
  },
): Item {
  const { name, severity, technique, host, ip, user, tool } = detection;
  const id = `cs:${chance.hex(16)}`;
  return {
    ...told,
    source: 'crowdstrike',
    id,
    severity,
    names: [host, user, ...(tool === undefined ? [] : [tool.sha256])],
    body: {
      metadata: { eventType: 'EppDetectionSummaryEvent', eventCreationTime: iso(told.at), offset: chance.between(1, 1_000_000) },
      event: {
        CompositeId: id,
        Name: name,
        Description: 'A detection of the replay.',
        SeverityName: falconNames[severity],
        Severity: severity,
        MitreAttack: [{ TechniqueID: technique }],
        Hostname: host,
        LocalIP: ip,
        UserName: user,
        ...(tool !== undefined && { FileName: tool.name, SHA256String: tool.sha256 }),
        UTCTimestamp: Math.round(told.at / 1000),
      },
    },
  };
}

const priorities = { 25: 'Notice', 50: 'Warning', 75: 'Error', 90: 'Critical' } as const;

export function falco(
  chance: Chance,
  told: Told,
  alert: {
    rule: string;
    severity: keyof typeof priorities;
    technique: string;
    container: string;
    node: string;
    user: string;
    process: string;
    remote?: string;
  },
): Item {
  const { rule, severity, technique, container, node, user, process, remote } = alert;
  const id = `falco-${chance.hex(16)}`;
  return {
    ...told,
    source: 'falco',
    id,
    severity,
    names: [container, node, ...(remote === undefined ? [] : [remote])],
    body: {
      uuid: id,
      output: `${rule} (user=${user} container=${container})`,
      priority: priorities[severity],
      rule,
      time: iso(told.at),
      tags: ['container', technique],
      hostname: node,
      output_fields: { 'user.name': user, 'container.id': container, 'proc.name': process, ...(remote !== undefined && { 'fd.rip': remote }) },
    },
  };
}

export function suricata(
  chance: Chance,
  told: Told,
  alert: { signature: string; number: number; priority: 1 | 2 | 3; from: string; to: string; technique?: string },
): Item {
  const { signature, number, priority, from, to, technique } = alert;
  const id = `flow-${chance.hex(16)}`;
  return {
    ...told,
    source: 'suricata',
    id,
    severity: { 1: 75, 2: 50, 3: 25 }[priority],
    names: [from, to],
    body: {
      timestamp: iso(told.at),
      flow_id: id,
      event_type: 'alert',
      src_ip: from,
      dest_ip: to,
      alert: {
        signature_id: number,
        signature,
        severity: priority,
        source: { ip: from },
        target: { ip: to },
        ...(technique !== undefined && { metadata: { mitre_technique_id: [technique] } }),
      },
    },
  };
}

const labels = { 25: 'info', 50: 'warning', 90: 'critical' } as const;

export function alertmanager(chance: Chance, told: Told, alert: { name: string; severity: keyof typeof labels; host: string }): Item {
  const id = `am-${chance.hex(16)}`;
  return {
    ...told,
    source: 'alertmanager',
    id,
    severity: alert.severity === 25 ? 10 : alert.severity,
    names: [alert.host],
    body: {
      status: 'firing',
      labels: { alertname: alert.name, severity: labels[alert.severity], host: alert.host },
      annotations: { summary: `${alert.name} on ${alert.host}` },
      startsAt: iso(told.at),
      fingerprint: id,
    },
  };
}

export function ocsf(chance: Chance, told: Told, finding: { rule: string; severity: 25 | 50 | 75; resource: string }): Item {
  const id = `ocsf-${chance.hex(16)}`;
  return {
    ...told,
    source: 'ocsf',
    id,
    severity: finding.severity,
    names: [finding.resource],
    body: {
      class_uid: 2004,
      category_uid: 2,
      activity_id: 1,
      severity_id: { 25: 2, 50: 3, 75: 4 }[finding.severity],
      status_id: 1,
      time: told.at,
      metadata: { product: { name: 'Posture' }, version: '1.6.0' },
      finding_info: { uid: id, title: finding.rule, analytic: { uid: finding.rule, name: finding.rule } },
      resources: [{ uid: finding.resource, type: 'AwsResource' }],
    },
  };
}
