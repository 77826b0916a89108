import ipaddr from 'ipaddr.js';
import { parse as parseHost } from 'tldts';
import { z } from 'zod';
import { refang, Untrusted } from './untrusted.ts';

/** What an alert can name, an enricher can look at and an action can act on. The joint between the three. */
export const observableKinds = [
  'ip',
  'domain',
  'url',
  'hash',
  'email',
  'user',
  'host',
  'process',
  'file',
  'cloud-resource',
  'container',
  'repo',
  'secret',
] as const;
export const observableKind = z.enum(observableKinds);
export type ObservableKind = z.infer<typeof observableKind>;

/** The part that an observable played: the attacking side, the attacked side, whoever acted, or merely named. */
export const observableRole = z.enum(['source', 'target', 'actor', 'related']);

/**
 * One thing named by an alert, in canonical spelling (see `canonical`), so that equal things compare equal.
 * `value` is what an attacker may have written: show it only through `spell`.
 */
export const observable = z.object({
  kind: observableKind,
  value: z.string().min(1).max(2048),
  role: observableRole.default('related'),
});
export type Observable = z.infer<typeof observable>;

/** Kind and value in one string, the key under which an observable is looked up: `ip:203.0.113.7`. */
export type ObservableKey = `${ObservableKind}:${string}`;

export function keyOf({ kind, value }: Pick<Observable, 'kind' | 'value'>): ObservableKey {
  return `${kind}:${value}`;
}

/** The observable as text that may be shown. */
export function spell({ value }: { readonly value: string }): Untrusted {
  return Untrusted.of(value);
}

/** Top-level names that no registry hands out, but that companies and documentation use. */
const privateSuffixes = ['example', 'test', 'internal', 'local', 'localhost', 'lan', 'corp', 'home', 'onion', 'invalid'];

function isDomain(text: string): boolean {
  const host = parseHost(text.toLowerCase(), { allowPrivateDomains: false });
  if (host.isIp === true || host.hostname !== text.toLowerCase() || host.domain === null) return false;
  return host.isIcann === true || privateSuffixes.includes(host.publicSuffix ?? '');
}

function asAddress(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\](?::\d{1,5})?$/, '$1').replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/, '$1');
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  return ipaddr.process(bare).toString();
}

function asUrl(text: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : undefined;
}

/**
 * The one spelling of a value, so that equal things compare equal: addresses shortened and IPv4-mapped ones unwrapped, names in lower case without
 * a last dot and in ASCII, hashes in lower case. What cannot be read as its kind comes back trimmed: sources may name odd things, and none is lost.
 */
export function canonical(kind: ObservableKind, value: string): string {
  const text = value.trim();
  switch (kind) {
    case 'ip':
      return asAddress(text) ?? text.toLowerCase();
    case 'domain': {
      const name = text.toLowerCase().replace(/\.$/, '');
      return URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name;
    }
    case 'url':
      return asUrl(text) ?? text;
    case 'host':
      return text.toLowerCase().replace(/\.$/, '');
    case 'hash':
    case 'email':
    case 'user':
    case 'repo':
      return text.toLowerCase();
    case 'cloud-resource':
    case 'process':
    case 'file':
    case 'container':
    case 'secret':
      return text;
    default:
      return kind satisfies never;
  }
}

/**
 * What somebody typed, as an observable: an address, a domain, a link, a hash, an e-mail address, an ARN, `owner/repo`, or any kind spelled out
 * (`user:alex`, `host:web-1`). Defanged spellings and Slack's own marking of links are understood. Undefined when it could be anything.
 */
export function observableOf(typed: string): Observable | undefined {
  const text = refang(unmarked(typed.trim()));
  const spelledOut = new RegExp(`^(${observableKinds.join('|')}):(.+)$`, 'is').exec(text);
  if (spelledOut?.[1] !== undefined && spelledOut[2] !== undefined) {
    const kind = observableKind.parse(spelledOut[1].toLowerCase());
    return recognised.has(kind) && kindOf(spelledOut[2].trim()) !== kind ? undefined : named(kind, spelledOut[2]);
  }
  const kind = kindOf(text);
  return kind === undefined ? undefined : named(kind, text);
}

/** Kinds whose values can be told from their spelling, so that a wrong one is noticed. */
const recognised: ReadonlySet<ObservableKind> = new Set(['ip', 'url', 'hash', 'email', 'domain']);

/** Takes off what Slack puts around what it believes to be a link: `<http://evil.example|evil.example>` was typed as a domain. */
function unmarked(text: string): string {
  const link = /^<(?:mailto:)?([^|>]+)(?:\|([^>]*))?>$/.exec(text);
  if (link?.[1] === undefined) return text;
  return link[2] !== undefined && link[1] === `http://${link[2]}` ? link[2] : link[1];
}

function kindOf(text: string): ObservableKind | undefined {
  if (asAddress(text) !== undefined) return 'ip';
  if (asUrl(text) !== undefined) return 'url';
  if (/^arn:[a-z-]+:[a-z0-9-]+:/.test(text)) return 'cloud-resource';
  if (/^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) return 'hash';
  if (/^[^\s@]+@[^\s@]+$/.test(text) && isDomain(text.slice(text.indexOf('@') + 1))) return 'email';
  if (/^[a-z\d](?:[a-z\d-]{0,38})\/[\w.-]{1,100}$/i.test(text)) return 'repo';
  if (isDomain(text.replace(/\.$/, ''))) return 'domain';
  return undefined;
}

function named(kind: ObservableKind, value: string): Observable | undefined {
  const spelling = canonical(kind, value);
  return spelling === '' || spelling.length > 2048 ? undefined : { kind, value: spelling, role: 'related' };
}

/** What somebody typed as one observable: `203.0.113.7`, `hxxps://evil[.]example`, `user:alex`. */
export const observableArg = z.string().transform((typed, context): Observable => {
  const found = observableOf(typed);
  if (found !== undefined) return found;
  context.addIssue({ code: 'custom', message: 'write an address, domain, URL, hash, e-mail, user:NAME or host:NAME' });
  return z.NEVER;
});
