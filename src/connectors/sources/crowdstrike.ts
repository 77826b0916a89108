import { type AlertInput, defineSource, instantOf, type ObservableInput, severityOf, Untrusted, z } from '../../kit/index.ts';
import { named } from '../named.ts';
import { techniquesIn } from '../techniques.ts';

const text = z.string().nullish();
const time = z.union([z.string(), z.number()]).nullish();

const detection = z.looseObject({
  CompositeId: text,
  DetectId: text,
  Name: text,
  DetectName: text,
  Description: text,
  DetectDescription: text,
  SeverityName: text,
  /** 0–100 in EPP detections. */
  Severity: z.number().nullish(),
  Tactic: text,
  Technique: text,
  MitreAttack: z.array(z.looseObject({ TechniqueID: text })).nullish(),
  Hostname: text,
  ComputerName: text,
  LocalIP: text,
  UserName: text,
  FileName: text,
  FilePath: text,
  CommandLine: text,
  SHA256String: text,
  MD5String: text,
  FalconHostLink: text,
  PatternDispositionFlags: z.record(z.string(), z.unknown()).nullish(),
  ProcessStartTime: time,
  UTCTimestamp: time,
  timestamp: time,
  // An audit event has these instead.
  OperationName: text,
  ServiceName: text,
  Success: z.boolean().nullish(),
  UserId: text,
  UserIp: text,
  AuditKeyValues: z.array(z.looseObject({ Key: z.string(), ValueString: text })).nullish(),
});
type Detection = z.infer<typeof detection>;

const payload = z.looseObject({
  metadata: z.looseObject({ eventType: z.string(), eventCreationTime: time, offset: z.number().nullish() }).nullish(),
  fdr_event_type: text,
  timestamp: time,
  aid: text,
  event: detection,
});

/** CrowdStrike Falcon: detections and audit events in the shape of its event stream, posted by a webhook of Falcon Fusion or by the stream's relay. */
export default defineSource({
  id: 'crowdstrike',
  title: 'CrowdStrike Falcon',
  documentation: 'https://www.falconpy.io/Service-Collections/Event-Streams.html',
  payload,
  longNumbers: 'as text',
  signedBy: {
    type: 'any',
    of: [
      {
        type: 'hmac',
        header: 'x-cs-primary-signature',
        algorithm: 'sha256',
        encoding: 'base64',
        timestampHeader: 'x-cs-delivery-timestamp',
        signed: ['body', 'timestamp'],
      },
      { type: 'token', headers: ['authorization', 'x-api-key'] },
    ],
  },
  toAlerts: ({ event, metadata, fdr_event_type, timestamp, aid }, { receivedAt }) => {
    const at =
      [event.UTCTimestamp, event.timestamp, metadata?.eventCreationTime, timestamp].map(instantOf).find((known) => known !== undefined) ?? receivedAt;
    const type = metadata?.eventType ?? fdr_event_type ?? '';
    return [event.OperationName ? auditEvent(event, at, String(metadata?.offset ?? '')) : detected(event, at, type, aid ?? '')];
  },
  examples: [
    {
      name: 'malware was found and stopped',
      payload: {
        metadata: { eventType: 'EppDetectionSummaryEvent', eventCreationTime: '2026-03-14 02:12:00.000000000', offset: 7 },
        event: {
          CompositeId: 'c1:ind:1',
          Name: 'Known Malware',
          Description: 'A process wrote a known malicious file.',
          SeverityName: 'High',
          Severity: 70,
          Tactic: 'Execution',
          Technique: 'User Execution',
          MitreAttack: [{ TacticID: 'TA0002', TechniqueID: 'T1204' }],
          Hostname: 'LAPTOP-7',
          LocalIP: '192.0.2.10',
          UserName: 'alex',
          FileName: 'update.exe',
          FilePath: '\\Device\\HarddiskVolume1\\Users\\alex\\update.exe',
          SHA256String: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
          FalconHostLink: 'https://falcon.crowdstrike.com/activity-v2/detections/c1',
          PatternDispositionFlags: { KillProcess: true, Detect: true },
          UTCTimestamp: 1773450669,
        },
      },
      alerts: [
        {
          nature: 'alert',
          externalId: 'c1:ind:1',
          rule: 'Known Malware',
          severity: 75,
          outcome: 'failure',
          happenedAt: '2026-03-14T01:11:09.000Z',
          attacks: ['T1204'],
          link: 'https://falcon.crowdstrike.com/activity-v2/detections/c1',
          observables: [
            { kind: 'host', value: 'laptop-7', role: 'target' },
            { kind: 'ip', value: '192.0.2.10', role: 'target' },
            { kind: 'user', value: 'alex', role: 'actor' },
            { kind: 'file', value: '\\Device\\HarddiskVolume1\\Users\\alex\\update.exe', role: 'related' },
            { kind: 'process', value: 'update.exe', role: 'related' },
            { kind: 'hash', value: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', role: 'related' },
          ],
        },
      ],
    },
    {
      name: 'somebody is made administrator of Falcon',
      payload: {
        metadata: { eventType: 'AuthActivityAuditEvent', eventCreationTime: '2026-03-14 02:12:00.531', offset: 342905 },
        event: {
          OperationName: 'grantUserRoles',
          ServiceName: 'Crowdstrike Authentication',
          Success: true,
          UTCTimestamp: '2026-03-14 02:11:59.000000000',
          UserId: 'alex@acme.example',
          UserIp: '203.0.113.7',
          AuditKeyValues: [{ Key: 'target_name', ValueString: 'kim@acme.example' }],
        },
      },
      alerts: [
        {
          nature: 'event',
          rule: 'Crowdstrike Authentication/grantUserRoles',
          activity: 'policy-change',
          outcome: 'success',
          severity: 10,
          happenedAt: '2026-03-14T02:11:59.000Z',
          observables: [
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'user', value: 'kim@acme.example', role: 'target' },
          ],
        },
      ],
    },
  ],
});

