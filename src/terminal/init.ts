import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseDocument, stringify } from 'yaml';
import { InputError } from '../core/errors.ts';
import type { RunHooks } from '../kit/run.ts';
import { inspectSlack, type Member, type SlackInspection } from '../slack/inspect.ts';
import { type Asker, terminalAsker } from './ask.ts';
import { invoked } from './invoked.ts';

/** How `init` is typed. Tokens are taken from SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_SIGNING_SECRET where they are set. */
export const initUsage = 'init [--http --url https://firebreak.acme.example] [--prefix acme-] [--user NAME --user NAME]';

/** What `init` was told on the command line. */
interface Wishes {
  readonly http: boolean;
  readonly url: string | undefined;
  readonly prefix: string;
  readonly users: readonly string[];
}

const silent: RunHooks = {
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  measure: () => undefined,
  redact: (text) => text,
};

/**
 * The way from a fresh clone to a real Slack: manifest first, then tokens, then the two people without whom nothing can be approved.
 * Stops after the manifest when there is no token yet, and goes on from there when it is run again.
 */
export async function init(root: string, words: readonly string[], environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      http: { type: 'boolean', default: false },
      url: { type: 'string' },
      prefix: { type: 'string', default: '' },
      user: { type: 'string', multiple: true, default: [] },
    },
  });
  const wishes: Wishes = { http: values.http, url: values.url, prefix: values.prefix, users: values.user };
  const asker = terminalAsker();
  try {
    const manifestFile = writeManifest(root, wishes);
    say(`1. The app manifest is in ${manifestFile}.`);
    say('   Create the app: https://api.slack.com/apps → Create New App → From a manifest. Then install it to your workspace.');

    const tokens = await askTokens(asker, wishes, environment);
    if (tokens === undefined) return say(`   Once it is installed, run it again with its tokens at hand: ${invoked}${['init', ...words].join(' ')}`);
    const slack = inspectSlack(tokens.bot, environment.SLACK_API_URL || undefined, silent);
    await proveTokens(slack, tokens);
    writeEnvironment(root, tokens, wishes);
    await writePeople(root, slack, wishes.users, asker);
    say(`4. Start it: npm start. What is still missing: ${invoked}doctor`);
  } finally {
    asker.close();
  }
}

