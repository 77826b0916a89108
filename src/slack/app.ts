import type { IncomingMessage, ServerResponse } from 'node:http';
import { App } from '@slack/bolt';
import type { Instant } from '../core/alert.ts';
import type { AnchorMedium } from '../core/anchor.ts';
import type { Report } from '../core/report.ts';
import type { Answer } from '../kit/answer.ts';
import type { Bot, Outlet } from '../kit/bot.ts';
import type { Knocks } from '../kit/catalogue.ts';
import type { RunHooks } from '../kit/run.ts';
import { bindButtons } from './bind-buttons.ts';
import { bindCommands } from './bind-commands.ts';
import { bindEvents } from './bind-events.ts';
import { bindModals } from './bind-modals.ts';
import { bindShortcuts } from './bind-shortcuts.ts';
import type { Digest } from './digest.ts';
import { httpReceiver } from './http-receiver.ts';
import { type Identity, identify } from './identity.ts';
import type { Door } from './knocking.ts';
import { accountsOf } from './membership.ts';
import { slackOutlet } from './outbox.ts';
import { postedMessages } from './posted.ts';
import { quoting } from './quoting.ts';
import { replying } from './replies.ts';
import { sealer } from './seal.ts';
import { socket } from './socket.ts';
import { clientOptions, slackApi, slackLogger, webClient } from './web-client.ts';
import { resolver } from './who.ts';

/** How the bot reaches Slack and Slack reaches the bot. */
export interface SlackSettings {
  /** `SLACK_BOT_TOKEN` */
  readonly botToken: string;
  /** `SLACK_APP_TOKEN` (Socket Mode) or `SLACK_SIGNING_SECRET` (HTTP). */
  readonly entrance: { readonly appToken: string } | { readonly signingSecret: string };
  /** `SLACK_API_URL`; undefined: Slack's own. */
  readonly apiUrl: string | undefined;
  /** `SLACK_ALERTS_CHANNEL`: a name without `#`, or an id. */
  readonly alertsChannel: string;
  /** `SLACK_RECORD_CHANNEL`: where signed checkpoints are kept; a name without `#`, or an id. */
  readonly recordChannel: string;
  /** Milliseconds between two messages in one channel; 1000 when left out. Above one a second Slack hides messages without an error. */
  readonly messageGapMs?: number;
}

/** What is handed in because this folder knows neither flows nor pages. */
export interface SlackContent {
  /** The case file as `/triage INC-1` answers it. It stands pinned in the incident's channel. */
  readonly caseFile: (incident: string) => Promise<Answer>;
  /** The week in numbers that ended then. */
  readonly digest: (until: Instant) => Promise<Digest>;
  /** The post-incident report of a closed incident. */
  readonly report: (incident: string) => Promise<Report>;
}

/** The bot in a Slack workspace. */
export interface SlackConnection {
  readonly identity: Identity;
  readonly outlet: Outlet;
  /** Where signed checkpoints are kept. */
  readonly anchors: AnchorMedium;
  /** `POST /slack/events` in HTTP mode; undefined in Socket Mode. The body is raw and was capped before it was read. */
  readonly handle: ((request: IncomingMessage, response: ServerResponse, rawBody: Buffer) => Promise<void>) | undefined;
  /** Begins to hear. @throws ConfigurationError when Slack refuses the app token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** For /readyz. In HTTP mode Slack calls us, so there is nothing to be connected to. */
  health(): { readonly connected: boolean; readonly connections: number };
}

/**
 * Connects the bot with Slack: the same handlers in Socket Mode and over HTTP.
 * @throws ConfigurationError for a wrong token, a missing scope, or a short signing secret; ConnectorError when Slack does not answer.
 */
export async function connectSlack(
  bot: Bot,
  knocks: Knocks,
  settings: SlackSettings,
  content: SlackContent,
  hooks: RunHooks,
): Promise<SlackConnection> {
  const { botToken, entrance, apiUrl, alertsChannel, recordChannel } = settings;
  const { log } = bot;
  const way =
    'appToken' in entrance
      ? socket(entrance.appToken, { apiUrl, log })
      : { receiver: httpReceiver(entrance.signingSecret, { store: bot.store, now: bot.now, log }) };
  const api = slackApi(webClient(botToken, apiUrl, log), hooks);
  const identity = await identify(api);

  const app = new App({
    receiver: way.receiver,
    token: botToken,
    botId: identity.bot,
    botUserId: identity.user,
    // Who we are was asked above; Bolt would ask again at the first request.
    tokenVerificationEnabled: false,
    convoStore: false,
    clientOptions: clientOptions(apiUrl, log),
    logger: slackLogger(log),
  });
  app.error(async (error) => log.error({ error }, 'a Slack request could not be processed'));

  const seal = sealer(bot, identity.team);
  const posted = postedMessages(api, identity);
  const accounts = accountsOf(api, { now: bot.now, team: async () => identity.team });
  const door: Door = {
    bot,
    knocks,
    api,
    posted,
    seal,
    who: resolver(bot, accounts, identity),
    messages: quoting(bot, api, apiUrl),
    replyTo: replying(bot, api, seal, apiUrl),
  };
  bindCommands(app, door, identity.user);
  bindButtons(app, door);
  bindModals(app, door);
  bindShortcuts(app, door);
  bindEvents(app, door, identity.bot);

  const outlet = slackOutlet({
    bot,
    api,
    identity,
    accounts,
    posted,
    seal,
    alertsChannel,
    recordChannel,
    messageGapMs: settings.messageGapMs ?? 1000,
    ...content,
  });
  return {
    identity,
    outlet,
    anchors: outlet.anchors,
    handle: 'handle' in way.receiver ? way.receiver.handle : undefined,
    start: async () => {
      if ('start' in way) await way.start();
      // Without it the bot still hears, and the cards wait: no reason not to start.
      await outlet.prepare().catch((error: unknown) => log.error({ error }, 'the alerts channel cannot be used yet'));
    },
    stop: async () => {
      if ('stop' in way) await way.stop();
    },
    health: () => ('health' in way ? way.health() : { connected: true, connections: 0 }),
  };
}
