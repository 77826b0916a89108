import { describe, expect, test } from 'vitest';
import { redactor } from '../../src/observe/redact.ts';

const redact = redactor(['correct-horse-battery', 'with"quotes/and+more', 'short'], 'a key');
/** Spelled in two parts, so that no scanner takes these examples for real. */
const joined = (...parts: string[]) => parts.join('');

const secrets: readonly (readonly [name: string, secret: string])[] = [
  ['an AWS access key id', joined('AKIA', 'IOSFODNN7EXAMPLE')],
  ['a GitHub token', joined('ghp_', 'a1B2'.repeat(9))],
  ['a fine-grained GitHub token', joined('github_pat_', '11ABCDEFG0'.repeat(4))],
  ['a Slack bot token', joined('xoxb-', '1234567890-abcdefghij')],
  ['a Slack app token', joined('xapp-', '1-A0123-456-abcdef')],
  ['a JSON Web Token', joined('eyJ', 'hbGciOiJIUzI1NiJ9.', 'eyJ', 'zdWIiOiIxMjM0In0.', 'c2lnbmF0dXJlLXNpZw')],
  ['an Okta API token', joined('00', 'aB3'.repeat(13), 'x')],
  ['a private key', joined('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIE\n-----END RSA ', 'PRIVATE KEY-----')],
];

describe('redaction', () => {
  test.each(secrets)('takes out %s wherever it stands', (_name, secret) => {
    for (const text of [`before ${secret} after`, JSON.stringify({ title: `found ${secret}` }), `${secret}\n`]) {
      const clean = redact(text);
      expect(clean).toMatch(/\[secret:[0-9a-f]{8}\]/);
      expect(clean).not.toContain(secret);
      expect(clean).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(redact(clean)).toBe(clean);
    }
  });

  test.each([
    ['password=hunter22 next', 'password=[secret:', ' next'],
    ['{"api_key": "zzzzzzzz", "a": 1}', '{"api_key": "[secret:', ', "a": 1}'],
    ['{\\"client_secret\\":\\"zzzzzzzz\\"}', '{\\"client_secret\\":\\"[secret:', '\\"}'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [secret:', ']'],
    ['Authorization: SSWS zyxwvutsrqponm', 'Authorization: SSWS [secret:', ']'],
    ['https://user:pa55word@host.example/', 'https://user:[secret:', '@host.example/'],
  ])('takes out what %s announces, and keeps the rest', (text, before, after) => {
    const clean = redact(text);
    expect(clean.startsWith(before)).toBe(true);
    expect(clean.endsWith(after)).toBe(true);
    expect(redact(clean)).toBe(clean);
  });

  test('takes out configured values, also inside JSON and addresses, but not ones too short to tell from text', () => {
    expect(redact('my correct-horse-battery')).toMatch(/^my \[secret:[0-9a-f]{8}\]$/);
    expect(redact(JSON.stringify({ a: 'with"quotes/and+more' }))).toMatch(/^\{"a":"\[secret:[0-9a-f]{8}\]"\}$/);
    expect(redact('?q=with%22quotes%2Fand%2Bmore')).toMatch(/^\?q=\[secret:[0-9a-f]{8}\]$/);
    expect(redact('a short text')).toBe('a short text');
  });

  test.each([
    ['https://siem.example/?q=found%20ghp_', 'a1B2'.repeat(9)],
    ['https://siem.example/?q=password%3D', 'hunter22'],
    ['https://siem.example/?q=%7B%22api_key%22%3A%22', 'zzzzzzzz'],
    ['"https://siem.example/?next=postgres%3A%2F%2Fapp%3A', 'hunter22%40db.example"'],
  ])('looks behind the percent signs of %s…', (before, after) => {
    const clean = redact(`see ${before}${after}, 100% sure`);
    expect(clean).toMatch(/^see "?https:\/\/siem\.example\/.*\[secret:[0-9a-f]{8}\].*, 100% sure$/);
    expect(clean).not.toContain(after.slice(0, 8));
    expect(redact(clean)).toBe(clean);
    const spelledAnew = clean.replace('[secret', '%5Bsecret').replace(/(:[0-9a-f]{8})\]/, '$1%5D');
    expect(redact(spelledAnew)).toBe(spelledAnew);
  });

  test('gives equal secrets equal fingerprints, and other ones under another key', () => {
    const [, secret] = secrets[1] ?? ['', ''];
    expect(redact(`a ${secret}`).slice(2)).toBe(redact(`b ${secret}`).slice(2));
    expect(redactor([], 'another key')(`a ${secret}`)).not.toBe(redact(`a ${secret}`));
  });

  test.each(['the token was stolen', 'secret_type: aws_access_key_id', '203.0.113.7 -> evil.example', 'a'.repeat(64), 'arn:aws:s3:::payroll'])(
    'leaves "%s" as it is',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  test('leaves a text that is nothing but an AWS access key id: there it is the thing itself', () => {
    const id = joined('AKIA', 'IOSFODNN7EXAMPLE');
    expect(redact(id)).toBe(id);
  });

  test('is fast on a megabyte, also on one made to be slow', () => {
    for (const text of [
      'user alex signed in, token id 77; '.repeat(30_000),
      '://a:'.repeat(200_000),
      'eyJ'.repeat(350_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(38_000),
      'password'.repeat(130_000),
      '%'.repeat(1_000_000),
      '%41'.repeat(340_000),
    ]) {
      // Processor time: others may be using the machine.
      const started = process.cpuUsage();
      redact(text);
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
    }
  });
});
