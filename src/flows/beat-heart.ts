import type { Bot } from '../kit/bot.ts';

/**
 * Gives a sign of life to whoever expects one outside. It says more than that the program runs: it is given only by the process that leads, and only after
 * something has been written, so that a bot that cannot do its work falls silent, and somebody is paged by the other side.
 * @throws StoreError when the store cannot be written; ConnectorError when the other side does not take it. Both are logged, and the silence is heard.
 */
export async function beatHeart(bot: Bot): Promise<void> {
  const connection = bot.connection('heartbeat');
  if ('absent' in connection) return;
  await bot.store.setFact('heartbeat', bot.now());
  await connection.client.beat();
}
