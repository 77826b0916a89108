import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ConnectorError } from '../../src/core/errors.ts';
import { neverContain } from '../../src/core/never-contain.ts';
import { ownIdentities } from '../../src/flows/own-identities.ts';
import type { Bot, Connection } from '../../src/kit/bot.ts';
import type { ClientDefinition, ClientId } from '../../src/kit/define.ts';
import { definitionsIn } from '../contracts/found.ts';
import { acme, type RangeVendors, startRangeVendors } from '../contracts/range-vendors.ts';

let vendors: RangeVendors;
let bot: Bot;
beforeAll(async () => {
  vendors = await startRangeVendors();
});
afterAll(() => vendors.close());
beforeEach(async () => {
  vendors.range.reset();
  const { clients } = vendors.connect();
  const found = await definitionsIn<ClientDefinition>('clients');
  bot = {
    ownAddresses: ['192.0.2.200'],
    catalogue: { clients: new Map(found.map(({ definition }) => [definition.id, definition])) },
    connection: <Id extends ClientId>(id: Id) => ({ client: clients[id] }) as Connection<Id>,
    now: () => new Date().toISOString(),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  } as unknown as Bot;
});

it.each([
  ['where we run', 'ip', '192.0.2.200'],
  ['the owner of Okta’s token', 'user', 'firebreak@acme.example'],
  ['the account behind Jira’s token', 'email', 'firebreak@acme.example'],
  ['the account behind GitHub’s token', 'user', 'firebreak-bot'],
  ['the user behind the key of AWS', 'cloud-resource', 'arn:aws:iam::111122223333:user/firebreak'],
  ['that user by its id', 'user', 'AIDAPRACTICE000000001'],
  ['the key itself', 'secret', 'AKIAPRACTICE00000001'],
] as const)('%s is never contained, whichever vendor an action uses', async (_what, kind, value) => {
  const own = await ownIdentities(bot, ['cloudflare']);
  const acted = { target: { kind, value }, resolved: { id: value, label: value } };
  expect(neverContain(acted, { listed: [], own }, acme)).toMatch(/is Firebreak itself/);
});

it('a vendor that does not say who we are stops what is done there, and nothing elsewhere; it is left alone for a while', async () => {
  const down = { system: 'okta', method: 'GET', path: '/api/v1/users/me', status: 403 } as const;
  const asked = () => vendors.range.requests.filter(({ path }) => path === down.path).length;
  vendors.range.faults.next(down);
  await expect(ownIdentities(bot, ['okta'])).rejects.toBeInstanceOf(ConnectorError);
  vendors.range.faults.next(down);
  expect(await ownIdentities(bot, ['cloudflare'])).toContain('firebreak-bot');
  const before = asked();
  expect(await ownIdentities(bot, ['cloudflare'])).toContain('firebreak-bot');
  expect(asked()).toBe(before);
  expect(await ownIdentities(bot, ['okta'])).toContain('firebreak@acme.example');
});
