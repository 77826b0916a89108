import { type AlertInput, defineSource, instantOf, type ObservableInput, oneOrMany, Untrusted, z } from '../../kit/index.ts';
import { named } from '../named.ts';
import { techniquesIn } from '../techniques.ts';

const words = z.array(z.string()).nullish();
const end = z.looseObject({ ip: z.string().nullish() }).nullish();
const signature = z.looseObject({
  gid: z.number().default(1),
  signature_id: z.number(),
  signature: z.string().default(''),
  category: z.string().default(''),
  severity: z.number(),
  action: z.string().nullish(),
  /** Who attacks whom, for rules that say so (`target:src_ip`). */
  source: end,
  target: end,
  metadata: z.looseObject({ mitre_technique_id: words }).nullish(),
});

const event = z.looseObject({
  timestamp: z.string(),
  event_type: z.string(),
  flow_id: z.union([z.number(), z.string()]).nullish(),
  src_ip: z.string().nullish(),
  dest_ip: z.string().nullish(),
  host: z.string().nullish(),
  alert: signature.optional(),
  http: z.looseObject({ hostname: z.string().nullish(), url: z.string().nullish(), http_user_agent: z.string().nullish() }).nullish(),
  tls: z.looseObject({ sni: z.string().nullish() }).nullish(),
  dns: z
    .looseObject({ query: z.array(z.looseObject({ rrname: z.string().nullish() })).nullish() })
    .nullish()
    .catch(null),
  fileinfo: z.looseObject({ sha256: z.string().nullish(), filename: z.string().nullish() }).nullish(),
});
type Event = z.infer<typeof event>;

/** Suricata's priorities count downwards: 1 is the gravest. https://docs.suricata.io/en/latest/rules/meta.html#priority */
const severityOfPriority: Readonly<Record<number, number>> = { 1: 75, 2: 50, 3: 25 };

/** Suricata's EVE log, shipped by any forwarder that posts JSON: one event or a list. Only `alert` events are alerts; the others need nothing. */
export default defineSource({
  id: 'suricata',
  title: 'Suricata (EVE)',
  documentation: 'https://docs.suricata.io/en/latest/output/eve/eve-json-format.html',
  payload: oneOrMany(event),
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  toAlerts: (events, { receivedAt }) => events.flatMap((one) => (one.alert === undefined ? [] : alertOf(one, one.alert, receivedAt))),
  examples: [
    {
      name: 'a host of ours answers as root, and a flow that means nothing',
      payload: [
        {
          timestamp: '2026-03-14T02:11:09.123456+0100',
          flow_id: 1837465091,
          event_type: 'alert',
          src_ip: '192.0.2.10',
          dest_ip: '203.0.113.7',
          alert: {
            action: 'allowed',
            gid: 1,
            signature_id: 2100498,
            signature: 'A server answers with the id of root',
            category: 'Potentially Bad Traffic',
            severity: 2,
            source: { ip: '203.0.113.7' },
            target: { ip: '192.0.2.10' },
            metadata: { mitre_technique_id: ['T1059'] },
          },
          http: { hostname: 'shop.acme.example', url: '/cmd?id', http_user_agent: 'curl/8.0' },
        },
        { timestamp: '2026-03-14T02:11:10.000000+0100', event_type: 'flow', src_ip: '192.0.2.10', dest_ip: '203.0.113.7' },
      ],
      alerts: [
        {
          externalId: '1837465091/2100498/2026-03-14T02:11:09.123456+0100',
          rule: '1:2100498',
          title: { untrusted: 'A server answers with the id of root' },
          severity: 50,
          happenedAt: '2026-03-14T01:11:09.123Z',
          outcome: 'success',
          attacks: ['T1059'],
          userAgent: { untrusted: 'curl/8.0' },
          observables: [
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'ip', value: '192.0.2.10', role: 'target' },
            { kind: 'domain', value: 'shop.acme.example', role: 'related' },
          ],
        },
      ],
    },
  ],
});

function alertOf(
  found: Event,
  { gid, signature_id, signature: says, category, severity, action, metadata, ...ends }: z.infer<typeof signature>,
  receivedAt: string,
): AlertInput {
  const rule = `${gid}:${signature_id}`;
  const userAgent = found.http?.http_user_agent;
  return {
    externalId: `${found.flow_id ?? ''}/${signature_id}/${found.timestamp}`.slice(0, 512),
    rule,
    title: Untrusted.of(says || category || `Signature ${rule}`),
    ...(category !== '' && { description: Untrusted.of(category) }),
    severity: severityOfPriority[severity] ?? 10,
    happenedAt: instantOf(found.timestamp) ?? receivedAt,
    outcome: action === 'blocked' ? 'failure' : action === 'allowed' ? 'success' : 'unknown',
    observables: thingsIn(found, ends),
    attacks: techniquesIn(...(metadata?.mitre_technique_id ?? [])),
    ...(userAgent && { userAgent: Untrusted.of(userAgent) }),
  };
}

/** The rule's own word on who attacks whom counts; without it whoever sent the packet is taken for the attacking side. */
function thingsIn(
  { src_ip, dest_ip, host, http, tls, dns, fileinfo }: Event,
  { source, target }: Pick<z.infer<typeof signature>, 'source' | 'target'>,
): ObservableInput[] {
  const names = [http?.hostname, tls?.sni, ...(dns?.query ?? []).map(({ rrname }) => rrname)];
  return [
    ...named('ip', source?.ip ?? src_ip, 'source'),
    ...named('ip', target?.ip ?? dest_ip, 'target'),
    ...named('host', host, 'related'),
    ...names.flatMap((name) => named('domain', name, 'related')),
    ...named('hash', fileinfo?.sha256, 'related'),
    ...named('file', fileinfo?.filename, 'related'),
  ];
}
