import type { Unseen } from './payload.ts';

/** Products that look for attacks and weaknesses themselves. */
export const protection: readonly Unseen[] = [
  {
    product: 'Microsoft Defender XDR, alerts_v2',
    payload: {
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#security/alerts_v2',
      value: [
        {
          id: 'da637551227677560813_-961444813',
          title: 'Suspicious execution of hidden file',
          severity: 'high',
          status: 'new',
          category: 'DefenseEvasion',
          detectionSource: 'antivirus',
          createdDateTime: '2026-03-14T02:11:09.2500000Z',
          mitreTechniques: ['T1564.001'],
          alertWebUrl: 'https://security.microsoft.com/alerts/da637551227677560813_-961444813?tid=b3c1',
          assignedTo: 'mira@acme.example',
          evidence: [
            { '@odata.type': '#microsoft.graph.security.deviceEvidence', deviceDnsName: 'laptop-7.acme.example', lastIpAddress: '10.1.1.1' },
            { userAccount: { accountName: 'alex', userPrincipalName: 'alex@acme.example' } },
            { fileDetails: { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', fileName: 'MsSense.exe' } },
            { ipAddress: '203.0.113.7', countryLetterCode: 'BR' },
          ],
        },
      ],
    },
    alerts: [
      {
        severity: 75,
        title: 'Suspicious execution of hidden file',
        at: '2026-03-14T02:11:09.250Z',
        id: 'da637551227677560813_-961444813',
        attacks: ['T1564.001'],
        names: [
          'target host laptop-7.acme.example',
          'actor user alex@acme.example',
          'related hash e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
          'source ip 203.0.113.7',
        ],
        not: ['mira@'],
      },
    ],
  },
  {
    product: 'Wiz, issue',
    payload: {
      trigger: { source: 'ISSUES', type: 'Created', ruleId: 'r-1', ruleName: 'Critical issues to SOC' },
      issue: { id: '7a2f', status: 'OPEN', severity: 'CRITICAL', created: '2026-03-14T02:11:09.111Z', projects: 'billing' },
      resource: { id: 'arn:aws:s3:::acme-payroll', name: 'acme-payroll', type: 'bucket', cloudPlatform: 'AWS', subscriptionId: '111122223333' },
      control: { id: 'wc-id-2', name: 'Publicly exposed bucket with sensitive data', description: 'Anybody can read it.', severity: 'HIGH' },
    },
    alerts: [
      {
        severity: 90,
        title: 'Publicly exposed bucket',
        at: '2026-03-14T02:11:09.111Z',
        id: '7a2f',
        names: ['target cloud-resource arn:aws:s3:::acme-payroll'],
      },
    ],
  },
  {
    product: 'Snyk, project snapshot',
    payload: {
      project: { id: 'p1', name: 'acme/billing:package.json', type: 'npm' },
      org: { id: 'o1', name: 'acme' },
      newIssues: [
        {
          id: 'SNYK-JS-LODASH-567746',
          issueType: 'vuln',
          pkgName: 'lodash',
          issueData: {
            id: 'SNYK-JS-LODASH-567746',
            title: 'Prototype Pollution',
            severity: 'high',
            url: 'https://snyk.io/vuln/SNYK-JS-LODASH-567746',
            identifiers: { CVE: ['CVE-2020-8203'] },
            cvssScore: 6.3,
            publicationTime: '2020-04-28T14:59:22Z',
          },
        },
      ],
      removedIssues: [],
    },
    alerts: [{ severity: 75, title: 'Prototype Pollution', id: 'SNYK-JS-LODASH-567746' }],
  },
  {
    product: 'SentinelOne, threat',
    payload: {
      id: '1113026246149650919',
      agentRealtimeInfo: { agentComputerName: 'DESKTOP-3', agentOsName: 'Windows 11' },
      agentDetectionInfo: { agentLastLoggedInUserName: 'alex', externalIp: '198.51.100.4' },
      threatInfo: {
        threatId: '1113026246149650919',
        threatName: 'mimikatz.exe',
        classification: 'Malware',
        confidenceLevel: 'malicious',
        incidentStatus: 'unresolved',
        identifiedAt: '2026-03-14T02:11:09.130000Z',
        sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        filePath: '\\Device\\HarddiskVolume3\\mimikatz.exe',
      },
      indicators: [{ category: 'InfostealER', tactics: [{ name: 'Credential Access', techniques: [{ name: 'T1003' }] }] }],
    },
    alerts: [
      {
        severity: 75,
        title: 'mimikatz.exe',
        at: '2026-03-14T02:11:09.130Z',
        attacks: ['T1003'],
        names: ['target host desktop-3', 'actor user alex', 'related hash e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
      },
    ],
  },
  {
    product: 'GitLab, vulnerability',
    payload: {
      object_kind: 'vulnerability',
      object_attributes: {
        url: 'https://gitlab.acme.example/acme/billing/-/security/vulnerabilities/1',
        title: 'REXML DoS vulnerability',
        state: 'confirmed',
        severity: 'high',
        location: { file: 'Gemfile.lock' },
        identifiers: [{ name: 'CVE-2024-41123', external_type: 'cve' }],
        created_at: '2026-03-14 02:11:09 UTC',
      },
      project: { path_with_namespace: 'acme/billing' },
    },
    alerts: [{ severity: 75, title: 'REXML DoS', at: '2026-03-14T02:11:09.000Z', names: ['target repo acme/billing'] }],
  },
  {
    product: 'Cortex XDR, alert',
    payload: {
      alert_id: '4242',
      name: 'Credential Gathering',
      severity: 'SEV_040_HIGH',
      detection_timestamp: 1773450669000,
      host_name: 'LAPTOP-7',
      user_name: 'ACME\\alex',
      action_remote_ip: '203.0.113.7',
      mitre_technique_id_and_name: 'T1555.001 - Keychain',
      category: 'Credential Access',
    },
    alerts: [
      {
        severity: 75,
        title: 'Credential Gathering',
        names: ['target host laptop-7', 'actor user acme\\alex', 'related ip 203.0.113.7'],
        attacks: ['T1555.001'],
      },
    ],
  },
  {
    product: 'Proofpoint TAP, a click',
    payload: {
      clicksPermitted: [],
      messagesDelivered: [
        {
          GUID: 'g-1',
          subject: 'Invoice',
          sender: 'boss@evil.example',
          recipient: ['kim@acme.example'],
          senderIP: '203.0.113.7',
          messageTime: '2026-03-14T02:11:09.000Z',
          phishScore: 95,
        },
      ],
    },
    alerts: [{ severity: 50, title: 'Invoice', names: ['source email boss@evil.example', 'target email kim@acme.example'] }],
  },
];
