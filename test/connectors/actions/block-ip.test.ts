import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import blockIp from '../../../src/connectors/actions/block-ip.ts';
import type { Observable } from '../../../src/core/observable.ts';
import type { Order, Surroundings } from '../../../src/kit/define.ts';
import { type RangeVendors, startRangeVendors } from '../../contracts/range-vendors.ts';

let vendors: RangeVendors;
let around: Surroundings;
beforeAll(async () => {
  vendors = await startRangeVendors();
});
afterAll(() => vendors.close());
beforeEach(() => {
  vendors.range.reset();
  around = vendors.connect();
});

type Before = Awaited<ReturnType<typeof blockIp.snapshot>>;
const ip = (value: string): Observable => ({ kind: 'ip', value, role: 'source' });
const order = async (value: string): Promise<Order<Record<string, never>, Before>> => {
  const resolved = await blockIp.check(ip(value), around);
  return { target: ip(value), resolved, params: {}, before: await blockIp.snapshot(resolved, {}, around), token: 'order-1' };
};
const undo = (given: Order<Record<string, never>, Before>) => {
  if ('impossible' in blockIp.undo) throw new Error(blockIp.undo.impossible);
  return blockIp.undo.restore(given, around);
};
const rules = () => vendors.range.inspect.cloudflare.rules.map(({ mode, notes, configuration }) => ({ mode, notes, value: configuration.value }));

test.each([
  ['10.1.2.3', 'private'],
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['169.254.169.254', 'link-local'],
  ['100.64.0.9', 'carrier-grade-nat'],
  ['198.51.100.24', 'ours'],
  ['not-an-address', 'not an IP address'],
])('%s is refused before anybody is asked: %s', async (value, why) => {
  await expect(blockIp.check(ip(value), around)).rejects.toMatchObject({ retryable: false, message: expect.stringContaining(why) });
  expect(vendors.range.requests).toEqual([]);
});

test('an address that somebody allowed on purpose is refused', async () => {
  await around.clients.cloudflare.addRule('203.0.113.7', { mode: 'whitelist', notes: 'the bank' });
  await expect(blockIp.check(ip('203.0.113.7'), around)).rejects.toMatchObject({ message: expect.stringContaining('on purpose') });
});

test('an IPv6 address is blocked and let in again like any other', async () => {
  const given = await order('2001:db8::7');
  await blockIp.run(given, around);
  expect(rules()).toMatchObject([{ mode: 'block', value: '2001:db8::7' }]);
  await undo(given);
  expect(rules()).toEqual([]);
});

test('a challenge that was there before becomes a block, and undo makes it the same challenge again', async () => {
  await around.clients.cloudflare.addRule('203.0.113.7', { mode: 'managed_challenge', notes: 'noisy' });
  const was = rules();
  const given = await order('203.0.113.7');
  await blockIp.run(given, around);
  expect(rules()).toMatchObject([{ mode: 'block' }]);
  await undo(given);
  expect(rules()).toEqual(was);
});

test("somebody else's block is left as it is, also by undo", async () => {
  await around.clients.cloudflare.addRule('203.0.113.7', { mode: 'block', notes: 'by hand' });
  const was = rules();
  const given = await order('203.0.113.7');
  expect(await blockIp.run(given, around)).toContain('there already');
  await undo(given);
  expect(rules()).toEqual(was);
});

test('undo does not touch a rule that somebody has made in place of ours', async () => {
  const given = await order('203.0.113.7');
  await blockIp.run(given, around);
  const ours = await around.clients.cloudflare.ruleAbout('203.0.113.7');
  await around.clients.cloudflare.changeRule(ours?.id ?? '', { mode: 'block', notes: 'keep this, says Mira' });
  const was = rules();
  await expect(undo(given)).rejects.toMatchObject({ message: expect.stringContaining('not the one that Firebreak made') });
  expect(rules()).toEqual(was);
});
