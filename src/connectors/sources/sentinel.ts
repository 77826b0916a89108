import { type AlertInput, countryCode, defineSource, instantOf, type ObservableInput, readPart, severityOf, Untrusted, z } from '../../kit/index.ts';
import { named } from '../named.ts';
import { techniquesIn } from '../techniques.ts';

const text = z.string().nullish();

const entity = z.looseObject({ kind: z.string(), properties: z.record(z.string(), z.unknown()).default({}) });
type Entity = z.infer<typeof entity>;

const incident = z.looseObject({
  id: text,
  name: text,
  properties: z.looseObject({
    title: z.string(),
    description: text,
    severity: z.string(),
    status: z.string(),
    incidentNumber: z.number().nullish(),
    incidentUrl: text,
    createdTimeUtc: text,
    firstActivityTimeUtc: text,
    lastActivityTimeUtc: text,
    relatedAnalyticRuleIds: z.array(z.string()).nullish(),
    relatedEntities: z.array(entity).nullish(),
    alerts: z.array(z.looseObject({ properties: z.looseObject({ alertDisplayName: text, alertType: text }).nullish() })).nullish(),
    additionalData: z.looseObject({ techniques: z.array(z.string()).nullish() }).nullish(),
  }),
});

/** The incident that an automation rule hands to a playbook: at the top, or under `object` as the trigger has it. */
const payload = z.looseObject({ object: z.unknown().optional() }).transform((document, context) => {
  const wrapped = document.object !== undefined;
  return readPart(incident, wrapped ? document.object : document, wrapped ? ['object'] : [], context) ?? z.NEVER;
});

/** Microsoft Sentinel, from a playbook (Logic App) that an automation rule runs: its HTTP action posts the trigger's body. */
export default defineSource({
  id: 'sentinel',
  title: 'Microsoft Sentinel',
  documentation: 'https://learn.microsoft.com/azure/sentinel/playbook-triggers-actions#microsoft-sentinel-incident-trigger',
  payload,
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  toAlerts: ({ id, name, properties: found }, { receivedAt }) => {
    const rule = found.relatedAnalyticRuleIds?.[0]?.split('/').at(-1) || found.alerts?.[0]?.properties?.alertType || found.title;
    const entities = found.relatedEntities ?? [];
    const country = countryCode(entities.map(countryOf).find((known) => known !== undefined) ?? '');
    const alert: AlertInput = {
      externalId: (name || id || String(found.incidentNumber ?? found.title)).slice(0, 512),
      rule: rule.slice(0, 256),
      title: Untrusted.of(found.title),
      ...(found.description && { description: Untrusted.of(found.description) }),
      severity: severityOf(found.severity) ?? 50,
      status: found.status.toLowerCase() === 'closed' ? 'resolved' : 'firing',
      happenedAt:
        [found.lastActivityTimeUtc, found.firstActivityTimeUtc, found.createdTimeUtc].map(instantOf).find((at) => at !== undefined) ?? receivedAt,
      observables: entities.flatMap(thingOf),
      attacks: techniquesIn(...(found.additionalData?.techniques ?? [])),
      ...(country !== undefined && { place: { country } }),
      ...(found.incidentUrl?.startsWith('https://') && { link: found.incidentUrl }),
    };
    return [alert];
  },
  examples: [
    {
      name: 'a login from an anonymous address',
      payload: {
        object: {
          id: '/subscriptions/s/providers/Microsoft.SecurityInsights/Incidents/7e1b',
          name: '7e1b',
          properties: {
            title: 'Login from an anonymous address',
            severity: 'High',
            status: 'New',
            incidentNumber: 3177,
            incidentUrl: 'https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident/7e1b',
            createdTimeUtc: '2026-03-14T02:15:00.0000000Z',
            lastActivityTimeUtc: '2026-03-14T02:11:09.1234567Z',
            relatedAnalyticRuleIds: ['/subscriptions/s/providers/Microsoft.SecurityInsights/alertRules/anonymous-login'],
            additionalData: { alertsCount: 1, techniques: ['T1078'] },
            relatedEntities: [
              { kind: 'Account', properties: { accountName: 'alex', upnSuffix: 'acme.example' } },
              { kind: 'Ip', properties: { address: '203.0.113.7', location: { countryCode: 'BR' } } },
              { kind: 'Host', properties: { hostName: 'LAPTOP-7', dnsDomain: 'acme.example' } },
              { kind: 'FileHash', properties: { hashValue: 'D41D8CD98F00B204E9800998ECF8427E', algorithm: 'MD5' } },
            ],
          },
        },
      },
      alerts: [
        {
          externalId: '7e1b',
          rule: 'anonymous-login',
          severity: 75,
          status: 'firing',
          happenedAt: '2026-03-14T02:11:09.123Z',
          attacks: ['T1078'],
          place: { country: 'BR' },
          observables: [
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'host', value: 'laptop-7.acme.example', role: 'target' },
            { kind: 'hash', value: 'd41d8cd98f00b204e9800998ecf8427e', role: 'related' },
          ],
        },
      ],
    },
    {
      name: 'an incident that was closed over there',
      payload: { name: '7e1c', properties: { title: 'Old', severity: 'Informational', status: 'Closed', createdTimeUtc: '2026-03-14T02:15:00Z' } },
      alerts: [{ externalId: '7e1c', rule: 'Old', severity: 10, status: 'resolved', observables: [] }],
    },
  ],
});

/** Entities of Sentinel that name something. https://learn.microsoft.com/azure/sentinel/entities-reference */
function thingOf({ kind, properties }: Entity): ObservableInput[] {
  const at = (name: string) => (Object.hasOwn(properties, name) ? properties[name] : undefined);
  const joined = (first: unknown, sign: string, second: unknown) => (first && second ? `${first}${sign}${second}` : first);
  switch (kind.toLowerCase()) {
    case 'account':
      return named('user', at('userPrincipalName') ?? joined(at('accountName'), '@', at('upnSuffix')), 'actor');
    case 'ip':
      return named('ip', at('address'), 'source');
    case 'host':
      return named('host', joined(at('hostName'), '.', at('dnsDomain')), 'target');
    case 'url':
      return named('url', at('url'));
    case 'dnsresolution':
      return named('domain', at('domainName'));
    case 'filehash':
      return named('hash', at('hashValue'));
    case 'file':
      return named('file', at('fileName'));
    case 'process':
      return named('process', at('commandLine') ?? at('processId'));
    case 'azureresource':
    case 'cloudapplication':
      return named('cloud-resource', at('resourceId') ?? at('appName'), 'target');
    case 'mailbox':
      return named('email', at('mailboxPrimaryAddress'), 'target');
    default:
      return [];
  }
}

const located = z.looseObject({ location: z.looseObject({ countryCode: z.string() }) });

function countryOf({ properties }: Entity): string | undefined {
  return located.safeParse(properties).data?.location.countryCode;
}
