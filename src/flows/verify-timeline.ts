import { z } from 'zod';
import { instant } from '../core/alert.ts';
import { before } from '../core/caps.ts';
import type { Bot } from '../kit/bot.ts';
import { pageAboutWhole } from './page-somebody.ts';

/** The name under which the store keeps what the last walk along the chain came to. */
const fact = 'timeline-verified';
const verified = z.object({ at: instant, why: z.string().nullable() });
/** How old that may be. The schedule walks every hour. */
const freshMinutes = 120;

/** Walks the chain, keeps what came of it, and says so when it does not hold. Returns why it does not; null when it does. */
export async function verifyTimeline(bot: Bot): Promise<string | null> {
  const { events, firstBreak } = await bot.store.verify({ key: bot.notary.verifierKey() });
  const why = firstBreak?.why ?? null;
  await bot.store.setFact(fact, JSON.stringify({ at: bot.now(), why }));
  if (firstBreak === null) {
    bot.log.info({ events }, 'the timeline holds');
    return null;
  }
  bot.log.error({ events, ...firstBreak }, 'the timeline does not hold: run firebreak verify, and restore a backup');
  await bot.store.commit({ outbox: pageAboutWhole(bot, `timeline:${firstBreak.seq ?? 0}`) });
  return why;
}

/** Why the timeline cannot be relied on; undefined when it was walked lately and holds. Walks it when that was long ago. */
export async function timelineTrouble(bot: Bot): Promise<readonly [string] | undefined> {
  const kept = verified.safeParse(JSON.parse((await bot.store.fact(fact)) ?? 'null'));
  const fresh = kept.success && kept.data.at > before(bot.now(), freshMinutes);
  const why = fresh ? kept.data.why : await verifyTimeline(bot);
  return why === null ? undefined : [`The timeline does not hold (${why})`];
}
