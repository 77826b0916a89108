import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { Alert } from '../../src/core/alert.ts';
import { digestPicture } from '../../src/core/digest-picture.ts';
import { ConnectorError } from '../../src/core/errors.ts';
import type { Incident } from '../../src/core/incident.ts';
import { type PolicyInForce, policy } from '../../src/core/policy.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import type { Mirror, NewDelivery, Store } from '../../src/core/store.ts';
import { person, team } from '../../src/core/team.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { caseOf } from '../../src/flows/read-case.ts';
import { reportOfCase } from '../../src/flows/read-report.ts';
import { answer } from '../../src/kit/answer.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { Catalogue } from '../../src/kit/catalogue.ts';
import { loadCatalogue } from '../../src/kit/load.ts';
import type { Log } from '../../src/kit/log.ts';
import { notary } from '../../src/kit/notary.ts';
import { vault } from '../../src/kit/vault.ts';
import { printer } from '../../src/print/printer.ts';
import { connectSlack, type SlackConnection } from '../../src/slack/app.ts';
import { liveMemberships } from '../../src/slack/membership.ts';
import { slackApi, webClient } from '../../src/slack/web-client.ts';
import { openStore } from '../../src/storage/open.ts';
import type { Manifest } from '../../src/workspace/slack/manifest.ts';
import { type SlackServer, startSlack } from '../../src/workspace/slack/server.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The people of the local Slack (see its seed) as people.yml would have them. */
export const people = [
  { id: 'ana.novak', name: 'Ana Novak', slack: 'U0ANALYST', roles: ['analyst', 'approver'], timezone: 'Europe/Ljubljana' },
  { id: 'ben.okafor', name: 'Ben Okafor', slack: 'U0APPROVER', roles: ['approver'] },
  { id: 'mia.chen', name: 'Mia Chen', slack: 'U0MANAGER', roles: ['manager'] },
  { id: 'oscar.lind', name: 'Oscar Lind', slack: 'U0OUTSIDER' },
  { id: 'gia.rossi', name: 'Gia Rossi', slack: 'U0GUEST', roles: ['analyst', 'approver'] },
  { id: 'alex.kim', name: 'Alex Kim', slack: 'U0SUSPECT', email: 'alex@acme.example', roles: ['analyst'] },
].map((one) => person.parse(one));

const inForce: PolicyInForce = {
  ...policy.parse({
    thresholds: { card: 30, ticket: 50, channel: 70 },
    containment: { gate: [], approvers: ['approver'] },
    readers: ['analyst', 'approver', 'manager'],
  }),
  digest: 'b'.repeat(64),
};

/** The bot in a local Slack: real handlers, a real store, the real protocol. */
export interface Practice {
  readonly slack: SlackServer;
  readonly bot: Bot;
  readonly catalogue: Catalogue;
  readonly store: Store;
  readonly connection: SlackConnection;
  /** What was logged at error or warning level. */
  readonly troubles: { readonly fields: object; readonly sentence: string }[];
  /** Writes documents down as flows would. */
  keep(documents: { readonly incident?: Incident; readonly proposals?: readonly Proposal[]; readonly alerts?: readonly Alert[] }): Promise<void>;
  /** Wishes these subjects drawn, and draws until nothing is due. Returns what went wrong. */
  deliver(...subjects: readonly string[]): Promise<readonly ConnectorError[]>;
  /** Lets the clock of the bot and of Slack run ahead by so many milliseconds more. */
  pass(ms: number): void;
  mirror(subject: string): Promise<Mirror['ref']>;
  close(): Promise<void>;
}

