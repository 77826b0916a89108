import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { correlate, titleOf } from '../../src/core/correlate.ts';
import type { Incident } from '../../src/core/incident.ts';
import { times } from '../depth.ts';
import { acme, anAlert, anIncident, at, download, login, shippedRule, takeover } from './builders.ts';

const rule = shippedRule('account-takeover');

/** What the flows do with decisions, in small: keeps alerts and incidents, opens for detections of severity 75 and more. */
function arrive(story: readonly Alert[]): { readonly incidents: readonly Incident[]; readonly alerts: ReadonlyMap<string, Alert> } {
  const alerts = new Map<string, Alert>();
  let incidents: Incident[] = [];
  const keep = (incident: Incident, ids: readonly string[]) => {
    for (const id of ids) alerts.set(id, { ...(alerts.get(id) as Alert), incident: incident.id });
    const own = [...alerts.values()].filter((one) => one.incident === incident.id);
    const startedAt = own.map(({ happenedAt }) => happenedAt).sort()[0] ?? incident.startedAt;
    const next = { ...incident, startedAt, alerts: own.map(({ id }) => id), observables: own.flatMap(({ observables }) => observables) };
    incidents = [...incidents.filter(({ id }) => id !== incident.id), next];
  };
  for (const alert of story) {
    alerts.set(alert.id, alert);
    const { verdict } = correlate(alert, { nearby: [...alerts.values()], open: incidents, rules: [rule], team: acme, windowMinutes: 60 });
    const fresh = anIncident({ id: `INC-${incidents.length + 1}`, openedAt: alert.happenedAt, startedAt: alert.happenedAt });
    if (verdict.to === 'join') keep({ ...verdict.incident, rule: verdict.rule?.id ?? verdict.incident.rule }, verdict.alerts);
    else if (verdict.to === 'open') keep({ ...fresh, rule: verdict.rule.id }, verdict.alerts);
    else if (alert.nature === 'alert' && alert.severity >= 75) keep(fresh, verdict.alerts);
  }
  return { incidents, alerts };
}

function together(story: readonly Alert[]): readonly (readonly string[])[] {
  return arrive(story)
    .incidents.map(({ alerts }) => alerts.toSorted())
    .toSorted();
}

test('five failed logins, a success and a download become one incident, by the rule and with all seven', () => {
  const { incidents } = arrive(takeover());
  expect(incidents).toHaveLength(1);
  expect(incidents[0]).toMatchObject({ rule: 'account-takeover' });
  expect(incidents[0]?.alerts).toHaveLength(7);
});

test('the order in which the story arrives changes nothing', () => {
  const expected = together(takeover());
  fc.assert(
    fc.property(fc.shuffledSubarray(takeover(), { minLength: 7 }), (story) => {
      const { incidents } = arrive(story);
      expect(together(story)).toEqual(expected);
      expect(incidents[0]?.rule).toBe('account-takeover');
    }),
    { numRuns: times({ quick: 40, ci: 150, deep: 300 }) },
  );
});

test('the order changes nothing either when the download is a bare event', () => {
  const story = takeover().map((alert): Alert => ({ ...alert, nature: 'event' }));
  const expected = together(story);
  expect(expected).toEqual([story.map(({ id }) => id).toSorted()]);
  fc.assert(
    fc.property(fc.shuffledSubarray(story, { minLength: 7 }), (shuffled) => {
      expect(together(shuffled)).toEqual(expected);
    }),
  );
});

test('before the sequence is complete nothing is opened by it', () => {
  for (let length = 1; length < 7; length += 1) expect(arrive(takeover().slice(0, length)).incidents).toEqual([]);
});

const spray = (who: (n: number) => string, from: (n: number) => string) => [0, 1, 2, 3, 4].map((n) => login(`A-${n}`, n, 'failure', who(n), from(n)));
const me = () => 'alex@acme.example';
const there = () => '203.0.113.7';

test.each<[string, Alert[]]>([
  ['four failures', takeover().slice(1)],
  ['five different addresses', [...spray(me, (n) => `203.0.113.${n + 10}`), login('A-s', 6, 'success'), download('A-d', 10)]],
  ['five different people', [...spray((n) => `person${n}@acme.example`, there), login('A-s', 6, 'success'), download('A-d', 10)]],
  ['a download by somebody else', [...takeover().slice(0, 6), download('A-d', 10, 'sam.ode')]],
  ['a download before the login', [...takeover().slice(0, 6), download('A-d', 5)]],
  ['a success before the failures', [login('A-s', -1, 'success'), ...takeover().slice(0, 5), download('A-d', 10)]],
  ['a download after the window', [...takeover().slice(0, 6), download('A-d', 61)]],
  ['a private address', takeover().map((alert): Alert => ({ ...alert, observables: [{ kind: 'ip', value: '10.0.0.7', role: 'source' }] }))],
  [
    'an address of the office',
    takeover().map((alert): Alert => ({ ...alert, observables: [{ kind: 'ip', value: '198.51.100.9', role: 'source' }] })),
  ],
])('%s: no takeover', (_name, story) => {
  expect(arrive(story).incidents.filter((incident) => incident.rule !== null)).toEqual([]);
});

