import { type AlertInput, defineSource, InputError, instantOf, type ObservableInput, severityOf, Untrusted, z } from '../../kit/index.ts';
import { named } from '../named.ts';
import { techniquesIn } from '../techniques.ts';

const text = z.string().nullish();

const alert = z.looseObject({
  id: text,
  timestamp: z.string(),
  rule: z.looseObject({
    id: z.union([z.string(), z.number()]),
    level: z.coerce.number().min(0).max(16),
    description: z.string().default(''),
    mitre: z.looseObject({ id: z.array(z.string()).nullish() }).nullish(),
  }),
  agent: z.looseObject({ id: text, name: text, ip: text }).nullish(),
  data: z.looseObject({ srcip: text, srcuser: text, dstuser: text, url: text }).nullish().catch(null),
  syscheck: z.looseObject({ path: text, sha256_after: text }).nullish(),
  full_log: text,
  location: text,
});

/** What an integrator script may make of it: a headline, and the alert as lines of `Name value`. */
const digest = z.looseObject({ message: z.string(), severity: z.string(), description: z.string(), created_at: z.string() });
type Digest = z.infer<typeof digest>;

/** Wazuh's alerts, posted by an integrator script (`custom-firebreak` in `/var/ossec/integrations`): the alert as Wazuh writes it, or its digest. */
export default defineSource({
  id: 'wazuh',
  title: 'Wazuh',
  documentation: 'https://documentation.wazuh.com/current/user-manual/manager/integration-with-external-apis.html#custom-integration',
  payload: z.looseObject({}),
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  toAlerts: (document, { receivedAt }) => {
    const asDigest = digest.safeParse(document);
    if (asDigest.success) return [fromDigest(asDigest.data, receivedAt)];
    const read = alert.safeParse(document);
    if (read.success) return [fromAlert(read.data, receivedAt)];
    throw new InputError('Wazuh sent an alert in another shape than it describes', {
      problems: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    });
  },
  examples: [
    {
      name: 'many wrong passwords over SSH',
      payload: {
        timestamp: '2026-03-14T02:11:09.853+0100',
        rule: {
          level: 10,
          description: 'sshd: brute force trying to get access to the system.',
          id: '5712',
          mitre: { id: ['T1110'], tactic: ['Credential Access'] },
        },
        agent: { id: '001', name: 'web-1', ip: '192.0.2.10' },
        id: '1773450669.12345',
        full_log: 'Failed password for root from 203.0.113.7',
        data: { srcip: '203.0.113.7', dstuser: 'root' },
        location: '/var/log/auth.log',
      },
      alerts: [
        {
          externalId: '1773450669.12345',
          rule: '5712',
          title: { untrusted: 'sshd: brute force trying to get access to the system.' },
          description: { untrusted: 'Failed password for root from 203.0.113.7' },
          severity: 50,
          happenedAt: '2026-03-14T01:11:09.853Z',
          attacks: ['T1110'],
          observables: [
            { kind: 'host', value: 'web-1', role: 'target' },
            { kind: 'ip', value: '192.0.2.10', role: 'target' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'user', value: 'root', role: 'target' },
          ],
        },
      ],
    },
    {
      name: 'the digest of an integrator script',
      payload: {
        message: 'A package was installed.',
        severity: 'info',
        description: 'Rule ID 2902\nLevel 7\nAgent ID 001\nAgent Name web-1\nTitle A package was installed.\nFull Log status installed rsync',
        created_at: '2026-03-14T02:11:09.853014+01.00',
      },
      alerts: [
        {
          rule: '2902',
          severity: 50,
          happenedAt: '2026-03-14T01:11:09.853Z',
          title: { untrusted: 'A package was installed.' },
          observables: [{ kind: 'host', value: 'web-1', role: 'target' }],
        },
      ],
    },
  ],
});

/** Wazuh's own bands: 0–6 low, 7–11 medium, 12–14 high, 15 and above critical. https://documentation.wazuh.com/current/user-manual/ruleset/rules/rules-classification.html */
function severityOfLevel(level: number): number {
  if (level >= 15) return 90;
  if (level >= 12) return 75;
  if (level >= 7) return 50;
  return level >= 4 ? 25 : 10;
}

function fromAlert({ id, timestamp, rule, agent, data, syscheck, full_log, location }: z.infer<typeof alert>, receivedAt: string): AlertInput {
  const observables: ObservableInput[] = [
    ...named('host', agent?.name, 'target'),
    // The agent on the manager itself names no address of its own.
    ...(agent?.ip === 'any' || agent?.ip === '127.0.0.1' ? [] : named('ip', agent?.ip, 'target')),
    ...named('user', data?.srcuser, 'actor'),
    ...named('ip', data?.srcip, 'source'),
    ...named('user', data?.dstuser, 'target'),
    ...named('url', data?.url),
    ...named('file', syscheck?.path),
    ...named('hash', syscheck?.sha256_after),
  ];
  return {
    externalId: (id || `${rule.id}/${timestamp}/${agent?.id ?? ''}`).slice(0, 512),
    rule: String(rule.id).slice(0, 256),
    title: Untrusted.of(rule.description || `Rule ${rule.id}`),
    ...(full_log && { description: Untrusted.of(full_log) }),
    severity: severityOfLevel(rule.level),
    happenedAt: instantOf(timestamp) ?? receivedAt,
    observables,
    attacks: techniquesIn(...(rule.mitre?.id ?? [])),
    ...(syscheck?.path || location ? { distinguish: [syscheck?.path || location || ''] } : {}),
  };
}

function fromDigest({ message, severity, description, created_at }: Digest, receivedAt: string): AlertInput {
  const line = (name: string) => new RegExp(`^${name} (.+)$`, 'm').exec(description)?.[1]?.trim();
  const level = Number(line('Level'));
  const rule = line('Rule ID') ?? message;
  return {
    externalId: `${rule}/${line('Agent ID') ?? ''}/${created_at}`.slice(0, 512),
    rule: rule.slice(0, 256),
    title: Untrusted.of(line('Title') ?? message),
    description: Untrusted.of(line('Full Log') ?? description),
    severity: Number.isNaN(level) ? (severityOf(severity) ?? 50) : severityOfLevel(level),
    // Such scripts write the zone as +01.00.
    happenedAt: instantOf(created_at.replace(/([+-]\d\d)\.(\d\d)$/, '$1:$2')) ?? receivedAt,
    observables: named('host', line('Agent Name'), 'target'),
    attacks: techniquesIn(line('Mitre')),
  };
}
