import { StaleError } from '../core/errors.ts';
import { wholeBot } from '../core/timeline.ts';
import { lastTime } from '../core/weekly.ts';
import type { Bot } from '../kit/bot.ts';

const dayMs = 86_400_000;

/** Has the digest of the week posted, once, when its time has come. After a day it is old news, and the next one says it. */
export async function postDigest(bot: Bot): Promise<void> {
  const { digest } = bot.files.policy.metrics;
  if (digest === undefined) return;
  const now = bot.now();
  const due = lastTime(digest, now);
  if (Date.parse(now) - Date.parse(due) > dayMs) return;
  const subject = `digest:${Date.parse(due)}`;
  try {
    await bot.store.commit({
      spend: [{ key: subject, until: new Date(Date.parse(due) + 2 * dayMs).toISOString() }],
      outbox: [{ outlet: 'slack', subject, incident: wholeBot, lane: 'slack:digest', priority: 2 }],
    });
  } catch (error) {
    // It is on its way, or stands already.
    if (!(error instanceof StaleError)) throw error;
  }
}
