import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Grounds, type House, openHouse, root } from '../compose.ts';
import { hasNoSlack } from '../config/grounds.ts';
import { modeOf } from '../config/mode.ts';
import type { Settings } from '../config/settings.ts';
import { signingKeyFileOf } from '../config/signing-key.ts';
import { FirebreakError } from '../core/errors.ts';
import { counted, type Text } from '../core/text.ts';
import { type Answer, answer } from '../kit/answer.ts';
import { hookSecrets, isConfigured } from '../kit/verify.ts';
import { inspectSlack } from '../slack/inspect.ts';
import { oneTimeCodes } from './check-codes.ts';
import { type Check, fine, open, wrong } from './checks.ts';
import { invoked } from './invoked.ts';
import { machineChecks } from './machine.ts';

const marks = { fine: '✓', open: '○', wrong: '✗' } as const;

/** Looks at everything that the bot needs and says in plain words what is missing. Exit code 1 when something keeps it from working. */
export async function doctor(settings: Settings, grounds: Grounds): Promise<{ readonly answer: Answer; readonly code: number }> {
  const checks: Check[] = [];
  const house = await openHouse(settings, grounds).catch((error: unknown) => {
    checks.push(asCheck('Settings, files and database', error));
    return undefined;
  });
  // After the store was opened: a database that is new stands there only now.
  checks.unshift(...machineChecks({ root, ...grounds }));
  checks.push(await running(settings));
  if (house !== undefined) {
    try {
      checks.push(await database(house), signing(house, grounds), ...people(house), await oneTimeCodes(house), ...(await slack(house)));
      if (!hasNoSlack(settings)) checks.push(await clock(settings), ...hooks(house), pages(settings), ...paging(house), ...(await vendors(house)));
    } finally {
      await house.close();
    }
  }
  const bad = checks.filter(({ state }) => state === 'wrong').length;
  const lines = checks.map(
    ({ what, state, says, next }): Text => [`${marks[state]} `, { strong: `${what}: ` }, says, ...(next ? [` → ${next}`] : [])],
  );
  const title = bad === 0 ? 'Nothing keeps the bot from working' : `${counted(bad, 'thing keeps', 'things keep')} the bot from working`;
  return {
    answer: answer(title, [{ list: lines }, { hint: '✓ in order   ○ the bot does without it   ✗ has to be mended' }], { checks }),
    code: bad === 0 ? 0 : 1,
  };
}

/** Whether a bot runs already; `doctor` may look beside it. */
async function running({ HOST, PORT }: Settings): Promise<Check> {
  const host = ['0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
    const { status, parts } = readiness.parse(await answer.json());
    const says = Object.entries(parts).map(([part, state]) => `${part}: ${state}`);
    if (status !== 'ready') return wrong('Bot', `it runs at ${url} and is not ready (${says.join(', ')})`, 'Read its log.');
    if (parts.slack !== undefined && parts.slack !== 'ok')
      return wrong('Bot', `it runs at ${url} and keeps alerts, but shows none (${says.join(', ')})`, 'Read its log.');
    return fine('Bot', `it runs at ${url} and is ready`);
  } catch (error) {
    // Nobody listens there, and a bot may be started.
    if (error instanceof TypeError) return open('Bot', `none runs at ${url}`, 'Start it with npm start.');
    return wrong('Bot', `what answers at ${url} is no Firebreak`, 'End that program, or set PORT to a port that is free.');
  }
}

const readiness = z.object({ status: z.string(), parts: z.record(z.string(), z.string()) });

async function database({ bot: { store, notary } }: House): Promise<Check> {
  const { events, firstBreak } = await store.verify({ key: notary.verifierKey() });
  const { jobs, outbox, quarantined } = await store.backlog();
  if (firstBreak !== null) return wrong('Database', `the timeline does not hold: ${firstBreak.why}`, `Run ${invoked}verify, and restore a backup.`);
  const given = jobs.dead + outbox.dead;
  if (given > 0) return open('Database', `${given} jobs or messages were given up`, 'Look for “failed” in the log.');
  if (quarantined > 0) return open('Database', `${quarantined} deliveries are in quarantine`, `Run ${invoked}quarantine.`);
  return fine('Database', `it opens, and its timeline of ${events} events holds`);
}

