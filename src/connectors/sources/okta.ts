import { type AlertInput, countryCode, defineSource, instantOf, type ObservableInput, severityOf, Untrusted, z } from '../../kit/index.ts';
import { meaningOf } from '../okta-event-types.ts';

const party = z.looseObject({ type: z.string().nullish(), alternateId: z.string().nullish(), displayName: z.string().nullish() });

/** What only adds colour may be missing or odd: it must not cost the event. */
const event = z.looseObject({
  uuid: z.string().min(1),
  eventType: z.string().min(1),
  displayMessage: z.string().nullish(),
  published: z.string(),
  severity: z.string().nullish(),
  actor: party.nullish(),
  target: z.array(party).nullish(),
  outcome: z.looseObject({ result: z.string().nullish(), reason: z.string().nullish() }).nullish(),
  client: z
    .looseObject({
      ipAddress: z.string().nullish(),
      userAgent: z.looseObject({ rawUserAgent: z.string().nullish() }).nullish().catch(null),
      geographicalContext: z
        .looseObject({
          city: z.string().nullish(),
          country: z.string().nullish(),
          geolocation: z.looseObject({ lat: z.number(), lon: z.number() }).nullish(),
        })
        .nullish()
        .catch(null),
    })
    .nullish(),
  debugContext: z
    .looseObject({ debugData: z.looseObject({ suspiciousActivityEventIp: z.string().nullish() }).nullish() })
    .nullish()
    .catch(null),
});
type OktaEvent = z.infer<typeof event>;

/** Okta's event hook: system-log events as they happen, several in one delivery. Most mean nothing alone; correlation puts them together. */
export default defineSource({
  id: 'okta',
  title: 'Okta event hook',
  documentation: 'https://developer.okta.com/docs/concepts/event-hooks/',
  payload: z.looseObject({
    eventType: z.literal('com.okta.event_hook'),
    eventId: z.string().min(1).max(512).optional(),
    source: z.string().optional(),
    data: z.looseObject({ events: z.array(event) }),
  }),
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  handshake: ({ method, headers }) => {
    const challenge = headers['x-okta-verification-challenge'];
    return method === 'GET' && challenge !== undefined && challenge.length <= 512 ? { verification: challenge } : undefined;
  },
  deliveryId: ({ eventId }) => eventId,
  toAlerts: ({ source, data }, { receivedAt }) =>
    data.events.map((one): AlertInput => {
      const reason = one.outcome?.reason ?? '';
      const outcome = outcomeOf(one.outcome?.result ?? '');
      const meaning = meaningOf(one.eventType, outcome, reason);
      const place = placeOf(one);
      const userAgent = one.client?.userAgent?.rawUserAgent;
      const link = systemLogLink(source, one.uuid);
      return {
        nature: meaning.severity === undefined ? 'event' : 'alert',
        externalId: one.uuid,
        rule: one.eventType,
        title: Untrusted.of(titleOf(one.displayMessage ?? one.eventType, outcome)),
        ...(reason !== '' && { description: Untrusted.of(reason) }),
        severity: meaning.severity ?? severityOf(one.severity ?? '') ?? 10,
        happenedAt: instantOf(one.published) ?? receivedAt,
        activity: meaning.activity,
        outcome,
        observables: thingsIn(one),
        attacks: [...(meaning.attacks ?? [])],
        ...(place !== undefined && { place }),
        ...(userAgent && { userAgent: Untrusted.of(userAgent) }),
        ...(link !== undefined && { link }),
      };
    }),
  examples: [
    {
      name: 'a login that failed and one that succeeded from another country',
      payload: {
        eventType: 'com.okta.event_hook',
        source: 'https://acme.okta.com/api/v1/eventHooks/who1',
        eventId: '4f1e0d9c-8b7a-4655-9341-0c2b1a9f8e7d',
        data: {
          events: [
            {
              uuid: 'e-1',
              eventType: 'user.session.start',
              displayMessage: 'User login to Okta',
              published: '2026-03-14T02:10:00.120Z',
              severity: 'INFO',
              actor: { type: 'User', alternateId: 'Alex@acme.example', displayName: 'Alex Kim' },
              outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
              client: {
                ipAddress: '203.0.113.7',
                userAgent: { rawUserAgent: 'curl/8.0' },
                geographicalContext: { city: 'Recife', country: 'Brazil', geolocation: { lat: -8.05, lon: -34.9 } },
              },
            },
            {
              uuid: 'e-2',
              eventType: 'user.session.start',
              displayMessage: 'User login to Okta',
              published: '2026-03-14T02:12:00.000Z',
              severity: 'INFO',
              actor: { type: 'User', alternateId: 'alex@acme.example', displayName: 'Alex Kim' },
              outcome: { result: 'SUCCESS' },
              client: { ipAddress: '203.0.113.7', geographicalContext: { country: 'South Korea' } },
              target: [{ type: 'AppInstance', alternateId: 'Dashboard', displayName: 'Dashboard' }],
            },
          ],
        },
      },
      alerts: [
        {
          nature: 'event',
          externalId: 'e-1',
          rule: 'user.session.start',
          activity: 'login',
          outcome: 'failure',
          severity: 10,
          happenedAt: '2026-03-14T02:10:00.120Z',
          place: { country: 'BR', city: { untrusted: 'Recife' }, latitude: -8.05, longitude: -34.9 },
          userAgent: { untrusted: 'curl/8.0' },
          link: 'https://acme-admin.okta.com/report/system_log_2?search=uuid%20eq%20%22e-1%22',
          observables: [
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
          ],
        },
        { nature: 'event', externalId: 'e-2', activity: 'login', outcome: 'success', place: { country: 'KR' } },
      ],
    },
    {
      name: 'ThreatInsight refuses an address, and somebody reports a login that was not theirs',
      payload: {
        eventType: 'com.okta.event_hook',
        data: {
          events: [
            {
              uuid: 'e-3',
              eventType: 'security.threat.detected',
              displayMessage: 'Request from suspicious actor',
              published: '2026-03-14 02:00:00.5',
              severity: 'WARN',
              actor: { type: 'IP address', alternateId: 'unknown', displayName: '198.51.100.9' },
              outcome: { result: 'DENY', reason: 'Password Spray' },
              client: { ipAddress: '198.51.100.9' },
            },
            {
              uuid: 'e-4',
              eventType: 'user.account.report_suspicious_activity_by_enduser',
              displayMessage: 'User report suspicious activity',
              published: '2026-03-14T02:30:00.000Z',
              severity: 'WARN',
              actor: { type: 'User', alternateId: 'alex@acme.example' },
              outcome: { result: 'SUCCESS' },
              client: { ipAddress: '192.0.2.10' },
              debugContext: { debugData: { suspiciousActivityEventIp: '203.0.113.7' } },
            },
          ],
        },
      },
      alerts: [
        {
          nature: 'alert',
          rule: 'security.threat.detected',
          severity: 60,
          outcome: 'failure',
          attacks: ['T1110'],
          happenedAt: '2026-03-14T02:00:00.500Z',
          observables: [{ kind: 'ip', value: '198.51.100.9', role: 'source' }],
        },
        {
          nature: 'alert',
          severity: 75,
          observables: [
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
            { kind: 'ip', value: '192.0.2.10', role: 'related' },
          ],
        },
      ],
    },
  ],
});

