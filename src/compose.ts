import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { takeDeliveries } from '../handlers/webhooks/hooks.ts';
import { keyOf } from './config/key.ts';
import { unmetWorkspace } from './config/mode.ts';
import type { Settings } from './config/settings.ts';
import { signingKeyOf } from './config/signing-key.ts';
import { readSourceOptions } from './config/source-options.ts';
import { checkReferences, readTeamFiles } from './config/team-files.ts';
import { NotFoundError } from './core/errors.ts';
import type { Incident } from './core/incident.ts';
import type { Store } from './core/store.ts';
import { anchorOutlet, anchorStates, lookAtAnchors, saysOfAnchors } from './flows/anchor-checkpoint.ts';
import { jobFlows } from './flows/jobs.ts';
import { ownInstance } from './flows/own-instance.ts';
import { caseOf } from './flows/read-case.ts';
import { reportOfCase } from './flows/read-report.ts';
import { pagerOutlet } from './flows/send-page.ts';
import { caseFile } from './flows/show-case-file.ts';
import { digestOf } from './flows/show-digest.ts';
import { ticketOutlet } from './flows/write-ticket.ts';
import type { Bot, Connection, TeamFiles } from './kit/bot.ts';
import type { Catalogue } from './kit/catalogue.ts';
import { connect } from './kit/connect.ts';
import type { ClientId } from './kit/define.ts';
import { loadCatalogue } from './kit/load.ts';
import { notary } from './kit/notary.ts';
import type { RunHooks } from './kit/run.ts';
import { vault } from './kit/vault.ts';
import { hookSecrets, proofOf } from './kit/verify.ts';
import { endOnBrokenDisk } from './observe/broken-disk.ts';
import { createLog } from './observe/log.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { redactor } from './observe/redact.ts';
import { storeHealth } from './observe/store-health.ts';
import { printer } from './print/printer.ts';
import { startSchedules } from './schedule/cron.ts';
import { startWorker } from './schedule/worker.ts';
import type { SlackContent, SlackSettings } from './slack/app.ts';
import { slackLink } from './slack/link.ts';
import { liveMemberships, noMemberships } from './slack/membership.ts';
import { slackSignIn } from './slack/sign-in.ts';
import { offersForCase } from './slack/views/offers.ts';
import { slackApi, webClient } from './slack/web-client.ts';
import { openStore } from './storage/open.ts';
import { webReader } from './web/reader.ts';
import { startServer } from './web/server.ts';
import { personSessions } from './web/sessions.ts';
import { type PeopleDoor, peopleDoor } from './web/sign-in.ts';

/** The folder with commands/, handlers/ and src/ as they run: the project itself, or dist/ after a build. */
const running = path.resolve(import.meta.dirname, '..');

/** The project's folder, with data/ and manifest.yml. */
export const root = path.basename(running) === 'dist' ? path.dirname(running) : running;

/** The bot with everything that it is made of, wired by hand. The terminal uses it as it is; `startHouse` adds what runs by itself. */
export interface House {
  readonly bot: Bot;
  readonly catalogue: Catalogue;
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly hooks: RunHooks;
  close(): Promise<void>;
}

/** Where this installation keeps its state and what the team decided. */
export interface Grounds {
  /** `sqlite:PATH` or `postgres://…` */
  readonly databaseUrl: string;
  readonly teamFolder: string;
  /** The address under which people reach our pages, known when the server listens. */
  readonly publicUrl: () => string;
  readonly log: { readonly as: 'json' | 'lines'; readonly level: 'debug' | 'info' | 'warn' | 'error' };
}

/**
 * Opens the store, reads the folders and the team's files, and wires the bot.
 * @throws ConfigurationError when a setting, a file of the team or a definition is wrong: nothing was started.
 */
