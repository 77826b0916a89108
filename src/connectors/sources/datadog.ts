import { type AlertInput, defineSource, instantOf, type ObservableInput, observableOf, severityOf, Untrusted, z } from '../../kit/index.ts';
import { named } from '../named.ts';
import { techniquesIn } from '../techniques.ts';

const word = z.union([z.string(), z.number()]).nullish();

const payload = z.looseObject({
  /** `$AGGREG_KEY` stays the same for every event of one monitor and group. */
  id: word,
  monitor_id: word,
  title: z.string().min(1),
  message: z.string().nullish(),
  body: z.string().nullish(),
  /** `$ALERT_TRANSITION`: Triggered, Re-Triggered, Recovered, No Data … */
  transition: z.string().nullish(),
  /** `$ALERT_TYPE`: error, warning, info, success. */
  alert_type: z.string().nullish(),
  /** `$ALERT_PRIORITY`: P1–P5, or a number of 1–5. */
  priority: word,
  /** Of a Cloud SIEM signal: critical, high, medium, low, info. */
  severity: z.string().nullish(),
  rule: z.string().nullish(),
  /** `$DATE_POSIX`, or `$LAST_UPDATED`, in seconds or milliseconds. */
  date: word,
  host: z.string().nullish(),
  user: z.string().nullish(),
  ip: z.string().nullish(),
  link: z.string().nullish(),
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
});
type Payload = z.infer<typeof payload>;

/** Datadog's priorities: P1 is the gravest. https://docs.datadoghq.com/monitors/notify/#priority */
const severityOfPriority: Readonly<Record<string, number>> = { 1: 90, 2: 75, 3: 50, 4: 25, 5: 10 };
const severityOfType: Readonly<Record<string, number>> = { error: 75, warning: 50, success: 10, info: 10 };

/** Tags by which Datadog names things. https://docs.datadoghq.com/getting_started/tagging/ */
const namedByTag: Readonly<Record<string, readonly [ObservableInput['kind'], ObservableInput['role']]>> = {
  host: ['host', 'target'],
  pod_name: ['container', 'target'],
  container_id: ['container', 'target'],
  container_name: ['container', 'target'],
  instance: ['cloud-resource', 'target'],
  user: ['user', 'actor'],
  'usr.id': ['user', 'actor'],
  'network.client.ip': ['ip', 'source'],
};

/** Datadog's webhooks integration, for monitors and Cloud SIEM. Its payload is written by you: docs/sources.md has the one that this source reads. */
export default defineSource({
  id: 'datadog',
  title: 'Datadog',
  documentation: 'https://docs.datadoghq.com/integrations/webhooks/',
  payload,
  longNumbers: 'as text',
  signedBy: { type: 'token', headers: ['authorization', 'x-api-key'] },
  toAlerts: (found, { receivedAt }) => [alertOf(found, receivedAt)],
  examples: [
    {
      name: 'a signal of Cloud SIEM',
      payload: {
        id: 'ab12',
        title: 'Impossible travel of alex@acme.example',
        rule: 'impossible-travel',
        body: 'Two logins 20 minutes and 9,000 km apart',
        transition: 'Triggered',
        severity: 'high',
        date: '1773450669000',
        link: 'https://app.datadoghq.com/security/signal?event=ab12',
        tags: 'team:sec,usr.id:alex@acme.example,network.client.ip:203.0.113.7,technique:T1078-valid-accounts',
      },
      alerts: [
        {
          externalId: 'ab12',
          rule: 'impossible-travel',
          severity: 75,
          status: 'firing',
          happenedAt: '2026-03-14T01:11:09.000Z',
          attacks: ['T1078'],
          link: 'https://app.datadoghq.com/security/signal?event=ab12',
          observables: [
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
            { kind: 'ip', value: '203.0.113.7', role: 'source' },
          ],
        },
      ],
    },
    {
      name: 'a monitor that recovered',
      payload: {
        monitor_id: 1234567890,
        title: 'Queue is stuck',
        transition: 'Recovered',
        priority: 'P3',
        date: 1773450669,
        host: 'mq-1',
        tags: ['team:db'],
      },
      alerts: [{ rule: 'monitor 1234567890', severity: 50, status: 'resolved', observables: [{ kind: 'host', value: 'mq-1', role: 'target' }] }],
    },
  ],
});

function alertOf(found: Payload, receivedAt: string): AlertInput {
  const { id, monitor_id, title, message, body, transition, date, link } = found;
  const tags = tagsOf(found);
  const rule = found.rule || (monitor_id ? `monitor ${monitor_id}` : title);
  const said = body || message;
  return {
    externalId: String(id || rule).slice(0, 512),
    rule: rule.slice(0, 256),
    title: Untrusted.of(title),
    ...(said && { description: Untrusted.of(said) }),
    severity: severityIn(found),
    status: /recovered|resolved/i.test(transition ?? '') || found.alert_type === 'success' ? 'resolved' : 'firing',
    happenedAt: instantOf(typeof date === 'string' && /^\d+$/.test(date) ? Number(date) : date) ?? receivedAt,
    observables: thingsIn(found, tags),
    attacks: techniquesIn(...tags.map(([, value]) => value)),
    ...(link?.startsWith('https://') && { link }),
    ...(id ? { distinguish: [String(id)] } : {}),
  };
}

function severityIn({ severity, priority, alert_type }: Payload): number {
  const level = String(priority ?? '').replace(/^P/i, '');
  return severityOf(severity ?? '') ?? severityOfPriority[level] ?? severityOfType[alert_type?.toLowerCase() ?? ''] ?? 50;
}

function tagsOf({ tags }: Payload): readonly (readonly [name: string, value: string])[] {
  const list = typeof tags === 'string' ? tags.split(',') : (tags ?? []);
  return list.map((tag) => {
    const colon = tag.indexOf(':');
    return colon < 0 ? [tag.trim(), ''] : [tag.slice(0, colon).trim(), tag.slice(colon + 1).trim()];
  });
}

function thingsIn({ host, user, ip }: Payload, tags: ReturnType<typeof tagsOf>): ObservableInput[] {
  const tagged = tags.flatMap(([name, value]) => {
    const [kind, role] = (Object.hasOwn(namedByTag, name) && namedByTag[name]) || [];
    return kind === undefined ? [] : named(kind, value, role);
  });
  // A template variable that Datadog did not fill in names nothing.
  return [
    ...named('host', host, 'target'),
    ...named('user', user, 'actor'),
    ...named('ip', observableOf(ip ?? '')?.value, 'source'),
    ...tagged,
  ].filter(({ value }) => !/[{$]/.test(value));
}
