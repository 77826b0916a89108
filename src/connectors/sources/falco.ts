import { type AlertInput, defineSource, instantOf, type ObservableInput, oneOrMany, Untrusted, z } from '../../kit/index.ts';
import { named } from '../named.ts';
import { techniquesIn } from '../techniques.ts';

const event = z
  .looseObject({
    uuid: z.string().nullish(),
    output: z.string(),
    priority: z.string(),
    rule: z.string().nullish(),
    /** As Falco Talon writes it. */
    Rule: z.string().nullish(),
    time: z.string(),
    hostname: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
    output_fields: z.record(z.string(), z.unknown()).nullish(),
  })
  .refine(({ rule, Rule }) => Boolean(rule ?? Rule), { path: ['rule'], message: 'the name of the rule is missing' });
type Event = z.infer<typeof event>;

/** Falco's priorities are those of syslog. https://falco.org/docs/concepts/rules/basic-elements/#priority */
const severityOfPriority: Readonly<Record<string, number>> = {
  emergency: 100,
  alert: 90,
  critical: 90,
  error: 75,
  warning: 50,
  notice: 25,
  informational: 10,
  info: 10,
  debug: 10,
};

/** Which of a rule's output fields name something, and the part that it plays. https://falco.org/docs/reference/rules/supported-fields/ */
const namedByField: readonly (readonly [field: string, kind: ObservableInput['kind'], role: ObservableInput['role']])[] = [
  ['user.name', 'user', 'actor'],
  ['ka.user.name', 'user', 'actor'],
  ['container.id', 'container', 'target'],
  ['container.name', 'container', 'target'],
  ['k8s.pod.name', 'container', 'target'],
  ['ka.target.name', 'cloud-resource', 'target'],
  ['k8s.node.name', 'host', 'related'],
  ['fd.rip', 'ip', 'source'],
  ['fd.cip', 'ip', 'source'],
  ['proc.name', 'process', 'related'],
  ['fd.name', 'file', 'related'],
];

/** Falco's alerts, as Falco itself (`http_output`) or Falcosidekick (`webhook`) posts them. */
export default defineSource({
  id: 'falco',
  title: 'Falco',
  documentation: 'https://falco.org/docs/concepts/outputs/channels/',
  payload: oneOrMany(event),
  longNumbers: 'as text',
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  toAlerts: (events, { receivedAt }) => events.map((one) => alertOf(one, receivedAt)),
  examples: [
    {
      name: 'a shell in a container',
      payload: {
        uuid: '0f1e2d3c',
        output: '02:11:09.123 Notice A shell was spawned in a container (user=root container=web)',
        priority: 'Critical',
        rule: 'Terminal shell in container',
        time: '2026-03-14T02:11:09.123456789Z',
        source: 'syscall',
        tags: ['container', 'shell', 'mitre_execution', 'T1059'],
        hostname: 'node-1',
        output_fields: {
          'user.name': 'root',
          'container.id': '3ad7b26ded6d',
          'proc.name': 'bash',
          'fd.rip': '203.0.113.7',
          'fd.name': null,
          'fd.cip': '<NA>',
        },
      },
      alerts: [
        {
          externalId: '0f1e2d3c',
          rule: 'Terminal shell in container',
          title: { untrusted: 'Terminal shell in container' },
          description: { untrusted: '02:11:09.123 Notice A shell was spawned in a container (user=root container=web)' },
          severity: 90,
          happenedAt: '2026-03-14T02:11:09.123Z',
          attacks: ['T1059'],
          observables: [
            { kind: 'host', value: 'node-1', role: 'target' },
            { kind: 'user', value: 'root', role: 'actor' },
            { kind: 'container', value: '3ad7b26ded6d', role: 'target' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'process', value: 'bash', role: 'related' },
          ],
        },
      ],
    },
  ],
});

function alertOf({ uuid, output, priority, rule, Rule, time, hostname, tags, output_fields }: Event, receivedAt: string): AlertInput {
  const name = rule ?? Rule ?? '';
  const fields = output_fields ?? {};
  return {
    externalId: (uuid || `${name}/${time}`).slice(0, 512),
    rule: name.slice(0, 256),
    title: Untrusted.of(name),
    description: Untrusted.of(output),
    severity: severityOfPriority[priority.toLowerCase()] ?? 50,
    happenedAt: instantOf(time) ?? receivedAt,
    observables: [
      ...named('host', hostname, 'target'),
      ...namedByField.flatMap(([field, kind, role]) => (Object.hasOwn(fields, field) ? named(kind, fields[field], role) : [])),
    ],
    attacks: techniquesIn(...(tags ?? [])),
  };
}
