import { type AlertInput, countryCode, defineSource, instantOf, type ObservableInput, readPart, Untrusted, z } from '../../kit/index.ts';
import { techniquesOf } from '../guardduty-techniques.ts';

const remote = z.looseObject({
  ipAddressV4: z.string().optional(),
  country: z.looseObject({ countryName: z.string().optional(), countryCode: z.string().optional() }).optional(),
  city: z.looseObject({ cityName: z.string().optional() }).optional(),
  geoLocation: z.looseObject({ lat: z.number(), lon: z.number() }).optional(),
});
const touched = z.looseObject({ remoteIpDetails: remote.optional() });

const finding = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  title: z.string(),
  description: z.string().optional(),
  /** 1.0–10.0 */
  severity: z.number().min(0).max(10),
  accountId: z.string(),
  region: z.string(),
  partition: z.string().optional(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  resource: z.looseObject({
    accessKeyDetails: z
      .looseObject({
        accessKeyId: z.string().optional(),
        principalId: z.string().optional(),
        userName: z.string().optional(),
        userType: z.string().optional(),
      })
      .optional(),
    s3BucketDetails: z.array(z.looseObject({ arn: z.string() })).nullish(),
    instanceDetails: z.looseObject({ instanceId: z.string() }).optional(),
    lambdaDetails: z.looseObject({ functionArn: z.string() }).optional(),
    rdsDbInstanceDetails: z.looseObject({ dbInstanceArn: z.string() }).optional(),
    eksClusterDetails: z.looseObject({ arn: z.string() }).optional(),
    containerDetails: z.looseObject({ id: z.string() }).optional(),
  }),
  service: z.looseObject({
    eventLastSeen: z.string().optional(),
    action: z
      .looseObject({
        awsApiCallAction: touched
          .extend({ api: z.string().optional(), errorCode: z.string().optional(), domainDetails: z.looseObject({ domain: z.string() }).optional() })
          .optional(),
        networkConnectionAction: touched.optional(),
        kubernetesApiCallAction: touched.optional(),
        rdsLoginAttemptAction: touched.optional(),
        dnsRequestAction: z.looseObject({ domain: z.string().optional() }).optional(),
        portProbeAction: z.looseObject({ portProbeDetails: z.array(touched) }).optional(),
      })
      .optional(),
  }),
});
type Finding = z.infer<typeof finding>;

/** The finding of an EventBridge envelope, or of itself; none when the rule lets something else of GuardDuty through. */
const payload = z.looseObject({ id: z.string().optional(), 'detail-type': z.string().optional() }).transform((document, context) => {
  const type = document['detail-type'];
  if (type !== undefined && type !== 'GuardDuty Finding') return { delivery: document.id, finding: undefined };
  const [part, at] = type === undefined ? [document, []] : [document.detail, ['detail']];
  const read = readPart(finding, part, at, context);
  return read === undefined ? z.NEVER : { delivery: type === undefined ? undefined : document.id, finding: read };
});

