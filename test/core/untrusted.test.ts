import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defang, refang, Untrusted } from '../../src/core/untrusted.ts';
import { times } from '../depth.ts';

/** Pieces out of which attackers' texts are made, so that chance finds the bad ones quickly. */
const nasty = fc.constantFrom(
  ...[
    '<!channel>',
    '<@U024BE7LH>',
    '<#C1|x>',
    '<https://evil.example|okta>',
    'http://',
    'HTTPS://',
    'evil.com',
    '@',
    '|',
    '>',
    '&',
    '&lt;',
    '\n',
    '\u202e',
  ],
  ...[
    '\u200b',
    '\u2060',
    '\ufeff',
    '\u001b[31m',
    '\u001b]0;t\u0007',
    '\u0000',
    '\ud800',
    '*',
    '_',
    '~',
    '`',
    '```',
    ':white_check_mark:',
    '。',
    'javascript:',
    '\u3164',
  ],
);
const attackersText = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 }).map((parts) => parts.join(''));
/** What has no picture: controls, formats, fillers, separators, halves of characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

test('in Slack no attacker can mention, link, format, break the line or hide anything', () => {
  fc.assert(
    fc.property(attackersText, (text) => {
      const shown = Untrusted.of(text).forSlack();
      expect(shown).not.toMatch(/[<>]/);
      expect(shown.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
      expect(shown).not.toMatch(/https?:\/\//i);
      expect(shown).not.toMatch(/[*~`]/);
      expect(shown).not.toMatch(unseen);
    }),
    { numRuns: times({ quick: 300, ci: 3_000, deep: 30_000 }) },
  );
});

test('in a terminal and on a page nothing invisible remains, and no markup', () => {
  fc.assert(
    fc.property(attackersText, (text) => {
      expect(Untrusted.of(text).forTerminal()).not.toMatch(unseen);
      expect(Untrusted.of(text).forHtml().replaceAll('\n', '')).not.toMatch(unseen);
      expect(Untrusted.of(text).forHtml()).not.toMatch(/[<>"']/);
    }),
    { numRuns: times({ quick: 100, ci: 1_000, deep: 10_000 }) },
  );
});

test.each([
  ['http://evil.example/a.b', 'hxxp://evil[.]example/a.b'],
  ['alex.kim@acme.example came from 203.0.113.7', 'alex.kim@acme.example came from 203.0.113[.]7'],
  ['evil.com.1', 'evil[.]com[.]1'],
  ['@evil.com', '@evil[.]com'],
  ['x@evil.com/path', 'x@evil[.]com/path'],
  ['evil。com', 'evil[.]com'],
  ['ftp://evil.com', 'ftp[:]//evil[.]com'],
  ['javascript:alert(1)', 'javascript[:]alert(1)'],
  ['version 1.2', 'version 1.2'],
  ['203.0.113.254', '203.0.113[.]254'],
  ['v1.203.0.113.7', 'v1[.]203[.]0[.]113[.]7'],
  ['203.0.113.7.example', '203[.]0[.]113[.]7[.]example'],
  ['hxxp-evil://x', 'hxxp-evil[:]//x'],
  ['at 3 a.m. or p.m., e.g. now', 'at 3 a.m. or p.m., e.g. now'],
  ['a.mx', 'a[.]mx'],
])('%s is shown as %s', (text, shown) => {
  expect(defang(text)).toBe(shown);
});

test.each([
  ['*Approved* by _Sam_', '∗Approved∗ by ˍSamˍ'],
  ['my_file_name', 'my_file_name'],
  [':white_check_mark: contained', '∶white_check_mark: contained'],
  ['2001:db8::1', '2001:db8::1'],
  ['> quoted\nApproved by Sam', '› quoted Approved by Sam'],
  ['\u001b[2Jgone', 'gone'],
  ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
  ['a > b', 'a &gt; b'],
  ['~gone~ `code`', '∼gone∼ ˋcodeˋ'],
  ['one\t two \n\n three', 'one two three'],
  ['zero\u200bwidth', 'zerowidth'],
  ['_1', 'ˍ1'],
  ['1_', '1ˍ'],
  ['a_', 'aˍ'],
  ['a_!', 'aˍ!'],
  ['1_2', '1_2'],
])('in Slack %j reads as %j', (text, shown) => {
  expect(Untrusted.of(text).forSlack()).toBe(shown);
});

test('on a page marks are shown as what they are', () => {
  expect(Untrusted.of(`<b>"it's" & more`).forHtml()).toBe('&#60;b&#62;&#34;it&#39;s&#34; &#38; more');
});

test('in a terminal it is one line', () => {
  expect(Untrusted.of('one\n\ntwo\tthree').forTerminal()).toBe('one two three');
});

test('for a model it stands between its fences, line by line', () => {
  expect(Untrusted.of('one\ntwo\u200b').forModel('f1')).toBe('<untrusted f1>\none\ntwo\n</untrusted f1>');
});

test('for storage it is what it was', () => {
  expect(Untrusted.of('a\u200b<b>').raw()).toBe('a\u200b<b>');
});

test.each([
  ['hxxps[:]//evil[.]com/a', 'https://evil.com/a'],
  ['hxxp://evil(dot)com', 'http://evil.com'],
  ['h**p://evil{.}com', 'http://evil.com'],
  ['evil [dot] com', 'evil.com'],
  ['alex[at]acme[.]example', 'alex@acme.example'],
  ['203.0.113[.]7', '203.0.113.7'],
  ['hxxp[://]evil.com', 'http://evil.com'],
  ['alex ( at ) acme.example', 'alex@acme.example'],
  ['alex {@} acme.example', 'alex@acme.example'],
])('%s is understood as %s', (typed, meant) => {
  expect(refang(typed)).toBe(meant);
});

test('what was defanged is understood again', () => {
  const name = fc.domain().map((domain) => domain.toLowerCase());
  const address = fc.oneof(
    name,
    fc.ipV4(),
    fc.ipV6(),
    name.map((domain) => `https://${domain}/a?b=c`),
    fc.webUrl(),
  );
  fc.assert(
    fc.property(address, (text) => {
      expect(refang(defang(text))).toBe(text);
    }),
  );
});

test('a long text is cut where people see it, not inside of a character', () => {
  expect(Untrusted.of('🔥'.repeat(400)).forTerminal(10)).toBe(`${'🔥'.repeat(9)}…`);
  expect(Untrusted.of('a'.repeat(10)).forTerminal(10)).toBe('a'.repeat(10));
});

test('it has no spelling of its own', () => {
  expect(() => `${Untrusted.of('x')}`).toThrow('no default spelling');
  expect(JSON.stringify(Untrusted.of('x'))).toBe('{"untrusted":"x"}');
});

test.each([
  ['arn:aws:s3:::acme-payroll', 'arn:aws:s3:::acme-payroll'],
  ['arn:aws:lambda:eu-central-1:123456789012:function:file', 'arn:aws:lambda:eu-central-1:123456789012:function:file'],
  ['arn:aws:sts::123456789012:assumed-role/build', 'arn:aws:sts::123456789012:assumed-role/build'],
  ['arn:white_check_mark: approved', 'arn∶white_check_mark: approved'],
  ['arn:aws:white_check_mark: approved', 'arn∶aws∶white_check_mark: approved'],
])('the ARN %s keeps its colons, and what only begins like one does not', (text, shown) => {
  expect(Untrusted.of(text).forSlack()).toBe(shown);
});
