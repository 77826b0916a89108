import { createHmac } from 'node:crypto';

/** Shortest configured value that is looked for: shorter ones stand in ordinary text by chance. */
const shortestSecret = 8;

/**
 * Secrets that are known by their looks, wherever they stand. Access key ids of AWS are among them although they only name a key: beside them the key
 * itself is often found.
 */
const shapes: readonly string[] = [
  // AWS access key ids, permanent and temporary
  '\\b(?:AKIA|ASIA)[A-Z2-7]{16}\\b',
  // GitHub, GitLab, npm
  '\\bgh[pousr]_[A-Za-z0-9]{36,251}\\b',
  '\\bgithub_pat_[A-Za-z0-9_]{22,251}\\b',
  '\\bglpat-[\\w-]{20,64}',
  '\\bnpm_[A-Za-z0-9]{36}\\b',
  // Slack tokens and incoming webhooks
  '\\bxox[abeoprs](?:\\.xox[abp])?-[\\w-]{10,251}',
  '\\bxapp-\\d-[\\w-]{10,251}',
  'hooks\\.slack\\.com/(?:services|workflows|triggers)/[\\w/-]{20,200}',
  // JSON Web Tokens
  '\\beyJ[\\w-]{8,4096}\\.eyJ[\\w-]{8,8192}\\.[\\w-]{8,2048}',
  // Okta API tokens
  '\\b00[\\w-]{40}(?![\\w-])',
  // Google, Stripe, OpenAI and Anthropic, Atlassian, SendGrid
  '\\bAIza[\\w-]{35}',
  '\\bGOCSPX-[\\w-]{28}',
  '\\b[rs]k_live_[A-Za-z0-9]{16,128}',
  '\\bsk-[\\w-]{20,200}',
  '\\bATATT3[\\w=-]{20,251}',
  '\\bSG\\.[\\w-]{22}\\.[\\w-]{43}',
  // private keys, also with their line ends spelled as in JSON
  '-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\\s\\S]{1,8192}?-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----',
];

/** What follows one of these words is a secret whatever it looks like; the word itself stays. Quotes may be escaped, as inside JSON in JSON. */
const announced = new RegExp(
  [
    '(?<=\\b(?:bearer|ssws|basic) )[\\w.~+/=-]{12,4096}',
    '(?<=://[^\\s:/@]{1,128}:)(?!%5Bsecret:)[^\\s:/@]{3,256}(?=@)',
    '(?<=(?:passw(?:or)?d|passphrase|pwd|(?<!\\[|%5B)secret|token|api[_-]?key|access[_-]?key|private[_-]?key)(?:\\\\*["\'])?\\s{0,4}[:=]\\s{0,4}(?:\\\\*["\'])?)(?!%5Bsecret:)[^\\s"\'\\\\,;&<>\\[\\](){}]{6,512}',
  ].join('|'),
  'gi',
);

/** Words before which only a secret of the second kind can stand: without any of them the slower search is not made. */
const announcement = /bearer |ssws |basic |:\/\/[^\s/]*@|passw|passphrase|pwd|secret|token|key/i;

/**
 * Makes the function that takes secrets out of text before anything is stored, shown or logged: every configured value, and whatever looks like a secret.
 * Each becomes `[secret:<8 hex>]`, the first 8 hex digits of HMAC-SHA256 under `key`, so that equal secrets can be recognised as equal and none can be
 * guessed from its fingerprint. Text that was cleaned once stays as it is.
 * A text that is nothing but an AWS access key id stays too: there it names the thing that an alert is about.
 */
export function redactor(secretValues: readonly string[], key: string): (text: string) => string {
  const known = [...new Set(secretValues.flatMap(spellings))].sort((one, other) => other.length - one.length).map(escapeForPattern);
  const recognised = new RegExp([...known, ...shapes].join('|'), 'g');
  const fingerprint = (secret: string) => `[secret:${createHmac('sha256', key).update(secret).digest('hex').slice(0, 8)}]`;
  const inPlain = (text: string) => {
    const clean = text.replace(recognised, fingerprint);
    return announcement.test(clean) ? clean.replace(announced, fingerprint) : clean;
  };
  return (text) => {
    if (text.length < shortestSecret || /^(?:AKIA|ASIA)[A-Z2-7]{16}$/.test(text)) return text;
    const clean = inPlain(text);
    return clean.includes('%') ? inAddresses(clean, inPlain) : clean;
  };
}

/** Looks behind the percent signs of addresses too: `?q=password%3Dhunter22`. An address in which something was found is written anew. */
function inAddresses(text: string, inPlain: (text: string) => string): string {
  return text
    .split(/([\s"'<>\\]+)/)
    .map((word) => {
      const plain = word.includes('%') ? decoded(word) : word;
      const clean = plain === word ? word : inPlain(plain);
      return clean === plain ? word : encodeURI(clean).replace(/%5B(secret:[0-9a-f]{8})%5D/g, '[$1]');
    })
    .join('');
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** A configured value as it is, and as it stands inside JSON and in an address. */
function spellings(value: string): readonly string[] {
  const plain = value.trim();
  if (plain.length < shortestSecret) return [];
  return [plain, JSON.stringify(plain).slice(1, -1), encodeURIComponent(plain)];
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
