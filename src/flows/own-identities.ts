import { ConnectorError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import type { ClientId } from '../kit/define.ts';
import type { ProposalWithIncident } from './containment.ts';
import { keepsFromVendors } from './drill-grounds.ts';

/** What each client has said that we are there. A token's owner does not change while the program runs. */
const known = new WeakMap<object, Promise<readonly string[]>>();

/** When a client that nothing has to wait for was last asked in vain, in ms since 1970. */
const silentSince = new WeakMap<object, number>();
const askAgainMs = 300_000;

/**
 * Who the bot itself is, at every vendor that is set up, and where it runs: no action may touch it. Whoever suspends the owner of our ticket system's token
 * in the directory locks us out of both.
 * @throws ConnectorError when a vendor that the action uses does not say it: nothing may be done there until it does. The others hold nothing up.
 */
export async function ownIdentities(bot: Bot, uses: readonly ClientId[]): Promise<readonly string[]> {
  const others = ([...bot.catalogue.clients.keys()] as ClientId[]).filter((id) => !uses.includes(id));
  const said = await Promise.all([...uses.map((id) => atVendor(bot, id)), ...others.map((id) => perhapsAt(bot, id))]);
  return [...bot.ownAddresses, ...said.flat()];
}

/** The same for what has been proposed. For a drill among real systems no vendor is asked. */
export async function ownFor(bot: Bot, { proposal, incident }: ProposalWithIncident): Promise<readonly string[]> {
  if (await keepsFromVendors(bot, incident)) return bot.ownAddresses;
  return ownIdentities(bot, bot.catalogue.actions.get(proposal.action)?.uses ?? []);
}

async function atVendor(bot: Bot, id: ClientId): Promise<readonly string[]> {
  const connection = bot.connection(id);
  const ask = bot.catalogue.clients.get(id)?.ourselves;
  if (ask === undefined || 'absent' in connection) return [];
  const said = known.get(connection.client) ?? ask(connection.client as never);
  known.set(connection.client, said);
  // What failed is asked again; whoever waits for it now hears of the failure.
  said.catch(() => known.delete(connection.client));
  return said;
}

/** One that does not answer is left alone for a while: it must not slow down what does not need it. */
async function perhapsAt(bot: Bot, id: ClientId): Promise<readonly string[]> {
  const connection = bot.connection(id);
  if ('absent' in connection) return [];
  const { client } = connection;
  const now = Date.parse(bot.now());
  if (now - (silentSince.get(client) ?? Number.NEGATIVE_INFINITY) < askAgainMs) return [];
  try {
    return await atVendor(bot, id);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    silentSince.set(client, now);
    bot.log.warn({ error, vendor: id }, 'a vendor does not say who we are there, so an action elsewhere could hit our own account');
    return [];
  }
}
