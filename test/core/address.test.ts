import { expect, test } from 'vitest';
import { addressClass, isOutside } from '../../src/core/address.ts';

test.each([
  ['8.8.8.8', 'public'],
  ['2606:4700::1111', 'public'],
  ['::ffff:8.8.8.8', 'public'],
  ['10.1.2.3', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.0.1', 'private'],
  ['::ffff:192.168.0.1', 'private'],
  ['fd00::1', 'private'],
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['169.254.169.254', 'link-local'],
  ['fe80::1', 'link-local'],
  ['100.64.0.1', 'carrier-grade-nat'],
  ['192.0.2.1', 'documentation'],
  ['203.0.113.7', 'documentation'],
  ['2001:db8::7', 'documentation'],
  ['224.0.0.251', 'multicast'],
  ['ff02::fb', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['240.0.0.1', 'reserved'],
  ['64:ff9b::a01:203', 'reserved'],
] as const)('%s is %s', (address, kind) => {
  expect(addressClass(address)).toBe(kind);
});

test.each(['127.1', '0x7f.1', '010.1.2.3', '1.2.3.4.5', 'example.com', '', '203.0.113.0/24'])('%j is no address', (text) => {
  expect(addressClass(text)).toBeUndefined();
});

test('only public addresses, and those of exercises, can be somebody outside', () => {
  expect(['public', 'documentation', 'private', 'loopback', 'reserved', 'carrier-grade-nat'].map((kind) => isOutside(kind as never))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
