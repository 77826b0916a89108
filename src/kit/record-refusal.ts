import { StaleError } from '../core/errors.ts';
import type { Changes } from '../core/store.ts';
import type { Bot } from './bot.ts';

/** Minutes within which the same refusal is answered every time and written down once: trying again must not fill the timeline. */
const sameRefusalMinutes = 10;

/** Something that somebody tried and that was not taken. */
export interface Refusal {
  /** About what, who, and why: the same key is the same refusal. */
  readonly key: string;
  readonly changes: Pick<Changes, 'events' | 'outbox'>;
}

/** Writes a refusal down, unless the same one was within the last 10 minutes. */
export function recordRefusal(bot: Pick<Bot, 'store' | 'now'>, { key, changes }: Refusal): Promise<void> {
  return recordOnce(bot, `refused:${key}`, changes);
}

/** Writes something down that several may see, or one again and again, unless it was within the last 10 minutes. */
export async function recordOnce({ store, now }: Pick<Bot, 'store' | 'now'>, key: string, changes: Refusal['changes']): Promise<void> {
  const until = new Date(Date.parse(now()) + sameRefusalMinutes * 60_000).toISOString();
  try {
    await store.commit({ ...changes, spend: [{ key, until }] });
  } catch (error) {
    if (!(error instanceof StaleError)) throw error;
  }
}
