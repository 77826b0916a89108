import type { Instant } from '../core/alert.ts';
import { digestOf } from '../core/digest.ts';
import type { Problem } from '../core/errors.ts';
import { StaleError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import { withoutSecrets } from '../kit/without-secrets.ts';

/** Problems that are kept of one delivery: a list of ten thousand alerts without a title has one mistake, not ten thousand. */
const mostProblems = 20;

/**
 * Keeps a signed delivery that could not be read, with its bytes and what is wrong with it, until somebody replays it. A repeat is kept once. There is room for
 * so much (`quarantineLimits`); beyond it less is kept of each, and all are counted.
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
  // The id tells a repeat by itself: what is kept already may be many megabytes, and is not read for it.
  const id = `Q-${digestOf(`${delivery.source}\n${delivery.delivery}`).slice(0, 24)}`;
  const more = delivery.problems.length - mostProblems;
  const problems = [...delivery.problems.slice(0, mostProblems), ...(more > 0 ? [{ path: '', message: `and ${more} more like these` }] : [])];
  try {
    await bot.store.commit({ quarantine: [{ ...withoutSecrets({ ...delivery, problems }, bot.redact), id }] });
  } catch (error) {
    if (!(error instanceof StaleError)) throw error;
  }
  return id;
}
