import { type AlertInput, defineSource, instantOf, type ObservableInput, readPart, Untrusted, z } from '../../kit/index.ts';
import { meaningOfCall } from '../cloudtrail-meanings.ts';
import { named } from '../named.ts';

const text = z.string().nullish();

const record = z.looseObject({
  eventID: text,
  eventName: z.string().min(1),
  eventSource: z.string().min(1),
  eventTime: text,
  awsRegion: text,
  sourceIPAddress: text,
  userAgent: text,
  errorCode: text,
  errorMessage: text,
  recipientAccountId: text,
  userIdentity: z
    .looseObject({
      type: text,
      userName: text,
      principalId: text,
      arn: text,
      accountId: text,
      accessKeyId: text,
      sessionContext: z.looseObject({ sessionIssuer: z.looseObject({ arn: text }).nullish() }).nullish(),
    })
    .nullish(),
  requestParameters: z.record(z.string(), z.unknown()).nullish().catch(null),
  responseElements: z.record(z.string(), z.unknown()).nullish().catch(null),
  resources: z.array(z.looseObject({ ARN: text })).nullish(),
});
type Record = z.infer<typeof record>;

/** The records of a delivery: EventBridge's envelope, a log file, or a bare record. Other events of the same bus need nothing. */
const payload = z
  .looseObject({ id: z.string().optional(), 'detail-type': z.string().optional(), Records: z.array(z.unknown()).optional() })
  .transform((document, context) => {
    const { id, 'detail-type': type, detail, Records } = document;
    if (type !== undefined && !type.endsWith('via CloudTrail')) return { delivery: id, records: [] };
    const parts = Records?.map((part, index) => [part, ['Records', index]] as const) ?? [
      type === undefined ? ([document, []] as const) : ([detail, ['detail']] as const),
    ];
    const records = parts.map(([part, at]) => readPart(record, part, at, context)).filter((one) => one !== undefined);
    return records.length < parts.length ? z.NEVER : { delivery: type === undefined ? undefined : id, records };
  });

