import { type AlertInput, defineSource, InputError, instantOf, type ObservableInput, severityOf, Untrusted, z } from '../../kit/index.ts';
import { meaningOfEvent } from '../github-events.ts';
import { named } from '../named.ts';

const login = z.looseObject({ login: z.string() });

/** Secret scanning, code scanning and Dependabot each fill their own part. The secret itself is not among the fields that are read. */
const securityAlert = z.looseObject({
  number: z.int(),
  html_url: z.string().optional(),
  created_at: z.string(),
  updated_at: z.string().nullish(),
  secret_type: z.string().optional(),
  secret_type_display_name: z.string().optional(),
  validity: z.string().nullish(),
  publicly_leaked: z.boolean().nullish(),
  push_protection_bypassed_by: login.nullish(),
  rule: z
    .looseObject({
      id: z.string(),
      description: z.string().nullish(),
      severity: z.string().nullish(),
      security_severity_level: z.string().nullish(),
    })
    .optional(),
  most_recent_instance: z.looseObject({ location: z.looseObject({ path: z.string() }).nullish() }).nullish(),
  dependency: z.looseObject({ package: z.looseObject({ ecosystem: z.string(), name: z.string() }), manifest_path: z.string().nullish() }).optional(),
  security_advisory: z.looseObject({ ghsa_id: z.string(), summary: z.string(), severity: z.string() }).optional(),
});
type SecurityAlert = z.infer<typeof securityAlert>;

/** Where a found secret stands, as secret scanning tells it place by place. */
const location = z.looseObject({ details: z.looseObject({ path: z.string().optional() }) });

const payload = z.looseObject({
  action: z.string().optional(),
  alert: z.looseObject({}).optional(),
  location: location.optional(),
  repository: z.looseObject({ full_name: z.string() }).optional(),
  organization: z.looseObject({ login: z.string() }).optional(),
  sender: login.optional(),
  member: login.optional(),
  membership: z.looseObject({ user: login.optional() }).optional(),
});
type Payload = z.infer<typeof payload>;

/** What the three kinds of alert differ in. */
interface Spoken {
  readonly rule: string;
  readonly title: string;
  readonly severity: number;
  readonly attacks: readonly string[];
  readonly things: readonly ObservableInput[];
}

const over = new Set(['resolved', 'revoked', 'fixed', 'closed_by_user', 'dismissed', 'auto_dismissed']);
/** People looking after an alert: nothing happened to it. */
const housekeeping = new Set(['assigned', 'unassigned', 'assignees_changed', 'updated_assignment']);

