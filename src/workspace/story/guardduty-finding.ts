import { randomBytes, randomUUID } from 'node:crypto';
import { credentials } from '../range/credentials.ts';
import { attacker } from './attacker.ts';
import type { Delivery, HookCredentials } from './delivery.ts';

const { account, region } = credentials.aws;
const detector = 'b4bd1a3e7c5f4a0d9e8c7b6a5d4c3b2a';

/** Many objects of the payroll bucket read with Alex's key, as GuardDuty reports it through an EventBridge API destination. */
export function unusualDownload(title: string, { from, until }: { from: Date; until: Date }, { hookToken }: HookCredentials): Delivery {
  const id = randomBytes(16).toString('hex');
  const body = {
    version: '0',
    id: randomUUID(),
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account,
    time: until.toISOString().replace(/\.\d{3}/, ''),
    region,
    resources: [],
    detail: {
      schemaVersion: '2.0',
      accountId: account,
      region,
      partition: 'aws',
      id,
      arn: `arn:aws:guardduty:${region}:${account}:detector/${detector}/finding/${id}`,
      type: 'Exfiltration:S3/AnomalousBehavior',
      resource: {
        resourceType: 'AccessKey',
        accessKeyDetails: {
          accessKeyId: 'AKIAEXAMPLEALEXKIM01',
          principalId: 'AIDAEXAMPLEALEXKIM01',
          userName: 'alex.kim',
          userType: 'IAMUser',
        },
        s3BucketDetails: [
          {
            arn: 'arn:aws:s3:::acme-payroll',
            name: 'acme-payroll',
            type: 'Destination',
            createdAt: 1_652_261_400,
            owner: { id: credentials.aws.canonicalUser },
            tags: [{ key: 'data', value: 'restricted' }],
            publicAccess: { effectivePermission: 'PUBLIC' },
          },
        ],
      },
      service: {
        serviceName: 'guardduty',
        detectorId: detector,
        resourceRole: 'TARGET',
        action: {
          actionType: 'AWS_API_CALL',
          awsApiCallAction: {
            api: 'GetObject',
            serviceName: 's3.amazonaws.com',
            callerType: 'Remote IP',
            remoteIpDetails: {
              ipAddressV4: attacker.ip,
              organization: { asn: String(attacker.asNumber), asnOrg: attacker.provider, isp: attacker.provider, org: attacker.provider },
              country: { countryName: attacker.country.name, countryCode: attacker.country.code },
              city: { cityName: attacker.city },
              geoLocation: { lat: attacker.latitude, lon: attacker.longitude },
            },
            affectedResources: { 'AWS::S3::Bucket': 'acme-payroll' },
          },
        },
        additionalInfo: {
          unusualBehavior: { unusualASNsAccountProfiling: [String(attacker.asNumber)], unusualUserAgentsUserIdentity: ['aws-cli/2.15'] },
          type: 'default',
        },
        evidence: null,
        eventFirstSeen: from.toISOString(),
        eventLastSeen: until.toISOString(),
        archived: false,
        count: 1,
      },
      severity: 8,
      createdAt: until.toISOString(),
      updatedAt: until.toISOString(),
      title: 'The IAM user alex.kim called an S3 API in a way that is unusual for it.',
      description: 'GetObject was called 1,284 times on the bucket acme-payroll from an address that this user has never used.',
    },
  };
  return {
    title,
    source: 'aws-guardduty',
    headers: { 'content-type': 'application/json', 'x-api-key': hookToken, 'user-agent': 'Amazon/EventBridge/ApiDestinations' },
    body: JSON.stringify(body),
  };
}
