import { parse as parseHost } from 'tldts';
import { addressClass } from '../../core/address.ts';
import { defineEnricher, Untrusted, z } from '../../kit/index.ts';

const finding = z.object({
  /** Class of the address, when the observable is one or its host is. */
  address: z
    .enum(['public', 'private', 'loopback', 'link-local', 'carrier-grade-nat', 'documentation', 'multicast', 'broadcast', 'unspecified', 'reserved'])
    .nullable(),
  name: z
    .object({
      host: z.string(),
      /** What somebody registered: the name below the public suffix. Null when the suffix itself is named, or there is none. */
      registered: z.string().nullable(),
      suffix: z.string().nullable(),
      /** Everybody can have a name here for the asking: `github.io`, `blogspot.com`. */
      shared: z.boolean(),
      /** Written in letters beyond ASCII, which may look like others. */
      punycode: z.boolean(),
    })
    .nullable(),
});

const meaning = {
  public: 'A public address.',
  private: 'A private address: it is inside some network, ours or another, and means nothing outside of it.',
  loopback: 'A loopback address: the machine that sent the alert means itself.',
  'link-local': 'A link-local address: it never leaves one cable. 169.254.169.254 is where clouds hand out credentials.',
  'carrier-grade-nat': 'An address inside a provider: many customers share what is seen outside.',
  documentation: 'An address for documents and exercises (RFC 5737, RFC 3849): nobody on the internet has it.',
  multicast: 'A multicast address: it stands for a group, not for one machine.',
  broadcast: 'The broadcast address: it stands for everybody in a network.',
  unspecified: 'The unspecified address: it stands for none or for any.',
  reserved: 'A reserved address that no machine should have.',
} as const;

export default defineEnricher({
  id: 'address',
  title: 'Address facts',
  looksAt: ['ip', 'domain', 'url', 'email'],
  uses: [],
  asksOutside: false,
  finding,

  look: async ({ kind, value }) => {
    if (kind === 'ip') {
      const address = addressClass(value);
      return address === undefined ? null : { address, name: null };
    }
    const host = hostOf(kind, value);
    if (host === undefined) return null;
    const address = addressClass(host.replace(/^\[(.*)\]$/, '$1'));
    if (address !== undefined) return { address, name: null };
    const { domain, publicSuffix, isPrivate } = parseHost(host, { allowPrivateDomains: true });
    const punycode = /(^|\.)xn--/.test(host);
    return { address: null, name: { host, registered: domain, suffix: publicSuffix, shared: isPrivate ?? false, punycode } };
  },
  say: ({ address, name }) => ({
    says: [
      ...(address ? [meaning[address]] : []),
      ...(name?.registered ? [Untrusted.of(`Registered name: ${name.registered}`)] : []),
      ...(name && name.registered === null ? ['No registered name: the host is a public suffix itself, or stands in no registry.'] : []),
      ...(name?.shared && name.suffix
        ? [Untrusted.of(`Anybody can have a name under ${name.suffix}: it says nothing about who stands behind it.`)]
        : []),
      ...(name?.punycode ? ['Written in letters beyond ASCII: it may look like another name.'] : []),
    ],
    hostile: null,
  }),
  examples: [
    { name: 'an address of an exercise', data: { address: 'documentation', name: null }, says: [meaning.documentation] },
    {
      name: 'a page on a shared host',
      data: {
        address: null,
        name: { host: 'login-acme.github.io', registered: 'login-acme.github.io', suffix: 'github.io', shared: true, punycode: false },
      },
      says: ['Registered name: login-acme.github.io', 'Anybody can have a name under github.io: it says nothing about who stands behind it.'],
    },
  ],
});

function hostOf(kind: 'domain' | 'url' | 'email', value: string): string | undefined {
  if (kind === 'domain') return value;
  if (kind === 'email') return value.includes('@') ? value.slice(value.lastIndexOf('@') + 1) : undefined;
  return URL.canParse(value) ? new URL(value).hostname || undefined : undefined;
}
