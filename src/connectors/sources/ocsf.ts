import { defineSource, oneOrMany } from '../../kit/index.ts';
import { alertOfFinding, ocsfFinding } from '../ocsf-finding.ts';

/** Any product that sends findings in the Open Cybersecurity Schema Framework: one or a list. */
export default defineSource({
  id: 'ocsf',
  title: 'OCSF findings',
  documentation: 'https://schema.ocsf.io/classes/detection_finding',
  payload: oneOrMany(ocsfFinding),
  longNumbers: 'as text',
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  toAlerts: (findings, { receivedAt }) => findings.map((one) => alertOfFinding(one, receivedAt)),
  examples: [
    {
      name: 'a login with a stolen session, and a finding that is resolved',
      payload: [
        {
          class_uid: 2004,
          category_uid: 2,
          activity_id: 1,
          severity_id: 4,
          status_id: 1,
          time: 1773450669000,
          metadata: { product: { name: 'Acme Detect' }, version: '1.6.0' },
          finding_info: {
            uid: 'f-1',
            title: 'Session used from two countries',
            desc: 'One session token came from two places.',
            analytic: { uid: 'session-theft', name: 'Session theft' },
            attacks: [{ technique: { uid: 'T1550' }, sub_technique: { uid: 'T1550.004' } }],
            src_url: 'https://detect.acme.example/f-1',
          },
          evidences: [{ actor: { user: { email_addr: 'alex@acme.example' } }, src_endpoint: { ip: '203.0.113.7', location: { country: 'BR' } } }],
          resources: [{ uid: 'arn:aws:s3:::payroll', type: 'AwsS3Bucket' }],
          observables: [
            { name: 'file.hash', type_id: 8, value: 'D41D8CD98F00B204E9800998ECF8427E' },
            { name: 'odd', type_id: 99, value: '42' },
          ],
        },
        { class_uid: 2001, severity_id: 2, status_id: 4, time: 1773450670, finding: { uid: 'f-0', title: 'An old finding' } },
      ],
      alerts: [
        {
          externalId: 'f-1',
          rule: 'session-theft',
          title: { untrusted: 'Session used from two countries' },
          severity: 75,
          happenedAt: '2026-03-14T01:11:09.000Z',
          attacks: ['T1550.004'],
          place: { country: 'BR' },
          link: 'https://detect.acme.example/f-1',
          observables: [
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'cloud-resource', value: 'arn:aws:s3:::payroll', role: 'target' },
            { kind: 'hash', value: 'd41d8cd98f00b204e9800998ecf8427e', role: 'related' },
          ],
        },
        { externalId: 'f-0', rule: 'An old finding', severity: 25, status: 'resolved', happenedAt: '2026-03-14T01:11:10.000Z' },
      ],
    },
  ],
});
