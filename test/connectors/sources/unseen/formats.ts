import type { Unseen } from './payload.ts';

/** Formats that belong to no one product. */
export const formats: readonly Unseen[] = [
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
        filePath: '/home/alex/eicar.com',
        act: 'Delete',
      },
    },
    alerts: [
      {
        severity: 80,
        title: 'Eicar_test_file',
        rule: '4000000',
        at: '2026-03-14T02:11:09.000Z',
        names: ['source ip 203.0.113.7', 'target ip 192.0.2.10', 'actor user alex', 'target host web-1', 'related file /home/alex/eicar.com'],
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