/** The manifest as this installation needs it: with its command prefix, and for HTTP with the address that Slack calls. */
function writeManifest(root: string, { http, url, prefix }: Wishes): string {
  const source = path.join(root, 'manifest.yml');
  if (!http && prefix === '') return 'manifest.yml';
  if (http && url === undefined)
    throw new InputError('Slack has to know where to call.', { next: 'Add --url with the https address under which this machine is reached.' });
  const manifest = parseDocument(readFileSync(source, 'utf8'));
  const events = `${url}/slack/events`;
  for (const index of commandIndexes(manifest)) {
    const at = ['features', 'slash_commands', index];
    const name = String(manifest.getIn([...at, 'command'])).replace(/^\//, '');
    manifest.setIn([...at, 'command'], `/${prefix}${name}`);
    if (http) manifest.setIn([...at, 'url'], events);
  }
  if (http) {
    manifest.setIn(['settings', 'socket_mode_enabled'], false);
    manifest.setIn(['settings', 'interactivity', 'request_url'], events);
    manifest.setIn(['settings', 'event_subscriptions', 'request_url'], events);
  }
  const file = path.join('data', 'var', 'manifest.yml');
  writeFileSync(path.join(root, file), manifest.toString({ lineWidth: 0 }));
  return file;
}

function commandIndexes(manifest: ReturnType<typeof parseDocument>): readonly number[] {
  const { features } = manifest.toJS() as { features: { slash_commands: readonly unknown[] } };
  return features.slash_commands.map((_, index) => index);
}

interface Tokens {
  readonly bot: string;
  readonly entrance: readonly [name: 'SLACK_APP_TOKEN' | 'SLACK_SIGNING_SECRET', value: string];
}

async function askTokens(asker: Asker, { http }: Wishes, given: Readonly<Record<string, string | undefined>>): Promise<Tokens | undefined> {
  const bot = given.SLACK_BOT_TOKEN || (await asker.ask('   Bot User OAuth Token (xoxb-…), or Enter to stop here', { optional: true }));
  if (bot === '') return undefined;
  const name = http ? 'SLACK_SIGNING_SECRET' : 'SLACK_APP_TOKEN';
  const question = http ? '   Signing Secret (Basic Information)' : '   App-level token with connections:write (xapp-…)';
  return { bot, entrance: [name, given[name] || (await asker.ask(question))] };
}

/** Before they are written down, because what stands in `.env` is left as it is from then on. @throws InputError when Slack does not take one. */
async function proveTokens(slack: SlackInspection, { entrance: [name, value] }: Tokens): Promise<void> {
  const said = await slack.who();
  if ('problem' in said) throw refusedToken('SLACK_BOT_TOKEN', said.problem);
  const problem = name === 'SLACK_APP_TOKEN' ? await slack.socketProblem(value) : undefined;
  if (problem !== undefined) throw refusedToken(name, problem);
}

function refusedToken(name: string, problem: string): InputError {
  return new InputError(`Slack does not take this ${name} (${problem}). Nothing was written to .env.`, {
    next: `Copy it again from the app’s pages at api.slack.com/apps, and type ${invoked}init once more.`,
  });
}

/** `.env`, readable by its owner alone, with secrets of its own for hooks and pages. */
function writeEnvironment(root: string, { bot, entrance }: Tokens, { url, prefix }: Wishes): void {
  const lines = [
    '# Settings of this Firebreak. Every other one is described in .env.example.',
    `SLACK_BOT_TOKEN=${bot}`,
    `${entrance[0]}=${entrance[1]}`,
    ...(url === undefined ? [] : [`PUBLIC_URL=${url}`]),
    ...(prefix === '' ? [] : [`COMMAND_PREFIX=${prefix}`]),
    '# What alert sources send in a header, and what opens the pages.',
    `HOOK_TOKEN=${randomBytes(24).toString('base64url')}`,
    `WEB_TOKEN=${randomBytes(24).toString('base64url')}`,
  ];
  const written = writeNew(root, '.env', `${lines.join('\n')}\n`, 0o600);
  say(written ? '2. The settings are in .env, with fresh secrets for hooks and pages.' : '2. .env exists already and was left as it is.');
}

/** The first two people: both may analyse and approve, so that two-people is possible from the first day. */
async function writePeople(root: string, slack: SlackInspection, users: readonly string[], asker: Asker): Promise<void> {
  const file = path.join('data', 'people.yml');
  if (hasPeople(root, file)) return say(`3. ${file} names people already and was left as it is.`);
  const members: Member[] = [];
  for (const question of ['First person who may approve (Slack name or member id)', 'Second person']) {
    members.push(await findMember(slack, users[members.length] ?? (await asker.ask(`   ${question}`))));
  }
  if (members[0]?.id === members[1]?.id)
    throw new InputError('Both names are the same person.', { next: 'Two different people have to be able to approve.' });
  const people = members.map(({ id, name, email, timezone }) => ({
    id: idFrom(name, id),
    name,
    slack: id,
    ...(email !== undefined && { email }),
    ...(timezone !== undefined && { timezone }),
    roles: ['analyst', 'approver'],
  }));
  writeFileSync(path.join(root, file), `# Who is who, and who may do what. See data/README.md.\n${stringify({ people })}`);
  say(`3. ${file} names ${members.map(({ name }) => name).join(' and ')}. Add the others there.`);
}

async function findMember(slack: SlackInspection, called: string): Promise<Member> {
  const member = await slack.member(called);
  if (member !== undefined) return member;
  throw new InputError(`Nobody in the workspace, or more than one person, is called “${called}”.`, {
    next: 'Give the member id (profile → ⋮ → Copy member ID).',
  });
}

function hasPeople(root: string, file: string): boolean {
  const full = path.join(root, file);
  if (!existsSync(full)) return false;
  const { people } = (parseDocument(readFileSync(full, 'utf8')).toJS() ?? {}) as { people?: readonly unknown[] };
  return (people ?? []).length > 0;
}

/** `Mira Okafor` → `mira.okafor` */
function idFrom(name: string, slack: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^[^a-z]+|\.+$/g, '');
  return id === '' ? slack.toLowerCase() : id.slice(0, 64);
}

/** Writes a file unless it is there. */
function writeNew(root: string, file: string, text: string, mode: number): boolean {
  const full = path.join(root, file);
  if (existsSync(full)) return false;
  writeFileSync(full, text, { mode });
  return true;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
