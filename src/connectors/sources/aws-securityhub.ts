import { type AlertInput, defineSource, readPart, z } from '../../kit/index.ts';
import { type AsffFinding, alertOfAsff, asffFinding } from '../asff-finding.ts';
import { alertOfFinding, type OcsfFinding, ocsfFinding } from '../ocsf-finding.ts';

type Finding = { readonly asff: AsffFinding } | { readonly ocsf: OcsfFinding };

/** The findings of EventBridge's envelope, or a bare one; none when the rule lets something else of Security Hub through. */
const payload = z
  .looseObject({
    id: z.string().optional(),
    'detail-type': z.string().optional(),
    detail: z.looseObject({ findings: z.array(z.unknown()) }).optional(),
  })
  .transform((document, context) => {
    const { id: delivery, 'detail-type': type, detail } = document;
    if (type === undefined) return read([document], [], context) ?? z.NEVER;
    const findings = read(detail?.findings ?? [], ['detail', 'findings'], context);
    return findings === undefined ? z.NEVER : { ...findings, delivery };
  });

/** Security Hub writes OCSF; Security Hub CSPM, the older service, writes ASFF. Undefined when one of them cannot be read. */
function read(
  parts: readonly unknown[],
  at: readonly string[],
  context: z.RefinementCtx,
): { readonly delivery?: string; readonly findings: Finding[] } | undefined {
  const findings = parts.map((part, index): Finding | undefined => {
    const path = at.length === 0 ? [] : [...at, index];
    if (typeof part === 'object' && part !== null && 'class_uid' in part) {
      const ocsf = readPart(ocsfFinding, part, path, context);
      return ocsf && { ocsf };
    }
    const asff = readPart(asffFinding, part, path, context);
    return asff && { asff };
  });
  const understood = findings.filter((one) => one !== undefined);
  return understood.length < findings.length ? undefined : { findings: understood };
}

/** AWS Security Hub, through an EventBridge API destination: findings in OCSF (“Findings Imported V2”) and in ASFF (“Security Hub Findings - Imported”). */
export default defineSource({
  id: 'aws-securityhub',
  title: 'AWS Security Hub',
  documentation: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html',
  payload,
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  deliveryId: ({ delivery }) => delivery,
  toAlerts: ({ findings }, { receivedAt }) =>
    findings.map((one): AlertInput => ('asff' in one ? alertOfAsff(one.asff, receivedAt) : alertOfFinding(one.ocsf, receivedAt))),
  examples: [
    {
      name: 'somebody reads a decoy bucket, and a control that passes',
      payload: {
        id: 'b1c2',
        'detail-type': 'Security Hub Findings - Imported',
        source: 'aws.securityhub',
        detail: {
          findings: [
            {
              SchemaVersion: '2018-10-08',
              Id: 'arn:aws:securityhub:eu-central-1:111122223333:finding/1',
              ProductArn: 'arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default',
              GeneratorId: 'decoy-bucket',
              AwsAccountId: '111122223333',
              Region: 'eu-central-1',
              Title: 'A decoy bucket was read',
              Types: ['TTPs/Collection/T1530'],
              LastObservedAt: '2026-03-14T02:11:09.123Z',
              Severity: { Label: 'HIGH', Normalized: 70 },
              RecordState: 'ACTIVE',
              Action: {
                ActionType: 'AWS_API_CALL',
                AwsApiCallAction: { Api: 'GetObject', RemoteIpDetails: { IpAddressV4: '203.0.113.7', Country: { CountryCode: 'BR' } } },
              },
              Resources: [
                { Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::payroll', ResourceRole: 'Target' },
                {
                  Type: 'AwsIamAccessKey',
                  Id: 'AKIAEXAMPLE7EXAMPLE7',
                  ResourceRole: 'Actor',
                  Details: { AwsIamAccessKey: { PrincipalId: 'AROAEXAMPLE:alex@acme.example', PrincipalType: 'AssumedRole' } },
                },
              ],
            },
            {
              SchemaVersion: '2018-10-08',
              Id: 'arn:aws:securityhub:eu-central-1:111122223333:finding/2',
              ProductArn: 'arn:aws:securityhub:eu-central-1::product/aws/securityhub',
              GeneratorId: 'aws-foundational-security-best-practices/v/1.0.0/S3.1',
              AwsAccountId: '111122223333',
              Title: 'S3.1 Buckets block public access',
              UpdatedAt: '2026-03-14T02:00:00Z',
              Severity: { Label: 'INFORMATIONAL' },
              Compliance: { Status: 'PASSED' },
              Resources: [{ Type: 'AwsAccount', Id: 'AWS::::Account:111122223333' }],
            },
          ],
        },
      },
      alerts: [
        {
          rule: 'decoy-bucket',
          severity: 75,
          status: 'firing',
          happenedAt: '2026-03-14T02:11:09.123Z',
          attacks: ['T1530'],
          place: { country: 'BR' },
          observables: [
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'cloud-resource', value: 'arn:aws:s3:::payroll', role: 'target' },
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'secret', value: 'AKIAEXAMPLE7EXAMPLE7', role: 'target' },
          ],
        },
        { rule: 'aws-foundational-security-best-practices/v/1.0.0/S3.1', severity: 10, status: 'resolved', observables: [] },
      ],
    },
    {
      name: 'a finding of the newer Security Hub',
      payload: {
        id: 'b1c3',
        'detail-type': 'Findings Imported V2',
        source: 'aws.securityhub',
        detail: {
          findings: [
            {
              class_uid: 2004,
              severity_id: 5,
              time: 1773450669000,
              finding_info: { uid: 'f-7', title: 'Credentials of an instance are used from outside', types: ['CredentialExfiltration'] },
              resources: [{ uid: 'arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc', type: 'AWS::EC2::Instance' }],
            },
          ],
        },
      },
      alerts: [
        {
          externalId: 'f-7',
          rule: 'CredentialExfiltration',
          severity: 90,
          observables: [{ kind: 'cloud-resource', value: 'arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc', role: 'target' }],
        },
      ],
    },
  ],
});
