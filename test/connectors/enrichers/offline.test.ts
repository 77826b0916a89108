import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import addressFacts from '../../../src/connectors/enrichers/address.ts';
import assetsAndPeople from '../../../src/connectors/enrichers/assets-and-people.ts';
import memory from '../../../src/connectors/enrichers/memory.ts';
import type { Store } from '../../../src/core/store.ts';
import { openStore } from '../../../src/storage/open.ts';
import { acme } from '../../contracts/range-vendors.ts';
import { temporaryFolder } from '../../storage/folder.ts';
import { later, sampleAlert, sampleIncident } from '../../storage/samples.ts';

const clients = {};
const now = later(3_600);
let store: Store;
beforeEach(async () => {
  store = await openStore(`sqlite:${path.join(temporaryFolder(), 'store.db')}`, { now: () => now });
  return () => store.close();
});

describe('memory', () => {
  const look = (incident: string | undefined) => memory.look({ kind: 'ip', value: '203.0.113.7', incident }, { clients, team: acme, now, store });

  test('knows nothing of what it never saw', async () => {
    expect(await look('INC-2')).toBeNull();
  });

  test('leaves out the incident that is asked about', async () => {
    await store.commit({ state: [{ put: 'alert', value: sampleAlert('A-1', { incident: 'INC-2' }) }] });
    expect(await look('INC-2')).toBeNull();
    expect(await look(undefined)).toMatchObject({ times: 1, incidents: [{ id: 'INC-2', verdict: null }] });
  });

  test('counts repeats, and what was kept without an incident', async () => {
    await store.commit({
      state: [
        { put: 'alert', value: sampleAlert('A-1', { count: 4, lastSeenAt: later(60) }) },
        { put: 'alert', value: sampleAlert('A-2', { happenedAt: later(10), lastSeenAt: later(10), incident: 'INC-2' }) },
        { put: 'alert', value: sampleAlert('A-3', { happenedAt: later(20), lastSeenAt: later(20), incident: 'INC-1' }) },
      ],
    });
    expect(await look('INC-2')).toEqual({
      kind: 'ip',
      firstSeen: later(0),
      lastSeen: later(60),
      times: 5,
      atLeast: false,
      incidents: [{ id: 'INC-1', verdict: null }],
    });
  });

  test('knows a person by every spelling', async () => {
    await store.commit({ state: [{ put: 'alert', value: sampleAlert('A-1', { incident: 'INC-1' }) }] });
    const named = (kind: 'user' | 'email', value: string) => memory.look({ kind, value, incident: undefined }, { clients, team: acme, now, store });
    expect(await named('email', 'alex@acme.example')).toMatchObject({ times: 1 });
    expect(await named('user', 'alex.kim')).toMatchObject({ times: 1 });
    expect(await named('user', 'sam.ortega')).toBeNull();
  });

  test('calls an address hostile that was part of a confirmed attack, and a person never', async () => {
    const closed = sampleIncident('INC-1', { phase: 'closed', verdict: 'true-positive', verdictReason: 'password theft', closedAt: later(30) });
    await store.commit({
      state: [
        { put: 'alert', value: sampleAlert('A-1', { incident: 'INC-1' }) },
        { put: 'incident', value: closed },
      ],
    });
    const address = await look('INC-2');
    const person = await memory.look({ kind: 'user', value: 'alex@acme.example', incident: 'INC-2' }, { clients, team: acme, now, store });
    expect(address && memory.say(address).hostile).toBe(true);
    expect(person && memory.say(person).hostile).toBe(null);
  });

  test('calls nothing hostile because of a false alarm', async () => {
    const closed = sampleIncident('INC-1', { phase: 'closed', verdict: 'false-positive', verdictReason: 'a scanner of ours', closedAt: later(30) });
    await store.commit({
      state: [
        { put: 'alert', value: sampleAlert('A-1', { incident: 'INC-1' }) },
        { put: 'incident', value: closed },
      ],
    });
    const address = await look('INC-2');
    expect(address && memory.say(address)).toMatchObject({ hostile: null, says: expect.arrayContaining(['It was in INC-1 (false-positive).']) });
  });
});

describe('assets and people', () => {
  const look = (kind: 'user' | 'cloud-resource' | 'ip', value: string) =>
    assetsAndPeople.look({ kind, value, incident: undefined }, { clients, team: acme, now, store });

  test('tell who somebody is by any spelling', async () => {
    expect(await look('user', 'Alex.Kim')).toMatchObject({ person: { name: 'Alex Kim', countries: ['DE'], owns: ['payroll'] }, asset: null });
  });

  test('tell what a thing is worth and whose it is', async () => {
    expect(await look('cloud-resource', 'arn:aws:s3:::acme-payroll')).toMatchObject({
      person: null,
      asset: { criticality: 'critical', data: 'restricted', owner: 'Alex Kim' },
    });
  });

  test('say nothing of strangers', async () => {
    expect(await look('user', 'mallory')).toBeNull();
    expect(await look('ip', '8.8.8.8')).toBeNull();
  });
});

describe('address facts', () => {
  const facts = (kind: 'ip' | 'domain' | 'url' | 'email', value: string) =>
    addressFacts.look({ kind, value, incident: undefined }, { clients, team: acme, now, store });

  test.each([
    ['ip', '10.0.0.1', { address: 'private', name: null }],
    ['url', 'http://[::1]:8080/admin', { address: 'loopback', name: null }],
    ['url', 'https://203.0.113.7/login', { address: 'documentation', name: null }],
    ['domain', 'login.acme.co.uk', { address: null, name: { registered: 'acme.co.uk', suffix: 'co.uk', shared: false, punycode: false } }],
    ['url', 'https://acme-login.github.io/', { address: null, name: { registered: 'acme-login.github.io', suffix: 'github.io', shared: true } }],
    ['email', 'boss@xn--acm-dma.com', { address: null, name: { registered: 'xn--acm-dma.com', punycode: true } }],
    ['domain', 'co.uk', { address: null, name: { registered: null } }],
  ] as const)('%s %s', async (kind, value, expected) => {
    expect(await facts(kind, value)).toMatchObject(expected);
  });

  test.each([
    ['ip', 'not an address'],
    ['url', 'mailto:someone'],
    ['email', 'no-at-sign'],
  ] as const)('%s %j says nothing', async (kind, value) => {
    expect(await facts(kind, value)).toBeNull();
  });
});
