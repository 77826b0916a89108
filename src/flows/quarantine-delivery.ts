import type { Instant } from '../core/alert.ts';
import type { Problem } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import { withoutSecrets } from '../kit/without-secrets.ts';

/**
 * Keeps a signed delivery that could not be read, with its bytes and what is wrong with it, until somebody replays it. A repeat is kept once.
 * Returns the id under which it is kept.
 */
export async function quarantineDelivery(
  bot: Bot,
  delivery: {
    readonly source: string;
    readonly delivery: string;
    readonly body: string;
    readonly problems: readonly Problem[];
    readonly receivedAt: Instant;
  },
): Promise<string> {
  const kept = (await bot.store.quarantined()).find(({ source, delivery: id }) => source === delivery.source && id === delivery.delivery);
  if (kept) return kept.id;
  const id = bot.newId('Q');
  await bot.store.commit({ quarantine: [{ ...withoutSecrets(delivery, bot.redact), id }] });
  return id;
}
