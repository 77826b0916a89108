import { defineSource, InputError, z } from '../../kit/index.ts';
import { genericMapping } from '../generic/mapping.ts';
import { readingsOf } from '../generic/reading.ts';

/** Any JSON. The usual names of fields are understood as they are; a team that has others says so in `sources/generic.yml`. */
export default defineSource({
  id: 'generic',
  title: 'Any JSON',
  documentation: 'https://www.rfc-editor.org/rfc/rfc8259',
  payload: z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))], {
    error: 'send one JSON object with at least a title, or a list of such objects',
  }),
  options: genericMapping,
  signedBy: {
    type: 'any',
    of: [
      {
        type: 'hmac',
        header: 'x-signature-256',
        algorithm: 'sha256',
        encoding: 'hex',
        prefix: 'sha256=',
        timestampHeader: 'x-timestamp',
        signed: ['timestamp', { text: '.' }, 'body'],
      },
      { type: 'token', headers: ['authorization', 'x-api-key'] },
    ],
  },
  toAlerts: (payload, { options, receivedAt }) => {
    const { readings, problems } = readingsOf(payload, options, receivedAt);
    if (problems.length > 0) throw new InputError('an alert cannot be read', { problems });
    return readings.map(({ alert }) => alert);
  },
  explain: (payload, { options, receivedAt }) => readingsOf(payload, options, receivedAt).readings.map(({ because }) => because),
  examples: [
    {
      name: 'the shortest that is useful',
      payload: { title: 'Somebody scans the VPN', severity: 'high', observables: ['203.0.113.7'] },
      alerts: [
        {
          nature: 'alert',
          title: { untrusted: 'Somebody scans the VPN' },
          severity: 75,
          status: 'firing',
          observables: [{ kind: 'ip', value: '203.0.113.7', role: 'related' }],
        },
      ],
    },
    {
      name: 'kinds by shape, roles by the usual names, and a word that could be anything is kept as text',
      payload: {
        id: 'a-1',
        rule: 'vpn-scan',
        title: 'Somebody scans the VPN',
        severity: 61,
        time: '2026-03-14T02:11:09+01:00',
        user: 'Alex@acme.example',
        src_ip: '198.51.100.9',
        attacks: ['T1595', 'no technique'],
        country: 'Brazil',
        url: 'https://siem.acme.example/a-1',
        observables: ['evil[.]example', { kind: 'host', value: 'VPN-1', role: 'target' }, 'gibberish', 'hxxps://evil.example/a', 42],
      },
      alerts: [
        {
          externalId: 'a-1',
          rule: 'vpn-scan',
          severity: 61,
          happenedAt: '2026-03-14T01:11:09.000Z',
          attacks: ['T1595'],
          place: { country: 'BR' },
          link: 'https://siem.acme.example/a-1',
          description: { untrusted: 'Also named: gibberish, 42' },
          observables: [
            { kind: 'domain', value: 'evil.example', role: 'related' },
            { kind: 'host', value: 'vpn-1', role: 'target' },
            { kind: 'url', value: 'https://evil.example/a', role: 'related' },
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '198.51.100.9', role: 'source' },
          ],
        },
      ],
    },
    {
      name: 'a product with words of its own, mapped in sources/generic.yml, two alerts at once',
      options: {
        list: 'data.items',
        fields: { title: 'what.short', severity: 'prio' },
        severities: { P1: 90 },
        observables: [{ at: 'who', kind: 'user', role: 'actor' }],
      },
      payload: {
        data: {
          items: [
            { what: { short: 'Disk image copied' }, prio: 'P1', who: ['kim', 'alex'] },
            { what: { short: 'Door opened at night' }, status: 'resolved' },
          ],
        },
      },
      alerts: [
        {
          title: { untrusted: 'Disk image copied' },
          severity: 90,
          observables: [
            { kind: 'user', value: 'kim', role: 'actor' },
            { kind: 'user', value: 'alex', role: 'actor' },
          ],
        },
        { title: { untrusted: 'Door opened at night' }, severity: 50, status: 'resolved', observables: [] },
      ],
    },
  ],
});
