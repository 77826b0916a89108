import type { Unseen } from './payload.ts';

/** Products that search logs. */
export const logs: readonly Unseen[] = [
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
];
