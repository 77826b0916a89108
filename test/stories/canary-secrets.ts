import { randomBytes } from 'node:crypto';

/** A secret that stands nowhere else in the world, and how somebody would write it down. */
export interface Canary {
  readonly name: string;
  readonly written: string;
  /** What is looked for: a part of the secret, so that a piece of it that was cut off is found too. */
  readonly needle: string;
}

const alphabets = {
  letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  base32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
} as const;

function chance(length: number, alphabet: keyof typeof alphabets = 'letters'): string {
  const signs = alphabets[alphabet];
  return [...randomBytes(length)].map((byte) => signs[byte % signs.length]).join('');
}

/** Each kind of secret with the words in which it usually turns up; `#` stands for what is chance, its length after it. */
const kinds: readonly (readonly [name: string, around: (secret: string) => string, length: number, alphabet?: keyof typeof alphabets])[] = [
  ['AWS access key id', (s) => `key AKIA${s} was used`, 16, 'base32'],
  ['AWS temporary key id', (s) => `key ASIA${s} was used`, 16, 'base32'],
  ['AWS secret key', (s) => `aws_secret_access_key = ${s}`, 40],
  ['GitHub token', (s) => `found ghp_${s}`, 36],
  ['GitHub app token', (s) => `found ghs_${s}`, 36],
  ['GitHub fine-grained token', (s) => `found github_pat_${s}`, 60],
  ['GitLab token', (s) => `found glpat-${s}`, 20],
  ['npm token', (s) => `found npm_${s}`, 36],
  ['Slack bot token', (s) => `found xoxb-123456789012-${s}`, 24],
  ['Slack user token', (s) => `found xoxp-123456789012-${s}`, 24],
  ['Slack app token', (s) => `found xapp-1-A0123-${s}`, 24],
  ['Slack webhook', (s) => `posts to https://hooks.slack.com/services/T0123/B0123/${s}`, 24],
  ['JSON Web Token', (s) => `jwt eyJhbGciOiJIUzI1NiJ9.eyJ${s}.${chance(43)}`, 40],
  ['Okta token', (s) => `found 00${s}`, 40],
  ['Google key', (s) => `found AIza${s}`, 35],
  ['Google client secret', (s) => `found GOCSPX-${s}`, 28],
  ['Stripe key', (s) => `found sk_live_${s}`, 24],
  ['Atlassian token', (s) => `found ATATT3${s}`, 60],
  ['SendGrid key', (s) => `found SG.${s}.${chance(43)}`, 22],
  ['private key', (s) => `-----BEGIN RSA PRIVATE KEY-----\n${s}\n-----END RSA PRIVATE KEY-----`, 64],
  ['password', (s) => `password=${s}`, 16],
  ['password in JSON', (s) => `{"passwd":"${s}"}`, 16],
  ['API key', (s) => `api_key: ${s}`, 24],
  ['bearer token', (s) => `Authorization: Bearer ${s}`, 32],
  ['basic credentials', (s) => `Authorization: Basic ${s}`, 32],
  ['password in an address', (s) => `postgres://app:${s}@db.acme.example/app`, 20],
];

/** One of each kind, fresh. */
export function freshCanaries(): readonly Canary[] {
  return kinds.map(([name, around, length, alphabet]) => {
    const secret = chance(length, alphabet);
    return { name, written: around(secret), needle: secret.slice(0, 12) };
  });
}

/** A value that the bot was given as a setting, pasted somewhere by somebody. */
export function pasted(name: string, value: string): Canary {
  return { name, written: `our ${name.toLowerCase().replaceAll('_', ' ')} is ${value} now`, needle: value.slice(0, 24) };
}

/** Where each canary is found, in plain words; empty when all is well. */
export function sightings(canaries: readonly Canary[], places: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    canaries.flatMap(({ name, needle }) => {
      const at = [needle, encodeURIComponent(needle)].map((spelling) => text.indexOf(spelling)).find((index) => index >= 0);
      return at === undefined ? [] : [`${name} in ${place}: …${text.slice(Math.max(0, at - 80), at + needle.length)}`];
    }),
  );
}
