import type { Bot } from '../kit/bot.ts';
import type { ClientId } from '../kit/define.ts';

/** What each client has said that we are there. A token's owner does not change while the program runs. */
const known = new WeakMap<object, Promise<readonly string[]>>();

/**
 * Who the bot itself is at the vendors that an action uses, and where it runs: no action may touch it.
 * @throws ConnectorError when a vendor does not say it: nothing may be done there until it does.
 */
export async function ownIdentities(bot: Bot, uses: readonly ClientId[]): Promise<readonly string[]> {
  const said = await Promise.all(uses.map((id) => atVendor(bot, id)));
  return [...bot.ownAddresses, ...said.flat()];
}

function atVendor(bot: Bot, id: ClientId): Promise<readonly string[]> | readonly string[] {
  const connection = bot.connection(id);
  const ask = bot.catalogue.clients.get(id)?.ourselves;
  if (ask === undefined || 'absent' in connection) return [];
  const said = known.get(connection.client) ?? ask(connection.client as never);
  known.set(connection.client, said);
  // What failed is asked again; whoever waits for it now hears of the failure.
  said.catch(() => known.delete(connection.client));
  return said;
}
