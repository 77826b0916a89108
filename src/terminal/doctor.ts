import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Grounds, type House, openHouse, root } from '../compose.ts';
import type { Settings } from '../config/settings.ts';
import { FirebreakError } from '../core/errors.ts';
import { counted, type Text } from '../core/text.ts';
import { type Answer, answer } from '../kit/answer.ts';
import { hookSecrets, isConfigured } from '../kit/verify.ts';
import { inspectSlack } from '../slack/inspect.ts';
import { type Check, fine, open, wrong } from './checks.ts';
import { invoked } from './invoked.ts';

const marks = { fine: '✓', open: '○', wrong: '✗' } as const;

/** Looks at everything that the bot needs, changes nothing, and says in plain words what is missing. Exit code 1 when something keeps it from working. */
export async function doctor(settings: Settings, grounds: Grounds): Promise<{ readonly answer: Answer; readonly code: number }> {
  const checks: Check[] = [runtime(), ...environmentFile()];
  const house = await openHouse(settings, grounds).catch((error: unknown) => {
    checks.push(asCheck('Settings, files and database', error));
    return undefined;
  });
  if (house !== undefined) {
    try {
      checks.push(
        await database(house),
        ...people(house),
        ...(await slack(house)),
        await clock(settings),
        ...hooks(house),
        pages(settings),
        ...(await vendors(house)),
      );
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

/** `.env` holds the tokens, so it is for its owner alone. */
function environmentFile(): readonly Check[] {
  const file = path.join(root, '.env');
  if (!existsSync(file) || process.platform === 'win32') return [];
  return (statSync(file).mode & 0o077) === 0
    ? [fine('.env', 'only its owner can read it')]
    : [wrong('.env', 'others on this machine can read it, and with it the tokens', 'Run chmod 600 .env.')];
}

function runtime(): Check {
  const borrowed = process.execPath.includes(`${path.sep}runtime${path.sep}node_modules${path.sep}`);
  return fine('Runtime', `Node ${process.versions.node}${borrowed ? ', borrowed from the npm registry because this machine’s own is older' : ''}`);
}

async function database({ bot: { store } }: House): Promise<Check> {
  const { events, firstBreak } = await store.verify();
  const { jobs, outbox, quarantined } = await store.backlog();
  if (firstBreak !== null) return wrong('Database', `the timeline does not hold: ${firstBreak.why}`, `Run ${invoked}verify, and restore a backup.`);
  const given = jobs.dead + outbox.dead;
  if (given > 0) return open('Database', `${given} jobs or messages were given up`, 'Look for “failed” in the log.');
  if (quarantined > 0) return open('Database', `${quarantined} deliveries are in quarantine`, `Run ${invoked}quarantine.`);
  return fine('Database', `it opens, and its timeline of ${events} events holds`);
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
  const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: secret, SLACK_API_URL: url } = settings;
  if (token === undefined) {
    return [open('Slack', 'no token is set, so npm start opens the practice workspace', `Run ${invoked}init to connect a real workspace.`)];
  }
  const inspection = inspectSlack(token, url, hooks);
  try {
    const who = await inspection.who();
    if ('problem' in who)
      return [wrong('Slack', `it refuses SLACK_BOT_TOKEN (${who.problem})`, 'Install the app again and copy the Bot User OAuth Token.')];
    const missing = scopesOfManifest().filter((scope) => who.scopes.length > 0 && !who.scopes.includes(scope));
    const known = await bot.store.fact('workspace');
    return [
      fine('Slack', `connected to ${who.team} as ${who.bot}`),
      missing.length === 0
        ? fine('Slack scopes', 'all that manifest.yml asks for are granted')
        : wrong('Slack scopes', `missing: ${missing.join(', ')}`, 'Update the app from manifest.yml and install it again.'),
      ...(known === 'practice' ? [wrong('Slack', 'the database belongs to the practice workspace', 'Set DATABASE_URL to another one.')] : []),
      await entrance(appToken, secret, inspection),
    ];
  } catch (error) {
    return [asCheck('Slack', error)];
  }
}

async function entrance(appToken: string | undefined, secret: string | undefined, inspection: ReturnType<typeof inspectSlack>): Promise<Check> {
  if (appToken === undefined) {
    return secret === undefined
      ? wrong(
          'Slack entrance',
          'neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set',
          'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
        )
      : fine('Slack entrance', 'over HTTP: Slack calls POST /slack/events at PUBLIC_URL');
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

const manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

function scopesOfManifest(): readonly string[] {
  return manifest.parse(parse(readFileSync(path.join(root, 'manifest.yml'), 'utf8'))).oauth_config.scopes.bot;
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