/** Amazon GuardDuty findings, as EventBridge sends them (API destination), or bare. */
export default defineSource({
  id: 'aws-guardduty',
  title: 'Amazon GuardDuty',
  documentation: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
  payload,
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  deliveryId: ({ delivery }) => delivery,
  toAlerts: ({ finding: found }, { receivedAt }): readonly AlertInput[] => {
    if (found === undefined) return [];
    const call = found.service.action?.awsApiCallAction;
    const from = remotes(found).find(({ country, geoLocation }) => country !== undefined || geoLocation !== undefined);
    return [
      {
        externalId: found.id,
        rule: found.type,
        title: Untrusted.of(found.title),
        ...(found.description !== undefined && { description: Untrusted.of(found.description) }),
        severity: Math.round(found.severity * 10),
        happenedAt: instantOf(found.service.eventLastSeen) ?? instantOf(found.updatedAt) ?? instantOf(found.createdAt) ?? receivedAt,
        activity: activityOf(call?.api),
        outcome: call === undefined ? 'unknown' : call.errorCode ? 'failure' : 'success',
        observables: [...remoteThings(found), ...identities(found), ...resources(found)],
        attacks: [...techniquesOf(found.type)],
        ...(from !== undefined && { place: placeOf(from) }),
        link: consoleLink(found),
        distinguish: [found.accountId, found.region],
      },
    ];
  },
  examples: [
    {
      name: 'an unusual download from a bucket by an IAM user',
      payload: {
        version: '0',
        id: '7b0c1f5e-58d1-4a0e-9d3c-2f1f0a9c4e11',
        'detail-type': 'GuardDuty Finding',
        source: 'aws.guardduty',
        account: '111122223333',
        time: '2026-03-14T02:20:00Z',
        region: 'eu-central-1',
        detail: {
          id: 'c2c6f1d0a7b84e6f9d1e',
          type: 'Exfiltration:S3/AnomalousBehavior',
          severity: 8,
          title: 'The user alex called GetObject in an unusual way.',
          description: 'Many objects of payroll were read from an address that this user never used before.',
          accountId: '111122223333',
          region: 'eu-central-1',
          partition: 'aws',
          createdAt: '2026-03-14T02:19:30.000Z',
          updatedAt: '2026-03-14T02:19:30.000Z',
          resource: {
            resourceType: 'S3Bucket',
            accessKeyDetails: { accessKeyId: 'AKIAEXAMPLE7EXAMPLE7', principalId: 'AIDAEXAMPLE', userName: 'alex', userType: 'IAMUser' },
            s3BucketDetails: [{ arn: 'arn:aws:s3:::payroll', name: 'payroll' }],
          },
          service: {
            eventLastSeen: '2026-03-14T02:17:45.000Z',
            action: {
              actionType: 'AWS_API_CALL',
              awsApiCallAction: {
                api: 'GetObject',
                serviceName: 's3.amazonaws.com',
                remoteIpDetails: {
                  ipAddressV4: '203.0.113.7',
                  country: { countryName: 'Brazil', countryCode: 'BR' },
                  city: { cityName: 'Recife' },
                  geoLocation: { lat: -8.05, lon: -34.9 },
                },
              },
            },
          },
        },
      },
      alerts: [
        {
          externalId: 'c2c6f1d0a7b84e6f9d1e',
          rule: 'Exfiltration:S3/AnomalousBehavior',
          severity: 80,
          happenedAt: '2026-03-14T02:17:45.000Z',
          activity: 'download',
          outcome: 'success',
          attacks: ['T1530'],
          place: { country: 'BR', city: { untrusted: 'Recife' }, latitude: -8.05, longitude: -34.9 },
          link: 'https://eu-central-1.console.aws.amazon.com/guardduty/home?region=eu-central-1#/findings?search=id%3Dc2c6f1d0a7b84e6f9d1e',
          observables: [
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'user', value: 'alex', role: 'actor' },
            { kind: 'secret', value: 'AKIAEXAMPLE7EXAMPLE7', role: 'target' },
            { kind: 'cloud-resource', value: 'arn:aws:s3:::payroll', role: 'target' },
          ],
        },
      ],
    },
    {
      name: 'a bare finding about an instance that asks for a mining pool, under an assumed role',
      payload: {
        id: '90c1a2',
        type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
        severity: 5.5,
        title: 'The instance asked for the address of a mining pool.',
        accountId: '111122223333',
        region: 'us-east-1',
        updatedAt: '2026-03-14T03:00:00Z',
        resource: {
          accessKeyDetails: {
            accessKeyId: 'ASIAEXAMPLE7EXAMPLE7',
            principalId: 'AROAEXAMPLE:alex@acme.example',
            userName: 'batch',
            userType: 'AssumedRole',
          },
          instanceDetails: { instanceId: 'i-0abc' },
        },
        service: { action: { actionType: 'DNS_REQUEST', dnsRequestAction: { domain: 'pool.badger.test' } } },
      },
      alerts: [
        {
          severity: 55,
          outcome: 'unknown',
          attacks: ['T1496'],
          observables: [
            { kind: 'domain', value: 'pool.badger.test', role: 'related' },
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'secret', value: 'ASIAEXAMPLE7EXAMPLE7', role: 'target' },
            { kind: 'cloud-resource', value: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0abc', role: 'target' },
          ],
        },
      ],
    },
    {
      name: 'something else of GuardDuty that the rule let through',
      payload: { id: '1', 'detail-type': 'GuardDuty Malware Protection Object Scan Result', detail: { scanStatus: 'COMPLETED' } },
      alerts: [],
    },
  ],
});

