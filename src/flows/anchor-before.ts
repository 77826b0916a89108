import type { Bot } from '../kit/bot.ts';
import { until } from '../kit/until.ts';
import { anchorNewest, isAnchored } from './anchor-checkpoint.ts';
import { makeCheckpoint } from './make-checkpoint.ts';

/** How long what happens by itself waits until a checkpoint is kept outside, in ms. */
const patienceMs = 20_000;

/** Has everything up to now signed for and kept outside, and waits until one medium has confirmed it, or for 20 s. What people decided waits for nothing. */
export async function anchorBefore(bot: Bot): Promise<void> {
  const { seq } = await bot.store.head();
  await makeCheckpoint(bot);
  await anchorNewest(bot);
  await until(() => isAnchored(bot, seq), patienceMs);
}
