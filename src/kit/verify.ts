import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../core/alert.ts';
import { type Decision, decide } from '../core/decision.ts';
import type { DocumentProof, Verifier } from './define.ts';

/** How far a signed time may be from ours, either way: a clock that runs ahead is as suspicious as an old recording. */
const toleranceMs = 300_000;

/** The active secrets of one source; several while they are being rotated. */
export interface HookSecrets {
  /** For signatures. */
  readonly signing: readonly string[];
  /** For tokens in a header. */
  readonly tokens: readonly string[];
}

/** A delivery as it came in. Header names in lower case; `rawBody` as the sender signed it, after inflating. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
  readonly now: Instant;
}

/**
 * The secrets of a source, from `HOOK_SECRET_<SOURCE>` and `HOOK_TOKEN_<SOURCE>` (`aws-guardduty` is `AWS_GUARDDUTY`), or else `HOOK_TOKEN`.
 * `lookup` reads a setting by its name.
 */
export function hookSecrets(source: string, lookup: (name: string) => string | undefined): HookSecrets {
  const suffix = source.toUpperCase().replaceAll('-', '_');
  return {
    signing: listed(lookup(`HOOK_SECRET_${suffix}`)),
    tokens: listed(lookup(`HOOK_TOKEN_${suffix}`) ?? lookup('HOOK_TOKEN')),
  };
}

function listed(setting: string | undefined): readonly string[] {
  return (setting ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
}

/**
 * Decides who signed a delivery. Every active secret is tried and compared in constant time; a source without a secret refuses everything.
 * The reasons are for our log, not for the sender.
 */
export function verifyDelivery(verifier: Verifier, request: SignedRequest, secrets: HookSecrets): Decision<'signed' | 'refused'> {
  if (verifier === 'unsigned') return decide('signed', 'the source is declared unsigned');
  switch (verifier.type) {
    case 'hmac':
      return verifySignature(verifier, request, secrets.signing);
    case 'token':
      return verifyToken(verifier, request, secrets.tokens);
    case 'any': {
      const configured = verifier.of.find((one) => isConfigured(one, secrets));
      return configured === undefined ? decide('refused', 'no secret is configured') : verifyDelivery(configured, request, secrets);
    }
    default:
      return verifier satisfies never;
  }
}

/** Whether there is a secret for this verifier. Only the first configured one of several counts: a stronger proof cannot be talked down to a weaker one. */
export function isConfigured(verifier: Verifier | DocumentProof, secrets: HookSecrets): boolean {
  if (verifier === 'unsigned' || verifier.type === 'document') return true;
  if (verifier.type === 'any') return verifier.of.some((one) => isConfigured(one, secrets));
  return (verifier.type === 'hmac' ? secrets.signing : secrets.tokens).length > 0;
}

/**
 * What proves a source, as a fingerprint: equal for two sources that the same secret would do for, so that they are no independent witnesses. Null for
 * one that proves nothing.
 */
export function proofOf(source: string, verifier: Verifier | DocumentProof, secrets: HookSecrets): string | null {
  if (verifier === 'unsigned') return null;
  if (verifier.type === 'document') return `document:${source}`;
  if (verifier.type === 'any') {
    const configured = verifier.of.find((one) => isConfigured(one, secrets));
    return configured === undefined ? null : proofOf(source, configured, secrets);
  }
  const used = verifier.type === 'hmac' ? secrets.signing : secrets.tokens;
  return used.length === 0 ? null : createHash('sha256').update(used.toSorted().join('\n')).digest('hex');
}

function verifySignature(
  verifier: Extract<Verifier, { type: 'hmac' }>,
  { headers, rawBody, now }: SignedRequest,
  secrets: readonly string[],
): Decision<'signed' | 'refused'> {
  if (secrets.length === 0) return decide('refused', 'no signing secret is configured');
  const given = headers[verifier.header.toLowerCase()];
  if (given === undefined) return decide('refused', `the header ${verifier.header} is missing`);
  const sent = verifier.timestampHeader === undefined ? undefined : headers[verifier.timestampHeader.toLowerCase()];
  const timeless = verifier.timestampHeader === undefined || (sent === undefined && verifier.timestampOptional === true);
  const timestamp = sent ?? '';
  if (!timeless && !isNear(timestamp, now)) {
    return decide('refused', `the header ${verifier.timestampHeader} is missing or more than 300 s away`);
  }
  const signed = verifier.timestampOptional === true && sent === undefined ? (['body'] as const) : verifier.signed;
  const signatures = secrets.map((secret) => {
    const hmac = createHmac(verifier.algorithm, secret);
    for (const part of signed) hmac.update(part === 'timestamp' ? timestamp : part === 'body' ? rawBody : part.text);
    return `${verifier.prefix ?? ''}${hmac.digest(verifier.encoding)}`;
  });
  return equalsOneOf(given, signatures) ? decide('signed', 'the signature fits') : decide('refused', 'the signature does not fit');
}

function isNear(timestamp: string, now: Instant): boolean {
  if (!/^\d{1,16}$/.test(timestamp)) return false;
  const at = timestamp.length > 11 ? Number(timestamp) : Number(timestamp) * 1000;
  return Math.abs(Date.parse(now) - at) <= toleranceMs;
}

function verifyToken(
  verifier: Extract<Verifier, { type: 'token' }>,
  { headers }: SignedRequest,
  tokens: readonly string[],
): Decision<'signed' | 'refused'> {
  if (tokens.length === 0) return decide('refused', 'no token is configured');
  const given = verifier.headers.map((name) => headers[name.toLowerCase()]).filter((value) => value !== undefined);
  if (given.length === 0) return decide('refused', `none of the headers ${verifier.headers.join(', ')} was sent`);
  const fits = given.filter((value) => equalsOneOf(tokenIn(value), tokens));
  return fits.length > 0 ? decide('signed', 'the token fits') : decide('refused', 'the token does not fit');
}

/** The token in a header: as itself, after `Bearer `, or as the password of `Basic `. */
export function tokenIn(header: string): string {
  const [, scheme, rest] = /^(bearer|basic) +(\S+)$/i.exec(header) ?? [];
  if (scheme === undefined || rest === undefined) return header;
  if (scheme.toLowerCase() === 'bearer') return rest;
  const pair = Buffer.from(rest, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

/** Compares with every candidate, each in constant time, whatever their lengths; never stops early. */
export function equalsOneOf(given: string, candidates: readonly string[]): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(given);
  return candidates.reduce((found, candidate) => timingSafeEqual(wanted, digest(candidate)) || found, false);
}