type Remote = z.infer<typeof remote>;

function remotes({ service: { action } }: Finding): readonly Remote[] {
  const actions: readonly (z.infer<typeof touched> | undefined)[] = [
    action?.awsApiCallAction,
    action?.networkConnectionAction,
    action?.kubernetesApiCallAction,
    action?.rdsLoginAttemptAction,
    ...(action?.portProbeAction?.portProbeDetails ?? []),
  ];
  return actions.map((one) => one?.remoteIpDetails).filter((details) => details !== undefined);
}

function remoteThings(found: Finding): ObservableInput[] {
  const addresses = remotes(found).flatMap(({ ipAddressV4 }) => ipAddressV4 ?? []);
  const domain = found.service.action?.dnsRequestAction?.domain ?? found.service.action?.awsApiCallAction?.domainDetails?.domain;
  return [
    ...addresses.map((value) => ({ kind: 'ip', value, role: 'source' }) as const),
    ...(domain === undefined ? [] : [{ kind: 'domain', value: domain, role: 'related' } as const]),
  ];
}

/** Who acted. Of an assumed role it is the session's name that tells the person; the role's own name is shared by many. */
function identities({ resource: { accessKeyDetails: key } }: Finding): ObservableInput[] {
  const session = key?.principalId?.split(':')[1];
  const user = key?.userType === 'AssumedRole' ? session : key?.userName;
  return [
    ...(user ? [{ kind: 'user', value: user, role: 'actor' } as const] : []),
    ...(key?.accessKeyId ? [{ kind: 'secret', value: key.accessKeyId, role: 'target' } as const] : []),
  ];
}

function resources({ resource, region, accountId, partition = 'aws' }: Finding): ObservableInput[] {
  const instance = resource.instanceDetails?.instanceId;
  const arns = [
    ...(resource.s3BucketDetails ?? []).map(({ arn }) => arn),
    instance === undefined ? undefined : `arn:${partition}:ec2:${region}:${accountId}:instance/${instance}`,
    resource.lambdaDetails?.functionArn,
    resource.rdsDbInstanceDetails?.dbInstanceArn,
    resource.eksClusterDetails?.arn,
  ];
  const container = resource.containerDetails?.id;
  return [
    ...arns.flatMap((value) => (value ? [{ kind: 'cloud-resource', value, role: 'target' } as const] : [])),
    ...(container ? [{ kind: 'container', value: container, role: 'target' } as const] : []),
  ];
}

function activityOf(api = ''): NonNullable<AlertInput['activity']> {
  if (/^(Get|Select|Copy)Object/.test(api)) return 'download';
  if (/Policy|Acl$|PublicAccessBlock/.test(api) && !/^(Get|List)/.test(api)) return 'policy-change';
  if (/^(Get|List|Describe|Head|Lookup)/.test(api)) return 'read';
  if (/^(Create|Run)/.test(api)) return 'create';
  if (/^(Delete|Terminate)/.test(api)) return 'delete';
  if (/^(Put|Update|Modify|Attach|Detach)/.test(api)) return 'update';
  return api === 'ConsoleLogin' ? 'login' : 'other';
}

function placeOf({ country, city, geoLocation }: Remote): NonNullable<AlertInput['place']> {
  const code = countryCode(country?.countryCode ?? country?.countryName ?? '');
  return {
    ...(code !== undefined && { country: code }),
    ...(city?.cityName && { city: Untrusted.of(city.cityName) }),
    ...(geoLocation !== undefined && { latitude: geoLocation.lat, longitude: geoLocation.lon }),
  };
}

function consoleLink({ id, region, partition }: Finding): string {
  const domain = { 'aws-cn': 'console.amazonaws.cn', 'aws-us-gov': 'console.amazonaws-us-gov.com' }[partition ?? ''] ?? 'console.aws.amazon.com';
  const at = encodeURIComponent(region);
  return `https://${at}.${domain}/guardduty/home?region=${at}#/findings?search=id%3D${encodeURIComponent(id)}`;
}
