import { randomBytes, randomUUID } from 'node:crypto';
import type { LogEvent } from '../range/okta-seed.ts';
import { oktaIds } from '../range/okta-seed.ts';
import { attacker } from './attacker.ts';
import type { Delivery, HookCredentials } from './delivery.ts';

const organisation = 'https://acme-practice.okta.com';
const script = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36';

/** A login of Alex from the attacker's address, as Okta's system log tells it. */
export function login(at: Date, outcome: 'SUCCESS' | 'FAILURE'): LogEvent {
  const failed = outcome === 'FAILURE';
  const transaction = randomBytes(16).toString('hex');
  const geographicalContext = {
    city: attacker.city,
    state: attacker.city,
    country: attacker.country.name,
    postalCode: null,
    geolocation: { lat: attacker.latitude, lon: attacker.longitude },
  };
  return {
    uuid: randomUUID(),
    published: at.toISOString(),
    eventType: 'user.session.start',
    version: '0',
    severity: failed ? 'WARN' : 'INFO',
    legacyEventType: failed ? 'core.user_auth.login_failed' : 'core.user_auth.login_success',
    displayMessage: 'User login to Okta',
    actor: { id: oktaIds.alex, type: 'User', alternateId: 'alex@acme.example', displayName: 'Alex Kim', detailEntry: null },
    client: {
      userAgent: { rawUserAgent: script, os: 'Linux', browser: 'CHROME' },
      zone: 'null',
      device: 'Computer',
      id: null,
      ipAddress: attacker.ip,
      geographicalContext,
    },
    device: null,
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      externalSessionId: failed ? 'unknown' : `idx${randomBytes(12).toString('base64url')}`,
    },
    outcome: { result: outcome, reason: failed ? 'INVALID_CREDENTIALS' : null },
    target: null,
    transaction: { type: 'WEB', id: transaction, detail: {} },
    debugContext: {
      debugData: {
        requestId: transaction,
        requestUri: '/idp/idx/identify',
        threatSuspected: String(failed),
        url: '/idp/idx/identify?',
        dtHash: randomBytes(32).toString('hex'),
      },
    },
    securityContext: { asNumber: attacker.asNumber, asOrg: attacker.provider, isp: attacker.provider, domain: attacker.domain, isProxy: false },
    request: { ipChain: [{ ip: attacker.ip, geographicalContext, version: 'V4', source: null }] },
  };
}

/** Several events in one delivery of an Okta event hook, with the secret in the header that the hook was set up with. */
export function oktaHook(title: string, events: readonly LogEvent[], sentAt: Date, { hookToken }: HookCredentials): Delivery {
  const body = {
    eventId: randomUUID(),
    eventTime: sentAt.toISOString(),
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    contentType: 'application/json',
    source: `${organisation}/api/v1/eventHooks/who1practice0hook00`,
    data: { events },
  };
  return {
    title,
    source: 'okta',
    headers: { 'content-type': 'application/json', authorization: hookToken, 'user-agent': 'okta-event-hook' },
    body: JSON.stringify(body),
  };
}
