import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import abuseipdb from '../../../src/connectors/enrichers/abuseipdb.ts';
import githubOwnership from '../../../src/connectors/enrichers/github-ownership.ts';
import oktaUser from '../../../src/connectors/enrichers/okta-user.ts';
import type { Store } from '../../../src/core/store.ts';
import type { Surroundings } from '../../../src/kit/define.ts';
import { openStore } from '../../../src/storage/open.ts';
import { type RangeVendors, startRangeVendors } from '../../contracts/range-vendors.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { sampleIncident } from '../../storage/samples.ts';

let vendors: RangeVendors;
let store: Store;
let around: Surroundings & { readonly store: Store };
beforeAll(async () => {
  vendors = await startRangeVendors();
});
afterAll(() => vendors.close());
beforeEach(async () => {
  vendors.range.reset();
  store = await openStore(`sqlite:${path.join(temporaryFolder(), 'store.db')}`, { now: () => new Date().toISOString() });
  around = { ...vendors.connect(), store };
  return () => store.close();
});
const alone = { incident: undefined };

test('AbuseIPDB says what others report about an address', async () => {
  const data = await abuseipdb.look({ kind: 'ip', value: '203.0.113.7', ...alone }, around);
  expect(data && abuseipdb.say(data)).toMatchObject({ hostile: true });
});

test.each(['10.0.0.1', '127.0.0.1', 'fd00::1'])('AbuseIPDB is never told of %s, which says something about our own network', async (value) => {
  expect(await abuseipdb.look({ kind: 'ip', value, ...alone }, around)).toBeNull();
  expect(vendors.range.requests).toEqual([]);
});

test('Okta says what it knows of an account, by login or by another name of the person', async () => {
  const data = await oktaUser.look({ kind: 'user', value: 'alex.kim', ...alone }, around);
  expect(data).toMatchObject({ login: 'alex@acme.example', status: 'ACTIVE', groups: expect.arrayContaining(['payroll-admins']) });
  expect(await oktaUser.look({ kind: 'email', value: 'mallory@elsewhere.example', ...alone }, around)).toBeNull();
});

test('GitHub names the owners of a file and the changes that touched it', async () => {
  const data = await githubOwnership.look({ kind: 'file', value: 'infra/s3/acme-payroll.tf', ...alone }, around);
  expect(data).toMatchObject({ repository: 'acme/payroll', owners: ['@sam-ortega'], merged: [{ number: 412, author: 'sam-ortega' }] });
  const other = await githubOwnership.look({ kind: 'file', value: 'acme/payroll:exports/salary.py', ...alone }, around);
  expect(other).toMatchObject({ owners: ['@alex-kim-acme', '@acme/payroll-admins'], merged: [] });
});

test('GitHub names whoever owns a whole repository, however it is spelled', async () => {
  for (const value of ['acme/payroll', 'https://github.com/acme/payroll.git']) {
    expect(await githubOwnership.look({ kind: 'repo', value, ...alone }, around)).toMatchObject({
      owners: ['@acme/platform'],
      merged: [{ number: 412 }],
    });
  }
});

test('a file is looked for in the repository that the incident names, and changes count from a week before it began', async () => {
  const began = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const elsewhere = sampleIncident('INC-1', { startedAt: began, observables: [{ kind: 'repo', value: 'acme/payroll', role: 'related' }] });
  await store.commit({ state: [{ put: 'incident', value: elsewhere }] });
  const data = await githubOwnership.look({ kind: 'file', value: 'infra/s3/acme-payroll.tf', incident: 'INC-1' }, around);
  expect(data).toMatchObject({ repository: 'acme/payroll', merged: [] });
});

test('a repository that is not ours to see says nothing', async () => {
  expect(await githubOwnership.look({ kind: 'repo', value: 'somebody/else', ...alone }, around)).toBeNull();
  expect(await githubOwnership.look({ kind: 'repo', value: '../../user', ...alone }, around)).toBeNull();
});