/** What Falcon did about it by itself: then the attack failed. */
const stopped = [
  'KillProcess',
  'KillParent',
  'KillSubProcess',
  'OperationBlocked',
  'ProcessBlocked',
  'QuarantineFile',
  'QuarantineMachine',
  'FsOperationBlocked',
];

function detected(event: Detection, happenedAt: string, type: string, agent: string): AlertInput {
  const rule = event.Name || event.DetectName || type || 'detection';
  const description = event.Description || event.DetectDescription;
  const flags = event.PatternDispositionFlags ?? {};
  const file = event.FilePath?.endsWith('/') || event.FilePath?.endsWith('\\') ? `${event.FilePath}${event.FileName ?? ''}` : event.FilePath;
  const host = event.Hostname || event.ComputerName;
  return {
    externalId: (event.CompositeId || event.DetectId || `${rule}/${agent}/${happenedAt}`).slice(0, 512),
    rule: rule.slice(0, 256),
    title: Untrusted.of(host ? `${rule} on ${host}` : rule),
    ...(description && { description: Untrusted.of([description, event.CommandLine].filter(Boolean).join('\n')) }),
    severity: severityOf(event.SeverityName ?? '') ?? event.Severity ?? 50,
    happenedAt,
    outcome: stopped.some((flag) => flags[flag] === true) ? 'failure' : 'unknown',
    observables: [
      ...named('host', host, 'target'),
      ...named('ip', event.LocalIP, 'target'),
      ...named('user', event.UserName, 'actor'),
      ...named('file', file),
      ...named('process', event.FileName),
      ...named('hash', event.SHA256String),
    ],
    attacks: techniquesIn(event.Technique, ...(event.MitreAttack ?? []).map(({ TechniqueID }) => TechniqueID)),
    ...(event.FalconHostLink?.startsWith('https://') && { link: event.FalconHostLink }),
  };
}

/** Activities by how an operation is called; the first that fits counts. */
const activities: readonly (readonly [pattern: RegExp, activity: NonNullable<AlertInput['activity']>])[] = [
  [/role|allowlist|policy|permission/i, 'policy-change'],
  [/authenticate|login|twoFactor/i, 'login'],
  [/^(create|add)/i, 'create'],
  [/^(delete|remove)/i, 'delete'],
  [/^(update|change|reset|modify)/i, 'update'],
];

function auditEvent(event: Detection, happenedAt: string, offset: string): AlertInput {
  const operation = event.OperationName ?? '';
  const target = (event.AuditKeyValues ?? []).find(({ Key }) => Key === 'target_name')?.ValueString;
  const outcome = event.Success === true ? 'success' : event.Success === false ? 'failure' : 'unknown';
  const things: ObservableInput[] = [
    ...named('user', event.UserId, 'actor'),
    ...named('ip', event.UserIp, 'source'),
    ...named('user', target, 'target'),
  ];
  return {
    nature: 'event',
    externalId: `${operation}/${offset}/${happenedAt}`.slice(0, 512),
    rule: `${event.ServiceName ?? 'Falcon'}/${operation}`.slice(0, 256),
    title: Untrusted.of(`${operation}${event.UserId ? ` by ${event.UserId}` : ''}${outcome === 'failure' ? ': failed' : ''}`),
    severity: 10,
    happenedAt,
    activity: activities.find(([pattern]) => pattern.test(operation))?.[1] ?? 'other',
    outcome,
    observables: things,
  };
}