/** Starts it. `mode`: how Slack reaches the bot; `before`: what is to happen in Slack before the bot comes. */
export async function startPractice(mode: 'socket' | 'http' = 'socket', before: (slack: SlackServer) => void = () => undefined): Promise<Practice> {
  let aheadMs = 0;
  const manifest = parse(await readFile(path.join(root, 'manifest.yml'), 'utf8')) as Manifest;
  const slack = await startSlack({ manifest, enforceRates: 'none', now: () => Date.now() + aheadMs });
  before(slack);
  const folder = await mkdtemp(path.join(tmpdir(), 'firebreak-slack-'));
  const now = () => new Date(Date.now() + aheadMs).toISOString();
  const store = await openStore(`sqlite:${path.join(folder, 'test.db')}`, { now });
  const troubles: { fields: object; sentence: string }[] = [];
  const note = (fields: object, sentence: string) => void troubles.push({ fields, sentence });
  const log: Log = { debug: () => undefined, info: () => undefined, warn: note, error: note };
  const catalogue = await loadCatalogue(root);
  const api = slackApi(webClient(slack.botToken, slack.apiUrl, log), { log, measure: () => undefined, redact: (text) => text });
  const memberships = liveMemberships(api, {
    now,
    store,
    groups: inForce.containment.approverGroups,
    groupHours: inForce.containment.approverGroupHours,
  });
  const bot: Bot = {
    store,
    catalogue,
    files: { team: team(people, []), policy: inForce, weights: usualWeights, correlations: [], playbooks: [] },
    log,
    now,
    newId: (prefix) => `${prefix}-${randomUUID()}`,
    connection: () => ({ absent: ['OKTA_API_TOKEN'] }),
    pageUrl: (incident) => `http://127.0.0.1:3000/incidents/${incident}`,
    memberships,
    vault: vault(() => 'a key of the tests, of forty characters.'),
    ownAddresses: [],
    proofOf: () => null,
    printer: printer(path.join(root, 'runtime', 'fonts')),
    notary: notary('i-test', () => generateKeyPairSync('ed25519').privateKey),
    commandPrefix: '/',
    redact: (text) => text,
  };
  const entrance = mode === 'socket' ? { appToken: slack.appToken } : { signingSecret: slack.signingSecret };
  const connection = await connectSlack(
    bot,
    catalogue,
    { botToken: slack.botToken, entrance, apiUrl: slack.apiUrl, alertsChannel: 'security-alerts', recordChannel: 'security-record', messageGapMs: 5 },
    {
      digest: async (until) => ({
        answer: answer(`The week until ${until}`, [{ text: 'In numbers.' }], {}),
        picture: digestPicture({ received: 9, quarantined: 0, duplicate: 4, snoozed: 0, silent: 2, merged: 2, opened: 1 }, []),
      }),
      caseFile: async (incident) => answer(`${incident}: the case file`, [{ text: 'What happened.' }], {}),
      report: async (id) => {
        const incident = await store.get('incident', id);
        if (!incident) throw new Error(`There is no incident ${id}.`);
        return reportOfCase(bot, await caseOf(bot, incident));
      },
    },
    { log, measure: () => undefined, redact: (text) => text },
  );
  const web = await serve(connection);
  if (web) await slack.useRequestUrl(web.url);
  await connection.start();

  return {
    catalogue,
    slack,
    bot,
    store,
    connection,
    troubles,
    keep: async ({ incident, proposals = [], alerts = [] }) => {
      await store.commit({
        state: [
          ...(incident ? [{ put: 'incident', value: incident } as const] : []),
          ...proposals.map((value) => ({ put: 'proposal', value }) as const),
          ...alerts.map((value) => ({ put: 'alert', value }) as const),
        ],
      });
    },
    deliver: async (...subjects) => {
      await store.commit({ outbox: subjects.map(wish) });
      return drawAll(store, connection, now);
    },
    pass: (ms) => {
      aheadMs += ms;
    },
    mirror: async (subject) => (await store.mirror(subject))?.ref ?? {},
    close: async () => {
      await connection.stop();
      await web?.close();
      await slack.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function wish(subject: string): NewDelivery {
  return { outlet: 'slack', subject, incident: 'INC-1', lane: 'slack:INC-1', priority: 1 };
}

async function drawAll(store: Store, { outlet }: SlackConnection, now: Bot['now']): Promise<readonly ConnectorError[]> {
  const failures: ConnectorError[] = [];
  for (;;) {
    const claimed = await store.claimDeliveries(now(), 60_000, 10);
    if (claimed.length === 0) return failures;
    for (const delivery of claimed) {
      try {
        await store.delivered(delivery, await outlet.deliver(delivery));
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        failures.push(error);
        const retryAt = error.unknown ? now() : null;
        await store.undelivered(delivery, { why: error.message, ambiguous: error.unknown, retryAt });
      }
    }
  }
}

/** The bot's web server, as far as Slack needs it. */
async function serve({ handle }: SlackConnection): Promise<{ readonly url: string; close(): Promise<void> } | undefined> {
  if (handle === undefined) return undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await handle(request, response, Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