/** Whose signature stands under checkpoints, and where its key is. */
function signing({ bot: { notary }, settings }: House, { databaseUrl }: Grounds): Check {
  const where = settings.FIREBREAK_SIGNING_KEY === undefined ? `in ${signingKeyFileOf(databaseUrl)}` : 'in FIREBREAK_SIGNING_KEY';
  return fine('Signing key', `${notary.verifierKey()}, ${where}. Keep a copy of both elsewhere: the first proves, the second signs`);
}

function people({ bot: { files } }: House): readonly Check[] {
  const { policy, team } = files;
  const approvers = team.people.filter(
    ({ roles, slack }) => slack !== undefined && roles.some((role) => policy.containment.approvers.includes(role)),
  );
  const needsTwo = policy.containment.gate.some(({ verdict }) => verdict === 'two-people');
  if (approvers.length === 0) {
    return [
      wrong(
        'People',
        'nobody in people.yml may approve a containment',
        `Give somebody with a Slack id the role approver; ${invoked}init writes a first people.yml.`,
      ),
    ];
  }
  if (needsTwo && approvers.length < 2) {
    return [
      wrong(
        'People',
        `only ${approvers[0]?.name} may approve, and the policy wants two people for some actions`,
        'Give a second person the role approver.',
      ),
    ];
  }
  return [fine('People', `${team.people.length} known, ${approvers.length} of them may approve`)];
}

async function slack({ settings, hooks, bot }: House): Promise<readonly Check[]> {
  const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: url } = settings;
  const known = await bot.store.fact('workspace');
  try {
    modeOf(settings, { workspace: known });
  } catch (error) {
    return [asCheck('Slack', error)];
  }
  if (token === undefined) {
    const says = 'no token is set, so npm start opens the practice workspace, which brings vendors, secrets and people of its own';
    return [open('Slack', says, `Run ${invoked}init to connect a real workspace; then doctor looks at the rest.`)];
  }
  const inspection = inspectSlack(token, url, hooks);
  try {
    const who = await inspection.who();
    if ('problem' in who)
      return [wrong('Slack', `it refuses SLACK_BOT_TOKEN (${who.problem})`, 'Install the app again and copy the Bot User OAuth Token.')];
    const { bot: asked, bot_optional: optional } = scopesOfManifest();
    const lacking = (scopes: readonly string[]) => scopes.filter((scope) => who.scopes.length > 0 && !who.scopes.includes(scope));
    const [missing, without] = [lacking(asked), lacking(optional)];
    return [
      fine('Slack', `connected to ${who.team} as ${who.bot}`),
      missing.length === 0
        ? fine('Slack scopes', 'all that manifest.yml asks for are granted')
        : wrong('Slack scopes', `missing: ${missing.join(', ')}`, 'Update the app from manifest.yml and install it again.'),
      ...(without.length === 0
        ? []
        : [open('Optional Slack scopes', `not granted: ${without.join(', ')}`, 'What each is for stands beside it in manifest.yml.')]),
      await entrance(appToken, settings.PUBLIC_URL, inspection),
    ];
  } catch (error) {
    return [asCheck('Slack', error)];
  }
}

async function entrance(appToken: string | undefined, publicUrl: string | undefined, inspection: ReturnType<typeof inspectSlack>): Promise<Check> {
  if (appToken === undefined) {
    return publicUrl === undefined
      ? open(
          'Slack entrance',
          'over HTTP, but PUBLIC_URL does not say where Slack reaches this machine',
          'Set PUBLIC_URL to its https address: calls by any other name are refused.',
        )
      : fine('Slack entrance', `over HTTP: Slack calls ${publicUrl}/slack/events`);
  }
  const problem = await inspection.socketProblem(appToken);
  return problem === undefined
    ? fine('Slack entrance', 'Socket Mode opens')
    : wrong(
        'Slack entrance',
        `Socket Mode is refused (${problem})`,
        'Make an app-level token with the scope connections:write, and turn Socket Mode on.',
      );
}

