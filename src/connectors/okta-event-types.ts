import type { AlertInput } from '../kit/index.ts';

/** What Okta calls an event, in our words. With `severity` it is an alert by itself; without, an audit event that correlation looks at. */
export interface OktaMeaning {
  readonly activity: NonNullable<AlertInput['activity']>;
  /** 0–100. */
  readonly severity?: number;
  readonly attacks?: readonly string[];
  /** It is an alert only with this outcome. */
  readonly only?: 'success' | 'failure';
}

/** Event types that mean something by themselves. */
const meanings: Readonly<Record<string, OktaMeaning>> = {
  'security.threat.detected': { activity: 'login', severity: 60, attacks: ['T1110'] },
  'security.attack.start': { activity: 'login', severity: 75, attacks: ['T1110'] },
  'security.session.detect_client_roaming': { activity: 'other', severity: 60, attacks: ['T1539'] },
  'security.breached_credential.detected': { activity: 'login', severity: 75, attacks: ['T1078.004'] },
  'user.account.report_suspicious_activity_by_enduser': { activity: 'other', severity: 75, attacks: ['T1078.004'] },
  'user.risk.detect': { activity: 'other', severity: 60, attacks: ['T1078.004'] },
  'user.mfa.attempt_bypass': { activity: 'login', severity: 60, attacks: ['T1621'] },
  'system.mfa.factor.deactivate': { activity: 'policy-change', severity: 60, attacks: ['T1556.006'], only: 'success' },
  'system.idp.lifecycle.create': { activity: 'create', severity: 60, attacks: ['T1484.002'], only: 'success' },
  'user.account.privilege.grant': { activity: 'policy-change', severity: 50, attacks: ['T1098.003'], only: 'success' },
  'group.privilege.grant': { activity: 'policy-change', severity: 50, attacks: ['T1098.003'], only: 'success' },
  'application.user_membership.show_password': { activity: 'read', severity: 50, attacks: ['T1555'], only: 'success' },
};

/** FastPass refused to answer a page that only looked like ours: somebody is being phished right now. */
const phishingBlocked: OktaMeaning = { activity: 'login', severity: 75, attacks: ['T1566.002', 'T1557'] };

/** Activities by how an event type begins or ends; the first that fits counts. */
const activities: readonly (readonly [pattern: RegExp, activity: OktaMeaning['activity']])[] = [
  [/^user\.session\.end|^user\.authentication\.slo/, 'logout'],
  [/^user\.session\.(start|impersonation)|^user\.authentication\.|^app\..*unauth_app_access/, 'login'],
  [/^(policy|zone)\.|\.privilege\.|^user\.mfa\.factor\./, 'policy-change'],
  [/\.(create|add|activate|grant)$/, 'create'],
  [/\.(delete|remove|deactivate|revoke)(\.|$)/, 'delete'],
  [/\.(update|change|reset\w*|suspend|unsuspend)(_\w+)?$/, 'update'],
];

/** What an event type with this outcome and Okta's reason for it means. */
export function meaningOf(eventType: string, outcome: AlertInput['outcome'], reason: string): OktaMeaning {
  if (eventType === 'user.authentication.auth_via_mfa' && /FastPass declined phishing/i.test(reason)) return phishingBlocked;
  const known = Object.hasOwn(meanings, eventType) ? meanings[eventType] : undefined;
  if (known !== undefined && (known.only === undefined || outcome === undefined || outcome === 'unknown' || known.only === outcome)) return known;
  return { activity: known?.activity ?? activities.find(([pattern]) => pattern.test(eventType))?.[1] ?? 'other' };
}
