import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verifier } from '../../src/kit/define.ts';
import { hookSecrets, verifyDelivery } from '../../src/kit/verify.ts';
import { times } from '../depth.ts';

const now = '2026-03-14T02:11:09.000Z';
const seconds = Date.parse(now) / 1000;
const secrets = { signing: ['old-secret', 'new-secret'], tokens: ['a-long-random-token', 'the-next-token'] };
const signature: Verifier = {
  type: 'hmac',
  header: 'X-Signature-256',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  timestampHeader: 'X-Timestamp',
  signed: ['timestamp', { text: '.' }, 'body'],
};
const token: Verifier = { type: 'token', headers: ['Authorization', 'x-api-key'] };

function signed(body: Buffer, secret = 'new-secret', at = String(seconds)) {
  const mac = createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');
  return { headers: { 'x-signature-256': `sha256=${mac}`, 'x-timestamp': at }, rawBody: body, now };
}
const withHeader = (name: string, value: string) => ({ headers: { [name]: value }, rawBody: Buffer.from('{}'), now });
const verdict = (verifier: Verifier, request: Parameters<typeof verifyDelivery>[1], known = secrets) =>
  verifyDelivery(verifier, request, known).verdict;

describe('a signature', () => {
  test('by any active secret is accepted', () => {
    for (const secret of secrets.signing) expect(verdict(signature, signed(Buffer.from('{"a":1}'), secret))).toBe('signed');
    expect(verdict(signature, signed(Buffer.from('{"a":1}'), 'another'))).toBe('refused');
  });

  test('of a sender that may leave out the time is over the body alone then; a time that it sends has to be near', () => {
    const grafana: Verifier = { ...signature, timestampOptional: true };
    const body = Buffer.from('{"a":1}');
    const timeless = createHmac('sha256', 'new-secret').update(body).digest('hex');
    expect(verdict(grafana, { headers: { 'x-signature-256': `sha256=${timeless}` }, rawBody: body, now })).toBe('signed');
    expect(verdict(signature, { headers: { 'x-signature-256': `sha256=${timeless}` }, rawBody: body, now })).toBe('refused');
    expect(verdict(grafana, signed(body))).toBe('signed');
    expect(verdict(grafana, signed(body, 'new-secret', String(seconds - 301)))).toBe('refused');
    const { headers } = signed(body, 'new-secret', String(seconds - 301));
    expect(verdict(grafana, { headers: { ...headers, 'x-timestamp': undefined }, rawBody: body, now })).toBe('refused');
  });

  test('with any bit of body, signature or time flipped is refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.constantFrom('body', 'x-signature-256', 'x-timestamp'),
        (bytes, at, where) => {
          const request = signed(Buffer.from(bytes));
          const flip = (buffer: Buffer) => {
            const bit = at % (buffer.length * 8);
            buffer.writeUInt8(buffer.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
            return buffer;
          };
          expect(verdict(signature, request)).toBe('signed');
          const changed =
            where === 'body'
              ? { ...request, rawBody: flip(Buffer.from(bytes)) }
              : { ...request, headers: { ...request.headers, [where]: flip(Buffer.from(request.headers[where])).toString('latin1') } };
          expect(verdict(signature, changed)).toBe('refused');
        },
      ),
      { numRuns: times({ quick: 50, ci: 500, deep: 5_000 }) },
    );
  });

  test.each([
    [-301, 'refused'],
    [-300, 'signed'],
    [0, 'signed'],
    [300, 'signed'],
    [301, 'refused'],
  ])('made %i s away is %s, in seconds and in milliseconds', (away, expected) => {
    const body = Buffer.from('{}');
    expect(verdict(signature, signed(body, 'new-secret', String(seconds + away)))).toBe(expected);
    expect(verdict(signature, signed(body, 'new-secret', String((seconds + away) * 1000)))).toBe(expected);
  });

  test('without its time, or with a time that is no number, is refused', () => {
    expect(verdict(signature, signed(Buffer.from('{}'), 'new-secret', 'NaN'))).toBe('refused');
    expect(verdict(signature, signed(Buffer.from('{}'), 'new-secret', ''))).toBe('refused');
  });

  test('in base64 without a time fits GitHub-like and other senders', () => {
    const base64: Verifier = { type: 'hmac', header: 'x-mac', algorithm: 'sha512', encoding: 'base64', signed: ['body'] };
    const mac = createHmac('sha512', 'old-secret').update('{}').digest('base64');
    expect(verdict(base64, withHeader('x-mac', mac))).toBe('signed');
    expect(verdict(base64, withHeader('x-mac', mac.slice(0, -2)))).toBe('refused');
  });
});

describe('a token', () => {
  test.each([
    ['authorization', 'a-long-random-token'],
    ['authorization', 'Bearer a-long-random-token'],
    ['authorization', 'bearer the-next-token'],
    ['authorization', `Basic ${Buffer.from('okta:the-next-token').toString('base64')}`],
    ['x-api-key', 'a-long-random-token'],
  ])('in %s as "%s" is accepted', (name, value) => {
    expect(verdict(token, withHeader(name, value))).toBe('signed');
  });

  test.each([
    ['authorization', 'Bearer a-long-random-tokem'],
    ['authorization', 'a-long-random-token-and-more'],
    ['authorization', ''],
    ['x-other', 'a-long-random-token'],
  ])('in %s as "%s" is refused', (name, value) => {
    expect(verdict(token, withHeader(name, value))).toBe('refused');
  });
});

describe('secrets', () => {
  test('that are not configured refuse everything, also an empty one', () => {
    const none = { signing: [], tokens: [] };
    for (const verifier of [signature, token, { type: 'any', of: [signature, token] } as const]) {
      expect(verdict(verifier, { ...signed(Buffer.from('{}')) }, none)).toBe('refused');
      expect(verdict(verifier, withHeader('authorization', ''), none)).toBe('refused');
    }
  });

  test('decide which of several proofs counts: the first that is configured, and no weaker one', () => {
    const any: Verifier = { type: 'any', of: [signature, token] };
    expect(verdict(any, withHeader('authorization', 'a-long-random-token'))).toBe('refused');
    expect(verdict(any, withHeader('authorization', 'a-long-random-token'), { ...secrets, signing: [] })).toBe('signed');
    expect(verdict(any, signed(Buffer.from('{}')))).toBe('signed');
  });

  test('come from the settings of their source, several while they rotate', () => {
    const settings: Record<string, string> = { HOOK_SECRET_AWS_GUARDDUTY: ' one, two,', HOOK_TOKEN: 'for all', HOOK_TOKEN_OKTA: 'for okta' };
    const lookup = (name: string) => settings[name];
    expect(hookSecrets('aws-guardduty', lookup)).toEqual({ signing: ['one', 'two'], tokens: ['for all'] });
    expect(hookSecrets('okta', lookup)).toEqual({ signing: [], tokens: ['for okta'] });
  });
});