const scopes = z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()) });
const manifest = z.object({ oauth_config: z.object({ scopes }) });

function scopesOfManifest(): z.infer<typeof scopes> {
  return manifest.parse(parse(readFileSync(path.join(root, 'manifest.yml'), 'utf8'))).oauth_config.scopes;
}

/** Signatures are refused beyond five minutes; half a minute is already worth a word. */
const worthAWordMs = 30_000;

async function clock({ SLACK_API_URL }: Settings): Promise<Check> {
  try {
    const { headers } = await fetch(new URL('api.test', SLACK_API_URL), { method: 'POST', signal: AbortSignal.timeout(5000), redirect: 'manual' });
    const theirs = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(theirs)) return open('Clock', 'Slack did not say what time it is', 'Compare this machine’s clock with another one.');
    const off = Math.abs(Date.now() - theirs);
    const says = `${Math.round(off / 1000)} s off Slack’s`;
    return off < worthAWordMs
      ? fine('Clock', says)
      : wrong('Clock', says, 'Turn on time synchronisation: signatures more than 300 s off are refused.');
  } catch {
    return open('Clock', 'nobody could be asked what time it is', 'Compare this machine’s clock with another one.');
  }
}

function hooks({ bot, settings }: House): readonly Check[] {
  const closed = [...bot.catalogue.sources.values()]
    .filter(
      ({ id, signedBy }) =>
        !isConfigured(
          signedBy,
          hookSecrets(id, (name) => settings.environment[name]),
        ),
    )
    .map(({ id }) => id);
  if (closed.length === 0) return [fine('Hooks', 'every source has a secret')];
  return [
    open(
      'Hooks',
      `these take nothing, because they have no secret: ${closed.join(', ')}`,
      'Set HOOK_TOKEN, or HOOK_TOKEN_… for one of them; those that sign, such as GitHub, need HOOK_SECRET_…',
    ),
  ];
}

function pages({ WEB_TOKEN }: Settings): Check {
  if (WEB_TOKEN !== undefined) return fine('Pages', 'open to whoever has WEB_TOKEN');
  return open('Pages', 'closed, because WEB_TOKEN is not set', 'Set WEB_TOKEN to at least 16 random characters.');
}

/** Who is woken; whether that works is for the vendors' own checks to say. */
function paging({ bot }: House): readonly Check[] {
  const { notify } = bot.files.policy;
  if (notify === undefined)
    return [open('Paging', 'nobody can be woken: policy.yml names no notifier', 'Write notify: with first: and fallback: into policy.yml.')];
  const named = [notify.first, ...(notify.fallback === undefined ? [] : [notify.fallback])].flatMap((id) => bot.catalogue.notifiers.get(id) ?? []);
  const lacking = named.flatMap(({ title, uses }) => {
    const connection = bot.connection(uses);
    return 'absent' in connection ? [wrong('Paging', `policy.yml names ${title}, which is not set up`, `Set ${connection.absent.join(', ')}.`)] : [];
  });
  if (lacking.length > 0) return lacking;
  const titles = named.map(({ title }) => title);
  if (titles.length === 1)
    return [open('Paging', `through ${titles[0]}, and nothing else when that fails`, 'Name a fallback under notify: in policy.yml.')];
  return [fine('Paging', `through ${titles.join(', then ')}`)];
}

function vendors({ bot }: House): Promise<readonly Check[]> {
  return Promise.all(
    [...bot.catalogue.clients.values()].map(async ({ id, title, probe }) => {
      const connection = bot.connection(id);
      if ('absent' in connection) return open(title, 'not set up', `Set ${connection.absent.join(', ')}.`);
      try {
        return fine(title, await probe(connection.client));
      } catch (error) {
        return asCheck(title, error);
      }
    }),
  );
}

function asCheck(what: string, error: unknown): Check {
  if (!(error instanceof FirebreakError)) throw error;
  const problems = 'problems' in error ? (error.problems as readonly { path: string; message: string }[]) : [];
  const says = [error.message, ...problems.map(({ path, message }) => `${path}: ${message}`)].join(' ');
  return wrong(what, says, error.next ?? `Mend it and run ${invoked}doctor again.`);
}