function outcomeOf(result: string): NonNullable<AlertInput['outcome']> {
  if (result === 'SUCCESS' || result === 'ALLOW') return 'success';
  return result === 'FAILURE' || result === 'DENY' ? 'failure' : 'unknown';
}

/** Whoever reports something suspicious does so from an address of their own; the suspicious address stands elsewhere in the event. */
function thingsIn({ actor, target, client, debugContext }: OktaEvent): ObservableInput[] {
  const suspicious = debugContext?.debugData?.suspiciousActivityEventIp;
  const things: ObservableInput[] = loginsOf([actor]).map((value) => ({ kind: 'user', value, role: 'actor' }));
  if (suspicious) things.push({ kind: 'ip', value: suspicious, role: 'source' });
  if (client?.ipAddress) things.push({ kind: 'ip', value: client.ipAddress, role: suspicious ? 'related' : 'source' });
  return [...things, ...loginsOf(target ?? []).map((value) => ({ kind: 'user', value, role: 'target' }) as const)];
}

function loginsOf(parties: readonly (z.infer<typeof party> | null | undefined)[]): readonly string[] {
  return parties.flatMap((one) => (one?.type === 'User' && one.alternateId && one.alternateId !== 'unknown' ? one.alternateId : []));
}

function placeOf({ client }: OktaEvent): AlertInput['place'] {
  const { country, city, geolocation } = client?.geographicalContext ?? {};
  if (!country && !city && !geolocation) return undefined;
  const code = countryCode(country ?? '');
  return {
    ...(code !== undefined && { country: code }),
    ...(city && { city: Untrusted.of(city) }),
    ...(geolocation && { latitude: geolocation.lat, longitude: geolocation.lon }),
  };
}

/** The event in the admin console's system log, when the hook says which organisation it comes from. */
function systemLogLink(source: string | undefined, uuid: string): string | undefined {
  const [, organisation, domain] = /^https:\/\/([a-z0-9-]+)\.(okta\.com|okta-emea\.com|oktapreview\.com)\//i.exec(source ?? '') ?? [];
  if (organisation === undefined) return undefined;
  return `https://${organisation}-admin.${domain}/report/system_log_2?search=${encodeURIComponent(`uuid eq "${uuid}"`)}`;
}

/** Okta says “User login to Okta” of a login that failed, too; at 3 a.m. that difference is the one that counts. */
function titleOf(message: string, outcome: AlertInput['outcome']): string {
  return outcome === 'failure' && !/fail|denied|block|reject/i.test(message) ? `${message}: failed` : message;
}