test('an event that names nobody contradicts nobody', () => {
  const nameless: Alert = { ...download('A-d', 10), observables: [{ kind: 'ip', value: '203.0.113.7', role: 'source' }] };
  expect(arrive([...takeover().slice(0, 6), nameless]).incidents[0]?.rule).toBe('account-takeover');
});

test('somebody whom people.yml does not know meets by the part before the @', () => {
  const unknown = takeover().map(
    (alert): Alert => ({
      ...alert,
      observables: alert.observables.map((o) => (o.kind === 'user' ? { ...o, value: o.value.replace('alex', 'robin').replace('.kim', '') } : o)),
    }),
  );
  expect(unknown.at(-1)?.observables[0]?.value).toBe('robin');
  expect(arrive(unknown).incidents[0]?.rule).toBe('account-takeover');
});

test('a sixth failure belongs to the same incident', () => {
  const story = [login('A-more', 3.5, 'failure'), ...takeover()];
  expect(together(story)).toEqual([story.map(({ id }) => id).toSorted()]);
});

test('what completes the sequence joins the incident that holds a part of it, and no second one is opened', () => {
  const story = [download('A-download', 10), ...takeover().slice(0, 6)];
  const { incidents } = arrive(story);
  expect(incidents.map(({ id, rule: by }) => [id, by])).toEqual([['INC-1', 'account-takeover']]);
});

test('alerts of a closed incident were judged and are not counted again', () => {
  const judged = takeover()
    .slice(0, 6)
    .map((alert): Alert => ({ ...alert, incident: 'INC-9' }));
  const { verdict } = correlate(download('A-d', 10), { nearby: judged, open: [], rules: [rule], team: acme, windowMinutes: 60 });
  expect(verdict).toEqual({ to: 'alone', alerts: ['A-d'] });
});

test('what happens after a complete sequence is not drawn into it', () => {
  const { incidents, alerts } = arrive(takeover());
  const later = login('A-later', 100, 'failure');
  const { verdict } = correlate(later, { nearby: [...alerts.values()], open: incidents, rules: [rule], team: acme, windowMinutes: 60 });
  expect(verdict).toEqual({ to: 'alone', alerts: ['A-later'] });
});

const joins = (kind: 'user' | 'ip' | 'host' | 'process' | 'file', value: string, minute = 10) => {
  const first = anAlert('A-1', { nature: 'alert', incident: 'INC-1', observables: [{ kind, value, role: 'source' }] });
  const incident = anIncident({ alerts: ['A-1'], startedAt: at(0), observables: first.observables });
  const second = anAlert('A-2', { nature: 'alert', happenedAt: at(minute), observables: [{ kind, value, role: 'source' }] });
  return correlate(second, { nearby: [first], open: [incident], rules: [], team: acme, windowMinutes: 60 }).verdict.to;
};

test.each([
  ['user', 'alex@acme.example', 'join'],
  ['host', 'web-1', 'join'],
  ['ip', '203.0.113.7', 'join'],
  ['ip', '10.0.0.1', 'alone'],
  ['ip', '100.64.0.1', 'alone'],
  ['ip', '198.51.100.20', 'alone'],
  ['process', 'bash', 'alone'],
  ['file', '/etc/passwd', 'alone'],
] as const)('an alert that shares the %s %s goes: %s', (kind, value, expected) => {
  expect(joins(kind, value)).toBe(expected);
});

test('after the window the same person is another matter', () => {
  expect(joins('user', 'alex.kim', 60)).toBe('join');
  expect(joins('user', 'alex.kim', 61)).toBe('alone');
});

test('bare events do not stretch an incident for ever', () => {
  const opened = anAlert('A-0', { nature: 'alert', severity: 90, observables: [{ kind: 'user', value: 'alex.kim', role: 'actor' }] });
  const busy = [50, 100, 150].map((minute) => login(`A-${minute}`, minute, 'success'));
  expect(together([opened, ...busy])).toEqual([['A-0', 'A-50']]);
});

test('every decision says why', () => {
  const story = takeover();
  const { because } = correlate(story[6] as Alert, { nearby: story, open: [], rules: [rule], team: acme, windowMinutes: 60 });
  expect(because).toEqual(['The rule account-takeover is complete with 7 events: 5 × failed login, then successful login, then download of data.']);
});

test('the title names the person in our words; without a rule it is what the detection calls itself', () => {
  expect(titleOf(rule, takeover(), acme).raw()).toBe('Account takeover of Alex Kim');
  expect(titleOf(null, takeover(), acme).raw()).toBe('Unusual download');
});
