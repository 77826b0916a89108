import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AlertInput, alertDraft } from '../../src/core/alert.ts';
import { deduplicate, fingerprintOf } from '../../src/core/deduplicate.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { anAlert, at } from './builders.ts';

const draft = (more: Partial<AlertInput> = {}) =>
  alertDraft.parse({
    externalId: 'x-1',
    rule: 'Recon:EC2/PortProbe',
    title: Untrusted.of('Port probe'),
    severity: 50,
    happenedAt: at(0),
    observables: [
      { kind: 'ip', value: '203.0.113.7', role: 'source' },
      { kind: 'host', value: 'web-1', role: 'target' },
    ],
    ...more,
  });
const print = (more?: Partial<AlertInput>) => fingerprintOf('guardduty', draft(more));

test.each<[string, Partial<AlertInput>]>([
  ['title', { title: Untrusted.of('Port probe (2)') }],
  ['severity', { severity: 90 }],
  ['time', { happenedAt: at(5) }],
  ['status', { status: 'resolved' }],
  ['vendor id', { externalId: 'x-2' }],
  ['related things', { observables: [...draft().observables, { kind: 'ip', value: '192.0.2.1', role: 'related' }] }],
  ['order of things', { observables: draft().observables.toReversed() }],
])('an alert with another %s is the same alert', (_what, more) => {
  expect(print(more)).toBe(print());
});

test.each<[string, Partial<AlertInput>]>([
  ['rule', { rule: 'Recon:EC2/Portscan' }],
  ['target', { observables: [{ kind: 'host', value: 'web-2', role: 'target' }] }],
  ['role of the same thing', { observables: draft().observables.map((o) => ({ ...o, role: 'actor' as const })) }],
  ['distinguishing label', { distinguish: ['instance=b'] }],
])('an alert with another %s is another alert', (_what, more) => {
  expect(print(more)).not.toBe(print());
});

test('an event is the same only under the vendor’s own id', () => {
  expect(print({ nature: 'event' })).not.toBe(print({ nature: 'event', externalId: 'x-2' }));
  expect(print({ nature: 'event', rule: 'other' })).toBe(print({ nature: 'event' }));
});

test('an alert that names nothing is told apart by its id, so that none is swallowed', () => {
  expect(print({ observables: [] })).not.toBe(print({ observables: [], externalId: 'x-2' }));
});

test('values cannot be moved between fields to make two alerts look the same', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 3 }), fc.array(fc.string(), { maxLength: 3 }), (a, b) => {
      const same = JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted());
      expect(print({ distinguish: a }) === print({ distinguish: b })).toBe(same);
    }),
  );
});

const seen = anAlert('A-1', { happenedAt: at(0) });
test.each([
  ['never seen', draft(), undefined, 'new'],
  ['never seen and resolved', draft({ status: 'resolved' }), undefined, 'new'],
  ['firing again', draft({ happenedAt: at(5) }), seen, 'repeat'],
  ['over', draft({ status: 'resolved' }), seen, 'resolved'],
  ['over again', draft({ status: 'resolved' }), { ...seen, status: 'resolved' as const }, 'repeat'],
  ['firing after it was over', draft(), { ...seen, status: 'resolved' as const }, 'reopened'],
  ['firing after a quiet day', draft({ happenedAt: at(25 * 60) }), seen, 'reopened'],
  ['an event that was delivered twice', draft({ nature: 'event', happenedAt: at(25 * 60) }), seen, 'repeat'],
])('what is %s is judged', (_name, now, before, verdict) => {
  const decision = deduplicate(now, before);
  expect(decision.verdict).toBe(verdict);
  expect(decision.because.join('')).not.toBe('');
});

test('a sender that says no parts tells alerts of one rule apart by all that it names', () => {
  const about = (host: string) =>
    fingerprintOf(
      'generic',
      anAlert('A-1', { rule: 'Malware detected', externalId: 'x', observables: [{ kind: 'host', value: host, role: 'related' }] }),
    );
  expect(about('app-1')).not.toBe(about('app-2'));
  expect(about('app-1')).toBe(about('APP-1'));
});