/** AWS CloudTrail, through EventBridge or as its log files: audit events for correlation, and alerts for the few calls that are alarming by themselves. */
export default defineSource({
  id: 'aws-cloudtrail',
  title: 'AWS CloudTrail',
  documentation: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html',
  payload,
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  deliveryId: ({ delivery }) => delivery,
  toAlerts: ({ records }, { receivedAt }) => records.map((one) => alertOf(one, receivedAt)),
  examples: [
    {
      name: 'somebody stops the trail',
      payload: {
        id: 'e-77',
        'detail-type': 'AWS API Call via CloudTrail',
        source: 'aws.cloudtrail',
        detail: {
          eventID: '6f1e',
          eventName: 'StopLogging',
          eventSource: 'cloudtrail.amazonaws.com',
          eventTime: '2026-03-14T02:11:09Z',
          awsRegion: 'eu-central-1',
          sourceIPAddress: '203.0.113.7',
          userAgent: 'aws-cli/2.15',
          recipientAccountId: '111122223333',
          userIdentity: {
            type: 'AssumedRole',
            principalId: 'AROAEXAMPLE:alex@acme.example',
            arn: 'arn:aws:sts::111122223333:assumed-role/admin/alex@acme.example',
          },
          requestParameters: { name: 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/main' },
        },
      },
      alerts: [
        {
          nature: 'alert',
          externalId: '6f1e',
          rule: 'cloudtrail.amazonaws.com/StopLogging',
          title: { untrusted: 'StopLogging by alex@acme.example' },
          severity: 75,
          activity: 'policy-change',
          outcome: 'success',
          happenedAt: '2026-03-14T02:11:09.000Z',
          attacks: ['T1562.008'],
          userAgent: { untrusted: 'aws-cli/2.15' },
          observables: [
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'cloud-resource', value: 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/main', role: 'target' },
          ],
        },
      ],
    },
    {
      name: 'a log file: a failed login at the console, and AWS itself doing something',
      payload: {
        Records: [
          {
            eventID: '6f1f',
            eventName: 'ConsoleLogin',
            eventSource: 'signin.amazonaws.com',
            eventTime: '2026-03-14T02:10:00Z',
            sourceIPAddress: '203.0.113.7',
            userIdentity: { type: 'IAMUser', userName: 'alex' },
            responseElements: { ConsoleLogin: 'Failure' },
            errorMessage: 'Failed authentication',
          },
          {
            eventID: '6f20',
            eventName: 'CreateUser',
            eventSource: 'iam.amazonaws.com',
            eventTime: '2026-03-14T02:10:01Z',
            sourceIPAddress: 'cloudformation.amazonaws.com',
            userIdentity: { type: 'IAMUser', userName: 'deploy' },
            requestParameters: { userName: 'kim' },
          },
        ],
      },
      alerts: [
        {
          nature: 'event',
          activity: 'login',
          outcome: 'failure',
          severity: 10,
          observables: [
            { kind: 'user', value: 'alex', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
          ],
        },
        {
          nature: 'event',
          activity: 'create',
          attacks: ['T1136.003'],
          observables: [
            { kind: 'user', value: 'deploy', role: 'actor' },
            { kind: 'user', value: 'kim', role: 'target' },
          ],
        },
      ],
    },
  ],
});

function alertOf(one: Record, receivedAt: string): AlertInput {
  const outcome = outcomeOf(one);
  const { activity, severity, attacks = [], alsoFailed } = meaningOfCall(one.eventName);
  const alarming = severity !== undefined && (outcome !== 'failure' || alsoFailed === true);
  const byRoot = one.userIdentity?.type === 'Root' && activity === 'login';
  const who = whoActed(one);
  const userAgent = one.userAgent;
  const said = one.errorMessage || one.errorCode;
  return {
    nature: alarming || byRoot ? 'alert' : 'event',
    externalId: (one.eventID || `${one.eventName}/${one.eventTime ?? receivedAt}/${who ?? ''}`).slice(0, 512),
    rule: `${one.eventSource}/${one.eventName}`.slice(0, 256),
    title: Untrusted.of(`${one.eventName}${who ? ` by ${who}` : ''}${outcome === 'failure' ? ': failed' : ''}`),
    ...(said && { description: Untrusted.of(said) }),
    severity: alarming ? severity : byRoot ? 75 : 10,
    happenedAt: instantOf(one.eventTime) ?? receivedAt,
    activity,
    outcome,
    observables: thingsIn(one, who),
    attacks: byRoot ? ['T1078.004'] : [...attacks],
    ...(userAgent && { userAgent: Untrusted.of(userAgent) }),
    distinguish: [one.recipientAccountId ?? '', one.awsRegion ?? ''],
  };
}

function outcomeOf({ errorCode, errorMessage, responseElements, eventName }: Record): NonNullable<AlertInput['outcome']> {
  if (errorCode || errorMessage) return 'failure';
  const answer = responseElements && Object.hasOwn(responseElements, eventName) ? responseElements[eventName] : undefined;
  return answer === 'Failure' ? 'failure' : 'success';
}

/** A role's session carries the name of whoever took it; the role itself is nobody. */
function whoActed({ userIdentity }: Record): string | undefined {
  if (!userIdentity) return undefined;
  const { type, userName, principalId, arn } = userIdentity;
  if (type === 'Root') return 'root';
  if (userName) return userName;
  if (principalId?.includes(':')) return principalId.slice(principalId.indexOf(':') + 1);
  return arn?.slice(arn.lastIndexOf('/') + 1) || undefined;
}

/** Names in the request that stand for an account or a thing of ours. */
const namedByParameter: readonly (readonly [name: string, kind: ObservableInput['kind']])[] = [
  ['userName', 'user'],
  ['instanceId', 'cloud-resource'],
  ['bucketName', 'cloud-resource'],
  ['groupId', 'cloud-resource'],
  ['imageId', 'cloud-resource'],
  ['secretId', 'cloud-resource'],
  ['roleArn', 'cloud-resource'],
  ['networkAclId', 'cloud-resource'],
];

function thingsIn({ sourceIPAddress, requestParameters, resources }: Record, who: string | undefined): ObservableInput[] {
  const asked = requestParameters ?? {};
  const arns = Object.values(asked).filter((value) => typeof value === 'string' && value.startsWith('arn:'));
  return [
    ...named('user', who, 'actor'),
    // A service of AWS calls under its own name, not from an address.
    ...(/^[\d.]+$|:/.test(sourceIPAddress ?? '') ? named('ip', sourceIPAddress, 'source') : []),
    ...namedByParameter.flatMap(([name, kind]) => (Object.hasOwn(asked, name) ? named(kind, asBucket(name, asked[name]), 'target') : [])),
    ...[...arns, ...(resources ?? []).map(({ ARN }) => ARN)].flatMap((arn) => named('cloud-resource', arn, 'target')),
  ];
}

function asBucket(name: string, value: unknown): unknown {
  return name === 'bucketName' && typeof value === 'string' ? `arn:aws:s3:::${value}` : value;
}
