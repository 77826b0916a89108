import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mentionsIn } from '../../src/core/mention.ts';
import { canonical, type ObservableKind, observableKinds } from '../../src/core/observable.ts';
import { defang, refang } from '../../src/core/untrusted.ts';
import { times } from '../depth.ts';

const said = (text: string) => mentionsIn({ title: text }).map(({ kind, value }) => `${kind}:${value}`);

/** What can be mentioned, every way in which people write it, and what it is. */
const values: readonly (readonly [key: string, ...spellings: string[]])[] = [
  ['ip:203.0.113.7', '203.0.113.7', '203.0.113[.]7', '203[.]0[.]113[.]7', '203.0.113(.)7', '203.0.113.7:443', 'src=203.0.113.7', 'ip:203.0.113.7'],
  ['ip:2001:db8::1', '2001:db8::1', '2001:0DB8::0001', '[2001:db8::1]:443'],
  ['domain:evil.com', 'evil.com', 'EVIL.com', 'evil[.]com', 'evil(dot)com', 'evil [dot] com', 'evil{.}com', 'domain=evil.com'],
  ['domain:login.acme.example', 'login.acme.example', 'login[.]acme[.]example', 'login.acme[.]example'],
  ['domain:evil.sh', 'evil[.]sh'],
  [
    'url:https://evil.com/a?b=c',
    'https://evil.com/a?b=c',
    'hxxps://evil[.]com/a?b=c',
    'hxxps[:]//evil.com/a?b=c',
    'h**ps://evil.com/a?b=c',
    'url=https://evil.com/a?b=c',
  ],
  ['url:https://en.acme.example/x_(y)', 'https://en.acme.example/x_(y)', 'hxxps[://]en[.]acme[.]example/x_(y)'],
  [
    'email:alex@acme.example',
    'alex@acme.example',
    'Alex@Acme.Example',
    'alex[at]acme[.]example',
    'alex [at] acme [dot] example',
    'user:alex@acme.example',
  ],
  ['hash:d41d8cd98f00b204e9800998ecf8427e', 'D41D8CD98F00B204E9800998ECF8427E', 'md5=d41d8cd98f00b204e9800998ecf8427e'],
  ['hash:da39a3ee5e6b4b0d3255bfef95601890afd80709', 'da39a3ee5e6b4b0d3255bfef95601890afd80709', 'sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['file:/etc/passwd', '/etc/passwd', 'file=/etc/passwd', 'path:/etc/passwd'],
  ['file:C:\\Windows\\Temp\\a.exe', 'C:\\Windows\\Temp\\a.exe', 'image=C:\\Windows\\Temp\\a.exe'],
  ['file:setup.sh', 'setup.sh'],
  ['cve:CVE-2024-3094', 'CVE-2024-3094', 'cve-2024-3094'],
  ['technique:T1110.003', 'T1110.003'],
  ['technique:T1078', 'T1078'],
  ['cloud-resource:arn:aws:s3:::acme-payroll', 'arn:aws:s3:::acme-payroll'],
];
const sentences = ['%', 'Login from %.', 'Seen (%)', '"%", again', 'Was it %?', '| % |', 'first line\n%\nlast line'];
const corpus = values.flatMap(([key, ...spellings]) =>
  spellings.flatMap((text) => sentences.map((sentence) => [sentence.replace('%', () => text), key] as const)),
);

test('the corpus holds at least 200 sentences', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(200);
});

test.each(corpus)('%j mentions %s, and nothing else', (text, key) => {
  expect(said(text)).toEqual([key]);
});

test.each([
  'Five failed logins and/or one success, e.g. at 12:30, i.e. version 1.2.3 of node.js',
  'TLS1.2 T10780 XT1078 CVE-24-1 CVE-2024-1 TA0001 INC-1 24/7 ---- ... [.] (dot) @ :// a@b 100% $1,000.50',
  '<!channel> *Approved* by _Sam_ :white_check_mark: read/write #general @sam',
  '',
])('%j mentions nothing', (text) => {
  expect(said(text)).toEqual([]);
});

test('a link is one thing, and the vulnerability in it another', () => {
  expect(said('See https://nvd.nist.gov/vuln/detail/CVE-2024-3094 (T1195.002)')).toEqual([
    'url:https://nvd.nist.gov/vuln/detail/CVE-2024-3094',
    'cve:CVE-2024-3094',
    'technique:T1195.002',
  ]);
});

const address = fc.oneof(
  fc
    .domain()
    .map((name) => name.toLowerCase())
    .filter((name) => !/\.(?:sh|py|pl|rs|md|zip|mov|ps|so|cc|app)$/.test(name)),
  fc.ipV4(),
  fc.webUrl(),
);
const prose = fc
  .array(fc.oneof(fc.constantFrom('Login', 'from', 'and', '—', '|', 'a/b', '12:30'), address), { maxLength: 12 })
  .map((words) => words.join(' '));

test('what a text mentions it mentions when it is defanged too', () => {
  fc.assert(
    fc.property(prose, (text) => {
      expect(said(defang(text))).toEqual(said(text));
    }),
    { numRuns: times({ quick: 200, ci: 1000, deep: 50_000 }) },
  );
});

const isObservable = (kind: string): kind is ObservableKind => observableKinds.includes(kind as ObservableKind);

test('every mention stands in the text where it says, in any text at all', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(address, fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom(...corpus.map(([text]) => text)))),
      (words) => {
        const description = words.join(' ');
        for (const { kind, value, field, start, end } of mentionsIn({ title: '', description })) {
          expect(field).toBe('description');
          const written = refang(description.slice(start, end));
          expect(isObservable(kind) ? canonical(kind, written) : written.toUpperCase()).toBe(value);
        }
      },
    ),
    { numRuns: times({ quick: 200, ci: 1000, deep: 50_000 }) },
  );
});

test.each([['[.]'], ['('], [')'], ['a)'], ['h**p:'], ['= '], ['a.'], ['/a'], ['C:\\'], ['CVE-2024-'], ['[dot'], ['@a.'], ['[at] ']])(
  'a text made of nothing but %j takes no time',
  (piece) => {
    const began = performance.now();
    mentionsIn({ title: piece.repeat(100_000), description: `a${piece.repeat(100_000)}` });
    expect(performance.now() - began).toBeLessThan(250);
  },
);
