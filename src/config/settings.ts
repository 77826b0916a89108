import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { ConfigurationError, type Problem } from '../core/errors.ts';

const text = z.string().min(1).optional();
const port = (fallback: number) =>
  z.coerce.number({ error: 'write a port number, such as 3000' }).int().min(0).max(65_535, 'write a port up to 65535').default(fallback);
const httpUrl = (example: string) => z.url({ protocol: /^https?$/, error: `write an address such as ${example}` });

/**
 * Every setting of the program itself, by its environment name, with what it is for. Each may also be given as `NAME_FILE`. Vendors' settings stand with their
 * clients, and are looked up in `environment`.
 */
export const settingsSchema = z.object({
  SLACK_BOT_TOKEN: text.describe('The Bot User OAuth Token of the Slack app, xoxb-…'),
  SLACK_APP_TOKEN: text.describe('App-level token with connections:write, xapp-…; with it the bot uses Socket Mode'),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(16, 'write the Signing Secret from the page Basic Information of the Slack app; it has 32 digits')
    .optional()
    .describe('Signing Secret of the Slack app; with it, and without SLACK_APP_TOKEN, Slack reaches the bot over HTTP'),
  SLACK_CLIENT_ID: text.describe('Client ID of the Slack app; with SLACK_CLIENT_SECRET and PUBLIC_URL people sign in to the pages with Slack'),
  SLACK_CLIENT_SECRET: z
    .string()
    .min(16, 'write the Client Secret from the page Basic Information of the Slack app; it has 32 digits')
    .optional()
    .describe('Client Secret of the Slack app'),
  SLACK_API_URL: httpUrl('https://slack.com/api/').default('https://slack.com/api/').describe('Where the Slack Web API is'),
  SLACK_ALERTS_CHANNEL: z
    .string()
    .regex(/^#?[\p{L}\p{N}_-]{1,80}$/u, 'write a channel name such as security-alerts, or its id')
    .transform((name) => name.replace(/^#/, ''))
    .default('security-alerts')
    .describe('Name or id of the private channel with one card per incident'),
  SLACK_RECORD_CHANNEL: z
    .string()
    .regex(/^#?[\p{L}\p{N}_-]{1,80}$/u, 'write a channel name such as security-record, or its id')
    .transform((name) => name.replace(/^#/, ''))
    .default('security-record')
    .describe('Name or id of the private channel in which signed checkpoints of the timeline are kept'),
  SLACK_MESSAGE_GAP_MS: z.coerce
    .number('write a number of milliseconds')
    .int('write whole milliseconds')
    .min(0, 'write 0 or more milliseconds')
    .default(1000)
    .describe('Milliseconds between two messages in one channel. Below 1000 the real Slack hides messages; a stand-in for it can take more'),
  COMMAND_PREFIX: z
    .string()
    .regex(/^\/?[a-z0-9_-]{0,20}$/, 'write a short lower-case prefix such as acme-')
    .transform((prefix) => `/${prefix.replace(/^\//, '')}`)
    .prefault('')
    .describe('Put before the name of every slash command, where another app owns /incident: acme- makes /acme-incident; left out: nothing is'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on'),
  PORT: port(3000).describe('Port for webhooks, pages, health and, over HTTP, Slack'),
  PRACTICE_PORT: port(3100).describe('Port of the practice workspace in the browser; loopback only'),
  PUBLIC_URL: httpUrl('https://firebreak.acme.example')
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('How people reach the pages; left out: http://HOST:PORT'),
  ALLOWED_HOSTS: z
    .string()
    .transform((list) => list.split(',').map((host) => host.trim().toLowerCase()))
    .default([])
    .describe('Further names, separated by commas, under which pages may be asked for; PUBLIC_URL and loopback are always among them'),
  WEB_TOKEN: z
    .string()
    .min(16, 'write at least 16 random characters, for instance from: openssl rand -hex 24')
    .optional()
    .describe('Bearer token for pages and metrics; outside practice they are closed without it'),
  FIREBREAK_KEY: z
    .string()
    .min(32, 'write at least 32 random characters, for instance from: openssl rand -hex 32')
    .optional()
    .describe('Key under which the secrets of one-time codes are sealed; left out: a file of its own beside the SQLite database'),
  FIREBREAK_SIGNING_KEY: text.describe(
    'Ed25519 private key (PKCS #8) that signs checkpoints of the timeline; left out: a file of its own beside the SQLite database',
  ),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)/, 'write sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE')
    .optional()
    .describe('Where the state is kept; left out: SQLite in data/var'),
  FIREBREAK_TEAM: z.string().min(1).optional().describe('Folder with policy.yml, people.yml and the rest; left out: data'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], { error: 'write debug, info, warn or error' }).default('info').describe('How much is logged'),
  NODE_ENV: z.string().optional().describe('production forbids the practice workspace'),
});

/** The settings of one run. `environment` is what was given, with every `NAME_FILE` read; `secrets` are the values that may never be shown. */
export interface Settings extends z.infer<typeof settingsSchema> {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** Settings that may stand in a file of their own. What the AWS SDK or Node read from files themselves is left alone. */
const ours =
  /^(SLACK|HOOK|JIRA|GITHUB|OKTA|ABUSEIPDB|VIRUSTOTAL|CLOUDFLARE|PAGERDUTY|SMTP|NOTIFY|HEARTBEAT|WEB|DATABASE|FIREBREAK_KEY|FIREBREAK_SIGNING_KEY|AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)$)/;
const secretName = /(^|_)(TOKEN|SECRET|PASSWORD|KEY)(_|$)/;

/**
 * Reads the settings. An empty value counts as none, because compose files pass those.
 * @throws ConfigurationError naming each wrong setting and what to write; never its value.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const { environment, problems } = withFiles(env);
  const parsed = settingsSchema.safeParse(environment);
  if (!parsed.success) problems.push(...parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
  else problems.push(...problemsWithTokens(parsed.data));
  if (problems.length > 0 || !parsed.success) throw wrong(problems);
  return { ...parsed.data, environment, secrets: secretsIn(environment) };
}

function wrong(problems: readonly Problem[]): ConfigurationError {
  const lines = problems.map(({ path, message }) => `${path}: ${message}`);
  return new ConfigurationError(`${problems.length === 1 ? 'A setting is' : `${problems.length} settings are`} wrong. ${lines.join('; ')}.`, {
    problems,
    next: 'Correct it in the environment or in .env, then start again.',
  });
}

/** Slack's own service has tokens of a known shape; a stand-in for it may have others. */
function problemsWithTokens({ SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, SLACK_API_URL: url }: z.infer<typeof settingsSchema>): readonly Problem[] {
  if (new URL(url).hostname !== 'slack.com') return [];
  return [
    ...(bot !== undefined && !bot.startsWith('xoxb-')
      ? [{ path: 'SLACK_BOT_TOKEN', message: 'write the Bot User OAuth Token, which begins with xoxb-' }]
      : []),
    ...(app !== undefined && !app.startsWith('xapp-')
      ? [{ path: 'SLACK_APP_TOKEN', message: 'write an App-Level Token, which begins with xapp-' }]
      : []),
  ];
}

function withFiles(env: Readonly<Record<string, string | undefined>>): {
  readonly environment: Record<string, string>;
  readonly problems: Problem[];
} {
  const problems: Problem[] = [];
  const given = Object.entries(env).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
  const environment = Object.fromEntries(given);
  for (const [name, path] of given) {
    const target = name.replace(/_FILE$/, '');
    if (target === name || !ours.test(target)) continue;
    if (environment[target] !== undefined) {
      problems.push({ path: name, message: `${target} is set as well; keep one of the two` });
      continue;
    }
    const read = readSecret(path);
    if ('problem' in read) problems.push({ path: name, message: read.problem });
    else environment[target] = read.value;
  }
  return { environment, problems };
}

function readSecret(path: string): { readonly value: string } | { readonly problem: string } {
  try {
    const mode = statSync(path).mode;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return { problem: `others on this machine can read ${path}; run: chmod 600 ${path}` };
    }
    const value = readFileSync(path, 'utf8').trim();
    return value === '' ? { problem: `${path} is empty; write the value into it` } : { value };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { problem: `${path} cannot be read (${code}); write the path of a file that holds the value` };
  }
}

/** Values that must never be shown, stored or logged. A list of rotating secrets counts one by one. */
function secretsIn(environment: Readonly<Record<string, string>>): readonly string[] {
  const named = Object.entries(environment).filter(([name]) => ours.test(name) && secretName.test(name) && !name.endsWith('_FILE'));
  const addresses = [environment.DATABASE_URL, environment.SMTP_URL].filter((value) => value !== undefined && URL.canParse(value));
  const passwords = addresses.map((value) => decodeURIComponent(new URL(value ?? '').password));
  const values = [...named.flatMap(([, value]) => value.split(',').map((part) => part.trim())), ...passwords, ...secretPaths(environment)];
  return [...new Set(values.filter((value) => value.length >= 8))];
}

/** Whoever knows one of these addresses may speak for us there: what is long in its path is the secret. */
function secretPaths({ HEARTBEAT_URL, NOTIFY_WEBHOOK_URL }: Readonly<Record<string, string>>): readonly string[] {
  const paths = [HEARTBEAT_URL, NOTIFY_WEBHOOK_URL].flatMap((value) => (value !== undefined && URL.canParse(value) ? new URL(value).pathname : []));
  return paths.flatMap((path) => path.split('/')).filter((part) => part.length >= 16);
}
