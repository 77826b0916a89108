import ipaddr from 'ipaddr.js';

/** What kind of address it is, by the registries of special addresses (RFC 6890, RFC 5737, RFC 3849, RFC 6598). */
export type AddressClass =
  | 'public'
  | 'private'
  | 'loopback'
  | 'link-local'
  | 'carrier-grade-nat'
  | 'documentation'
  | 'multicast'
  | 'broadcast'
  | 'unspecified'
  | 'reserved';

/** Addresses that only stand in documents and exercises. They are treated like public ones: nobody's own network uses them. */
const documentation = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'].map((range) => ipaddr.parseCIDR(range));

const classOfRange: Readonly<Record<string, AddressClass>> = {
  unicast: 'public',
  private: 'private',
  uniqueLocal: 'private',
  loopback: 'loopback',
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade-nat',
  multicast: 'multicast',
  broadcast: 'broadcast',
  unspecified: 'unspecified',
};

/** The class of an IPv4 or IPv6 address in any spelling; undefined when it is none. An IPv4 address inside an IPv6 one counts as itself. */
export function addressClass(text: string): AddressClass | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  if (documentation.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))) return 'documentation';
  return classOfRange[address.range()] ?? 'reserved';
}

/** Whether somebody outside can stand behind this class of address. */
export function isOutside(kind: AddressClass): boolean {
  return kind === 'public' || kind === 'documentation';
}

/** Whether an address, in any spelling, is this one or lies in this range (`198.51.100.0/24`). False for anything that is no address. */
export function covers(range: string, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (ipaddr.isValid(range)) return ipaddr.process(range).toString() === parsed.toString();
  if (!ipaddr.isValidCIDR(range)) return false;
  const [network, bits] = ipaddr.parseCIDR(range);
  return network.kind() === parsed.kind() && parsed.match(network, bits);
}

/** One customer of a provider: an IPv4 address, or the 64 bits of an IPv6 network, within which anybody takes addresses as they like. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