export async function openHouse(settings: Settings, grounds: Grounds): Promise<House> {
  const catalogue = await loadCatalogue(running);
  const files = await teamFiles(grounds.teamFolder, catalogue);
  const now = () => new Date().toISOString();
  let onBroken = (error: Error): void => {
    throw error;
  };
  const store = await openStore(grounds.databaseUrl, { now, onBroken: (error) => onBroken(error) });
  try {
    const redact = redactor(settings.secrets, await redactionKey(store));
    const log = createLog({ to: process.stderr, ...grounds.log, redact });
    onBroken = endOnBrokenDisk(log);
    const metrics = createMetrics(store, now);
    const hooks: RunHooks = { log, redact, measure: (call) => metrics.call(call) };
    const connections = new Map([...catalogue.clients].map(([id, client]) => [id, connect(client, settings.environment, hooks)]));
    const bot: Bot = {
      store,
      catalogue,
      files,
      log,
      redact,
      now,
      newId,
      vault: vault(() => keyOf(settings, grounds.databaseUrl)),
      memberships: membershipsOf(settings, files, hooks, { now, store }),
      connection: <Id extends ClientId>(id: Id) => (connections.get(id) ?? { absent: [`a client named ${id}`] }) as Connection<Id>,
      pageUrl: (incident) => `${grounds.publicUrl()}/incidents/${incident}`,
      ownAddresses: ownAddresses(settings),
      proofOf: (source) => {
        const definition = catalogue.sources.get(source);
        return definition
          ? proofOf(
              source,
              definition.signedBy,
              hookSecrets(source, (name) => settings.environment[name]),
            )
          : null;
      },
      printer: printer(path.join(root, 'runtime', 'fonts')),
      notary: notary(await ownInstance({ store, newId }), () => signingKeyOf(settings, grounds.databaseUrl)),
      commandPrefix: settings.COMMAND_PREFIX,
    };
    return { bot, catalogue, settings, metrics, hooks, close: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens a store by itself, where the terminal looks at a copy of the database. */
export function openCopy(file: string, now: Bot['now']): Promise<Store> {
  return openStore(`sqlite:${file}`, { now });
}

/** A house in which everything runs. */
export interface RunningHouse {
  /** Where the server listens: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Lets what is under way end, then closes. */
  stop(): Promise<void>;
}

/**
 * Starts what runs by itself: Slack, worker, schedules, web server. `practice`: pages are open, because everything in them is made up.
 * A Slack that cannot be reached is met later; what it alone can tell is asked of nobody until then.
 * @throws ConfigurationError for wrong settings or a port that is taken; ConnectorError when Slack answers and refuses the token.
 */
export async function startHouse(house: House, practice: boolean): Promise<RunningHouse> {
  const { bot, catalogue, settings, metrics, hooks } = house;
  const entrance = slackSettings(settings);
  // Bolt is heavy, and the terminal, which opens the same house, never needs it.
  const { connectSlack } = await import('./slack/app.ts');
  await claimStore(bot.store, practice);
  const slack = await slackLink(() => connectSlack(bot, catalogue, entrance, slackContent(bot), hooks), {
    overHttp: 'signingSecret' in entrance.entrance,
    log: bot.log,
    met: ({ team }) => (practice ? Promise.resolve() : bot.store.setFact('workspace', team)),
  });
  let leads = () => false;
  const storeIs = storeHealth(bot.store, bot.now);
  // The port first: whoever cannot have it does no work either.
  const server = await startServer({
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    allowedHosts: settings.ALLOWED_HOSTS,
    takeDelivery: takeDeliveries(bot, (source) => hookSecrets(source, (name) => settings.environment[name])),
    slackReceiver: slack.handle,
    pages: { definitions: [...catalogue.pages.values()], bot, reader: webReader(bot.files) },
    readiness: async () => {
      const store = await storeIs();
      // Neither Slack nor the lead is needed to keep an alert: a balancer that turned senders away from either would lose what could be shown later.
      const anchors = store === 'ok' ? saysOfAnchors(await anchorStates(bot)) : 'not looked at';
      return {
        ready: store === 'ok',
        parts: { store, slack: slack.connected() ? 'ok' : 'not connected', worker: leads() ? 'leads' : 'stands by', anchors },
      };
    },
    metrics: () => metrics.page(),
    pageToken: settings.WEB_TOKEN,
    people: peopleOf(house),
    practice,
    log: bot.log,
    onHook: (measured) => metrics.hook(measured),
  });
  const worker = startWorker(bot, {
    owner: bot.newId('worker'),
    flows: jobFlows,
    outlets: [
      slack.outlet,
      pagerOutlet(bot),
      anchorOutlet(bot, slack.anchors),
      ...[...bot.catalogue.tickets.values()].map((tickets) => ticketOutlet(bot, tickets)),
    ],
  });
  leads = worker.leads;
  const schedules = startSchedules(bot, catalogue.schedules.values(), worker.leads);
  await slack.start();
  await lookAtAnchors(bot);
  metrics.anchors(() => anchorStates(bot));
  return {
    url: server.url,
    stop: async () => {
      await slack.stop();
      await server.close();
      await schedules.stop();
      await worker.stop();
    },
  };
}

/** Where people sign in to pages as themselves, when the settings for it are there. */
function peopleOf({ bot, settings, hooks }: House): PeopleDoor | undefined {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl, PUBLIC_URL } = settings;
  if (clientId === undefined || clientSecret === undefined || botToken === undefined || PUBLIC_URL === undefined) return undefined;
  const sessions = personSessions(clientSecret, { secure: PUBLIC_URL.startsWith('https://'), now: Date.now });
  const signIn = slackSignIn({ clientId, clientSecret, botToken, apiUrl }, bot, hooks);
  return peopleDoor(signIn, sessions, () => PUBLIC_URL, bot.log);
}

/** A store is practice's or a real workspace's from its first start on, also when Slack cannot say yet which workspace that is. */
async function claimStore(store: Store, practice: boolean): Promise<void> {
  if (practice) await store.setFact('workspace', 'practice');
  else if ((await store.fact('workspace')) === undefined) await store.setFact('workspace', unmetWorkspace);
}

function slackSettings(settings: Settings): SlackSettings {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL, SLACK_ALERTS_CHANNEL, SLACK_RECORD_CHANNEL, SLACK_MESSAGE_GAP_MS } =
    settings;
  return {
    botToken: SLACK_BOT_TOKEN ?? '',
    entrance: SLACK_APP_TOKEN !== undefined ? { appToken: SLACK_APP_TOKEN } : { signingSecret: SLACK_SIGNING_SECRET ?? '' },
    apiUrl: SLACK_API_URL,
    alertsChannel: SLACK_ALERTS_CHANNEL,
    recordChannel: SLACK_RECORD_CHANNEL,
    messageGapMs: SLACK_MESSAGE_GAP_MS,
  };
}

/** The terminal asks Slack by itself, so that a yes there is judged like any other. */
function membershipsOf(settings: Settings, { policy }: TeamFiles, hooks: RunHooks, kept: Pick<Bot, 'now' | 'store'>): Bot['memberships'] {
  const { SLACK_BOT_TOKEN: token, SLACK_API_URL: url } = settings;
  if (token === undefined) return noMemberships;
  const { approverGroups: groups, approverGroupHours: groupHours } = policy.containment;
  return liveMemberships(slackApi(webClient(token, url, hooks.log), hooks), { ...kept, groups, groupHours });
}

/** What Slack shows of a case, handed in because the Slack layer knows no flows. */
function slackContent(bot: Bot): SlackContent {
  const known = async (id: string) => {
    const incident: Incident | undefined = await bot.store.get('incident', id);
    if (!incident) throw new NotFoundError(`There is no incident ${id}.`);
    return caseOf(bot, incident);
  };
  return {
    caseFile: async (id) => {
      const found = await known(id);
      return caseFile(bot, found, offersForCase(found.incident, found.proposals));
    },
    digest: (until) => digestOf(bot, until),
    report: async (id) => reportOfCase(bot, await known(id)),
  };
}

async function teamFiles(folder: string, catalogue: Catalogue): Promise<TeamFiles> {
  const read = await readTeamFiles(folder);
  const { actions, tickets, notifiers, sources } = catalogue;
  checkReferences(read, {
    actions: [...actions.keys()],
    tickets: [...tickets.keys()],
    notifiers: [...notifiers.keys()],
    sources: [...sources.keys()],
  });
  const schemas = new Map([...sources].map(([id, { options }]) => [id, options]));
  return { ...read, sourceOptions: readSourceOptions(folder, schemas) };
}

/** What others see this machine and our page as. */
function ownAddresses({ PUBLIC_URL }: Settings): readonly string[] {
  const ofMachine = Object.values(networkInterfaces()).flatMap((cards) => (cards ?? []).filter(({ internal }) => !internal));
  return [...ofMachine.map(({ address }) => address), ...(PUBLIC_URL === undefined ? [] : [new URL(PUBLIC_URL).hostname])];
}

/** Sortable by time, unguessable: milliseconds in base 36, then 80 random bits. */
function newId(prefix: string): string {
  return `${prefix}-${Date.now().toString(36)}${randomBytes(10).toString('hex')}`;
}

/** The key under which secrets are fingerprinted: one per store, so that equal secrets can be recognised within it and nowhere else. */
async function redactionKey(store: Store): Promise<string> {
  const known = await store.fact('redaction-key');
  if (known !== undefined) return known;
  await store.setFact('redaction-key', randomBytes(32).toString('hex'));
  return (await store.fact('redaction-key')) ?? '';
}