/** GitHub's security alerts (leaked secrets, code scanning, Dependabot), and what people do about access there. Other events are taken and need nothing. */
export default defineSource({
  id: 'github',
  title: 'GitHub security alerts',
  documentation: 'https://docs.github.com/en/webhooks/webhook-events-and-payloads#secret_scanning_alert',
  payload,
  signedBy: { type: 'hmac', header: 'x-hub-signature-256', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=', signed: ['body'] },
  headers: ['x-github-delivery', 'x-github-event'],
  deliveryId: (_payload, { headers }) => headers['x-github-delivery'],
  toAlerts: (delivered, { receivedAt, headers }) => {
    const { action = '', alert, repository } = delivered;
    if (!isSecurityAlert(alert)) return happened(delivered, headers['x-github-event'] ?? '', headers['x-github-delivery'] ?? '', receivedAt);
    if (repository === undefined || housekeeping.has(action)) return [];
    const read = securityAlert.safeParse(alert);
    if (!read.success)
      throw new InputError('GitHub sent a security alert in another shape than it describes', { problems: alertProblems(read.error) });
    const spoken = speak(read.data, repository.full_name);
    const status = over.has(action) ? 'resolved' : 'firing';
    const path = delivered.location?.details.path ?? read.data.most_recent_instance?.location?.path;
    const at = action === 'created' ? read.data.created_at : (read.data.updated_at ?? read.data.created_at);
    const link = read.data.html_url;
    const found: AlertInput = {
      externalId: `${repository.full_name}#${spoken.rule.split('/')[0]}-${read.data.number}`.slice(0, 512),
      rule: spoken.rule.slice(0, 256),
      title: Untrusted.of(spoken.title),
      severity: spoken.severity,
      status,
      happenedAt: instantOf(at) ?? receivedAt,
      observables: [
        { kind: 'repo', value: repository.full_name, role: 'target' },
        ...spoken.things,
        ...(path === undefined ? [] : [{ kind: 'file', value: path } as const]),
      ],
      attacks: [...spoken.attacks],
      ...(link?.startsWith('https://') && { link }),
      distinguish: [String(read.data.number)],
    };
    return [found];
  },
  examples: [
    {
      name: 'a secret that still works was pushed past the protection',
      headers: { 'x-github-event': 'secret_scanning_alert', 'x-github-delivery': '0b1c' },
      payload: {
        action: 'created',
        alert: {
          number: 12,
          html_url: 'https://github.com/acme/billing/security/secret-scanning/12',
          created_at: '2026-03-14T01:02:03Z',
          secret_type: 'aws_access_key_id',
          secret_type_display_name: 'Amazon AWS Access Key ID',
          secret: 'never read, never kept',
          validity: 'active',
          push_protection_bypassed_by: { login: 'Alex-Kim' },
        },
        repository: { full_name: 'Acme/billing' },
        sender: { login: 'github' },
      },
      alerts: [
        {
          externalId: 'Acme/billing#secret-scanning-12',
          rule: 'secret-scanning/aws_access_key_id',
          title: { untrusted: 'A secret (Amazon AWS Access Key ID) was found in Acme/billing' },
          severity: 90,
          status: 'firing',
          happenedAt: '2026-03-14T01:02:03.000Z',
          attacks: ['T1552.001'],
          link: 'https://github.com/acme/billing/security/secret-scanning/12',
          observables: [
            { kind: 'repo', value: 'acme/billing', role: 'target' },
            { kind: 'secret', value: 'Acme/billing#12 (aws_access_key_id)', role: 'target' },
            { kind: 'user', value: 'alex-kim', role: 'actor' },
          ],
        },
      ],
    },
    {
      name: 'the secret was revoked',
      payload: {
        action: 'resolved',
        alert: { number: 12, created_at: '2026-03-14T01:02:03Z', updated_at: '2026-03-14T05:00:00Z', secret_type: 'aws_access_key_id' },
        repository: { full_name: 'acme/billing' },
      },
      alerts: [{ rule: 'secret-scanning/aws_access_key_id', status: 'resolved', happenedAt: '2026-03-14T05:00:00.000Z', severity: 75 }],
    },
    {
      name: 'code scanning found an injection',
      payload: {
        action: 'created',
        alert: {
          number: 3,
          created_at: '2026-03-14T01:02:03Z',
          rule: { id: 'js/sql-injection', description: 'Query built from what a user sent', severity: 'error', security_severity_level: 'critical' },
          most_recent_instance: { location: { path: 'src/pay.js' } },
        },
        repository: { full_name: 'acme/billing' },
      },
      alerts: [
        {
          rule: 'code-scanning/js/sql-injection',
          severity: 90,
          observables: [
            { kind: 'repo', value: 'acme/billing', role: 'target' },
            { kind: 'file', value: 'src/pay.js', role: 'related' },
          ],
        },
      ],
    },
    {
      name: 'Dependabot saw a vulnerable package being fixed',
      payload: {
        action: 'fixed',
        alert: {
          number: 4,
          created_at: '2026-03-10T01:02:03Z',
          updated_at: '2026-03-14T01:02:03Z',
          dependency: { package: { ecosystem: 'npm', name: 'left-pad' }, manifest_path: 'package.json' },
          security_advisory: { ghsa_id: 'GHSA-aaaa-bbbb-cccc', summary: 'It pads too far', severity: 'moderate' },
        },
        repository: { full_name: 'acme/billing' },
      },
      alerts: [{ rule: 'dependabot/GHSA-aaaa-bbbb-cccc', severity: 50, status: 'resolved' }],
    },
    {
      name: 'a private repository is made public',
      headers: { 'x-github-event': 'repository', 'x-github-delivery': '0b1d' },
      payload: { action: 'publicized', repository: { full_name: 'acme/billing' }, sender: { login: 'alex-kim' } },
      alerts: [
        {
          nature: 'alert',
          externalId: '0b1d',
          rule: 'repository.publicized',
          title: { untrusted: 'A repository was made public: acme/billing' },
          severity: 75,
          activity: 'policy-change',
          outcome: 'success',
          attacks: ['T1567.001'],
          observables: [
            { kind: 'user', value: 'alex-kim', role: 'actor' },
            { kind: 'repo', value: 'acme/billing', role: 'target' },
          ],
        },
      ],
    },
    {
      name: 'somebody is given access',
      headers: { 'x-github-event': 'member' },
      payload: { action: 'added', repository: { full_name: 'acme/billing' }, sender: { login: 'alex-kim' }, member: { login: 'stranger' } },
      alerts: [
        { nature: 'event', severity: 10, observables: [{ role: 'actor' }, { role: 'target' }, { kind: 'user', value: 'stranger', role: 'target' }] },
      ],
    },
    { name: 'a ping and anything else that is no security alert', payload: { zen: 'Design for failure.', hook_id: 1 }, alerts: [] },
  ],
});

/** What somebody did about access, as an event or, when it is alarming by itself, an alert. GitHub does not say when; it sends at once. */
function happened(
  { action = '', repository, organization, sender, member, membership }: Payload,
  event: string,
  delivery: string,
  receivedAt: string,
): AlertInput[] {
  const meaning = meaningOfEvent(event, action);
  if (meaning === undefined) return [];
  const where = repository?.full_name ?? organization?.login;
  const whom = member?.login ?? membership?.user?.login;
  const rule = `${event}.${action}`;
  return [
    {
      nature: meaning.severity === undefined ? 'event' : 'alert',
      externalId: delivery || `${rule}/${where ?? ''}/${whom ?? ''}/${receivedAt}`.slice(0, 512),
      rule,
      title: Untrusted.of(where === undefined ? meaning.says : `${meaning.says}: ${where}`),
      severity: meaning.severity ?? 10,
      happenedAt: receivedAt,
      activity: meaning.activity,
      outcome: 'success',
      observables: [...named('user', sender?.login, 'actor'), ...named('repo', repository?.full_name, 'target'), ...named('user', whom, 'target')],
      attacks: [...(meaning.attacks ?? [])],
    },
  ];
}

function isSecurityAlert(alert: Readonly<Record<string, unknown>> | undefined): alert is Readonly<Record<string, unknown>> {
  return alert !== undefined && ['secret_type', 'rule', 'security_advisory'].some((part) => alert[part] !== undefined);
}

function alertProblems(error: z.ZodError) {
  return error.issues.map(({ path, message }) => ({ path: ['alert', ...path].join('.'), message }));
}

function speak(alert: SecurityAlert, repository: string): Spoken {
  if (alert.rule !== undefined) return speakOfCode(alert.rule, repository);
  if (alert.security_advisory !== undefined) return speakOfDependency(alert, alert.security_advisory, repository);
  const type = alert.secret_type ?? 'unknown';
  const bypassedBy = alert.push_protection_bypassed_by?.login;
  return {
    rule: `secret-scanning/${type}`,
    title: `A secret (${alert.secret_type_display_name ?? type}) was found in ${repository}`,
    severity: alert.validity === 'active' || alert.publicly_leaked === true ? 90 : alert.validity === 'inactive' ? 25 : 75,
    attacks: ['T1552.001'],
    things: [
      { kind: 'secret', value: `${repository}#${alert.number} (${type})`, role: 'target' },
      ...(bypassedBy === undefined ? [] : [{ kind: 'user', value: bypassedBy, role: 'actor' } as const]),
    ],
  };
}

function speakOfCode(rule: NonNullable<SecurityAlert['rule']>, repository: string): Spoken {
  return {
    rule: `code-scanning/${rule.id}`,
    title: `${rule.description ?? rule.id} in ${repository}`,
    severity: severityOf(rule.security_severity_level ?? rule.severity ?? '') ?? 50,
    attacks: [],
    things: [],
  };
}

function speakOfDependency({ dependency }: SecurityAlert, advisory: NonNullable<SecurityAlert['security_advisory']>, repository: string): Spoken {
  const dependent = dependency === undefined ? '' : ` (${dependency.package.ecosystem}: ${dependency.package.name})`;
  return {
    rule: `dependabot/${advisory.ghsa_id}`,
    title: `${advisory.summary}${dependent} in ${repository}`,
    severity: severityOf(advisory.severity) ?? 50,
    attacks: ['T1195.001'],
    things: dependency?.manifest_path ? [{ kind: 'file', value: dependency.manifest_path }] : [],
  };
}
