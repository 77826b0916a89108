import { expect, test } from 'vitest';
import { vendorUrl } from '../../src/kit/http.ts';

test.each([
  ['https://acme.okta.com', 'https://acme.okta.com'],
  ['https://ghe.acme.example/api/v3/', 'https://ghe.acme.example/api/v3'],
  ['http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
  ['http://localhost:4001/', 'http://localhost:4001'],
  ['http://[::1]:4001', 'http://[::1]:4001'],
])('%s is an address of a vendor', (given, read) => {
  expect(vendorUrl.parse(given)).toBe(read);
});

test.each([
  'acme.okta.com',
  'http://acme.okta.com',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'https://user:token@acme.okta.com',
  'https://acme.okta.com/?next=elsewhere',
  'file:///etc/passwd',
  '',
])('%s is not', (given) => {
  expect(vendorUrl.safeParse(given).success).toBe(false);
});
