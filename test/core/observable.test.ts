import { expect, test } from 'vitest';
import { canonical, keyOf, observableOf } from '../../src/core/observable.ts';

test.each([
  ['203.0.113.7', 'ip:203.0.113.7'],
  ['203.0.113[.]7', 'ip:203.0.113.7'],
  ['203.0.113.7:443', 'ip:203.0.113.7'],
  ['::ffff:203.0.113.7', 'ip:203.0.113.7'],
  ['2001:DB8:0:0:0:0:0:1', 'ip:2001:db8::1'],
  ['[2001:db8::1]:443', 'ip:2001:db8::1'],
  ['Evil.COM.', 'domain:evil.com'],
  ['evil[.]example', 'domain:evil.example'],
  ['bücher.de', 'domain:xn--bcher-kva.de'],
  ['<http://evil.com|evil.com>', 'domain:evil.com'],
  ['<https://evil.com/a|https://evil.com/a>', 'url:https://evil.com/a'],
  ['hxxps://Evil[.]com/A', 'url:https://evil.com/A'],
  ['D41D8CD98F00B204E9800998ECF8427E', 'hash:d41d8cd98f00b204e9800998ecf8427e'],
  ['da39a3ee5e6b4b0d3255bfef95601890afd80709', 'hash:da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['Alex@Acme.example', 'email:alex@acme.example'],
  ['<mailto:alex@acme.example|alex@acme.example>', 'email:alex@acme.example'],
  ['user:Alex', 'user:alex'],
  ['HOST:web-1.', 'host:web-1'],
  ['arn:aws:s3:::Payroll', 'cloud-resource:arn:aws:s3:::Payroll'],
  ['Acme/Payroll', 'repo:acme/payroll'],
  ['secret:AKIA…', 'secret:AKIA…'],
])('%s is %s', (typed, key) => {
  const found = observableOf(typed);
  expect(found && keyOf(found)).toBe(key);
});

test.each(['', 'alex', 'report.pdf', 'INC-1', '010.1.1.1', '1.2.3', 'ip:nowhere', 'hash:123', 'user:', 'two words'])(
  '%j could be anything',
  (typed) => {
    expect(observableOf(typed)).toBeUndefined();
  },
);

test('a spelling that cannot be read as its kind is kept as it is', () => {
  expect(canonical('ip', ' unknown ')).toBe('unknown');
  expect(canonical('url', 'no address')).toBe('no address');
});
