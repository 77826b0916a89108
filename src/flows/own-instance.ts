import type { Bot } from '../kit/bot.ts';

/** Tells what this installation writes elsewhere (tickets, pages) from what another one writes there. Made once, kept in the store. */
export async function ownInstance(bot: Pick<Bot, 'store' | 'newId'>): Promise<string> {
  const known = await bot.store.fact('instance');
  if (known !== undefined) return known;
  const made = bot.newId('i').toLowerCase();
  await bot.store.setFact('instance', made);
  return made;
}
