/**
 * Payloads as products that have no source of their own send them, written after their documentation, and what has to become of them without any mapping.
 * Names and addresses are invented.
 */
export interface Unseen {
  readonly product: string;
  readonly payload: unknown;
  /** Per alert: severity 0–100, status, time, a part of the title, the rule, and some of what it names as `role kind value`. */
  readonly alerts: readonly {
    readonly severity: number;
    readonly title: string;
    readonly rule?: string;
    readonly at?: string;
    readonly status?: 'firing' | 'resolved';
    readonly id?: string;
    readonly attacks?: readonly string[];
    readonly names?: readonly string[];
    /** Named nowhere: whoever only looks after it or watches would tie all alerts together. */
    readonly not?: readonly string[];
  }[];
}

export const unseen: readonly Unseen[] = [
  {
    product: 'Splunk, webhook alert action',
    payload: {
      sid: 'scheduler__admin__search__W2_at_1773450600_132',
      search_name: 'Brute force against VPN',
      app: 'search',
      owner: 'soc-admin',
      results_link: 'https://splunk.acme.example/app/search/@go?sid=scheduler__admin',
      result: { _time: '1773450669.123', src_ip: '203.0.113.7', user: 'alex', dest: 'vpn-1', count: '57', urgency: 'high' },
    },
    alerts: [
      {
        severity: 75,
        title: 'Brute force against VPN',
        rule: 'Brute force against VPN',
        at: '2026-03-14T01:11:09.123Z',
        names: ['source ip 203.0.113.7', 'actor user alex', 'target host vpn-1'],
        not: ['soc-admin'],
      },
    ],
  },
  {
    product: 'Elastic Security, detection alert as indexed',
    payload: {
      '@timestamp': '2026-03-14T02:11:09.000Z',
      'kibana.alert.rule.name': 'Suspicious PowerShell Download',
      'kibana.alert.uuid': '9f1c0d',
      'kibana.alert.severity': 'critical',
      'kibana.alert.risk_score': 99,
      'kibana.alert.status': 'active',
      'kibana.alert.reason': 'process event with process powershell.exe',
      'kibana.alert.rule.threat': [{ framework: 'MITRE ATT&CK', technique: [{ id: 'T1059', name: 'Command and Scripting Interpreter' }] }],
      host: { name: 'LAPTOP-7', ip: ['192.168.1.20'] },
      user: { name: 'alex', domain: 'ACME' },
      process: { name: 'powershell.exe', hash: { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' } },
      destination: { ip: '198.51.100.9' },
      agent: { name: 'fleet-3', version: '8.17.0' },
    },
    alerts: [
      {
        severity: 90,
        title: 'Suspicious PowerShell Download',
        rule: 'Suspicious PowerShell Download',
        at: '2026-03-14T02:11:09.000Z',
        id: '9f1c0d',
        attacks: ['T1059'],
        names: ['target host laptop-7', 'actor user alex', 'target ip 198.51.100.9', 'related process powershell.exe'],
        not: ['fleet-3'],
      },
    ],
  },
  {
    product: 'Elastic, a search of alerts',
    payload: {
      hits: {
        hits: [
          {
            _id: 'a1',
            _source: { rule: { name: 'Port scan' }, event: { severity: 47 }, source: { ip: '203.0.113.8' }, '@timestamp': '2026-03-14T02:00:00Z' },
          },
          {
            _id: 'a2',
            _source: { rule: { name: 'Port scan' }, event: { severity: 73 }, source: { ip: '203.0.113.9' }, '@timestamp': '2026-03-14T02:01:00Z' },
          },
        ],
      },
    },
    alerts: [
      { severity: 47, title: 'Port scan', rule: 'Port scan', names: ['source ip 203.0.113.8'] },
      { severity: 73, title: 'Port scan', at: '2026-03-14T02:01:00.000Z', names: ['source ip 203.0.113.9'] },
    ],
  },
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
    product: 'Zeek, notice.log as JSON',
    payload: {
      ts: 1773450669.305988,
      uid: 'CMUsOq4oVf',
      'id.orig_h': '203.0.113.7',
      'id.orig_p': 4711,
      'id.resp_h': '192.0.2.10',
      'id.resp_p': 22,
      proto: 'tcp',
      note: 'SSH::Password_Guessing',
      msg: '203.0.113.7 appears to be guessing SSH passwords (seen in 30 connections).',
      src: '203.0.113.7',
      actions: ['Notice::ACTION_LOG'],
    },
    alerts: [
      {
        severity: 50,
        title: 'appears to be guessing SSH passwords',
        rule: 'SSH::Password_Guessing',
        at: '2026-03-14T01:11:09.305Z',
        names: ['source ip 203.0.113.7', 'target ip 192.0.2.10'],
      },
    ],
  },
  {
    product: 'Common Event Format as JSON',
    payload: {
      cefVersion: '0',
      deviceVendor: 'Trend Micro',
      deviceProduct: 'Deep Security Agent',
      deviceVersion: '20',
      signatureId: '4000000',
      name: 'Eicar_test_file',
      severity: '8',
      extension: {
        rt: 'Mar 14 2026 02:11:09',
        src: '203.0.113.7',
        dst: '192.0.2.10',
        suser: 'alex',
        dvchost: 'web-1',
        filePath: '/tmp/eicar.com',
        act: 'Delete',
      },
    },
    alerts: [
      {
        severity: 80,
        title: 'Eicar_test_file',
        rule: '4000000',
        at: '2026-03-14T02:11:09.000Z',
        names: ['source ip 203.0.113.7', 'target ip 192.0.2.10', 'actor user alex', 'target host web-1', 'related file /tmp/eicar.com'],
      },
    ],
  },
  {
    product: 'Log Event Extended Format as JSON',
    payload: {
      vendor: 'Lancope',
      product: 'StealthWatch',
      eventId: 'Port Scan',
      sev: 5,
      src: '203.0.113.7',
      dst: '192.0.2.10',
      usrName: 'joe.black',
      devTime: '2026-03-14T02:11:09Z',
    },
    alerts: [
      {
        severity: 50,
        title: 'Port Scan',
        rule: 'Port Scan',
        at: '2026-03-14T02:11:09.000Z',
        names: ['source ip 203.0.113.7', 'actor user joe.black'],
      },
    ],
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
    product: 'Panther',
    payload: {
      id: 'AWS.Console.RootLogin',
      createdAt: '2026-03-14T02:11:09.000Z',
      severity: 'CRITICAL',
      type: 'RULE',
      link: 'https://panther.acme.example/alerts/b90c19e66e160e194a5b3b94ec27fb7c',
      title: 'Root login to account 111122223333',
      name: 'Root login',
      alertId: 'b90c19e66e160e194a5b3b94ec27fb7c',
      alertContext: { sourceIPAddress: '203.0.113.7', userName: 'root-user' },
      tags: ['AWS', 'Initial Access:Valid Accounts', 'T1078'],
    },
    alerts: [
      {
        severity: 90,
        title: 'Root login to account',
        at: '2026-03-14T02:11:09.000Z',
        attacks: ['T1078'],
        names: ['source ip 203.0.113.7', 'actor user root-user'],
      },
    ],
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
    product: 'CloudEvents 1.0, structured',
    payload: {
      specversion: '1.0',
      type: 'com.acme.door.forced',
      source: '/building/7',
      id: 'A234-1234-1234',
      time: '2026-03-14T02:11:09Z',
      data: { message: 'Door 7 was forced', severity: 3, host: 'door-7' },
    },
    alerts: [
      { severity: 30, title: 'Door 7 was forced', rule: 'com.acme.door.forced', at: '2026-03-14T02:11:09.000Z', names: ['target host door-7'] },
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
    product: 'Graylog, HTTP notification',
    payload: {
      event_definition_id: 'ed1',
      event_definition_title: 'SSH brute force',
      event: {
        id: '01DF13GB094MT6390TYQB2Q73Q',
        timestamp: '2026-03-14T02:11:09.000Z',
        message: 'SSH brute force from 203.0.113.7',
        priority: 3,
        fields: { source_ip: '203.0.113.7', username: 'alex' },
      },
      backlog: [],
    },
    alerts: [{ severity: 50, title: 'SSH brute force', at: '2026-03-14T02:11:09.000Z', names: ['source ip 203.0.113.7', 'actor user alex'] }],
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
  {
    product: 'a script in the house, with lines of nanoseconds',
    payload: [
      { msg: 'sudo by somebody new', level: 'warn', ts: '1773450669000000000', user: 'kim', hostname: 'build-2' },
      { msg: 'kernel module loaded', level: 'ERROR', ts: '2026/03/14 02:11:09', hostname: 'build-2' },
    ],
    alerts: [
      { severity: 50, title: 'sudo by somebody new', at: '2026-03-14T01:11:09.000Z', names: ['actor user kim', 'target host build-2'] },
      { severity: 75, title: 'kernel module loaded', at: '2026-03-14T02:11:09.000Z' },
    ],
  },
];
