import { InputError } from '../core/errors.ts';
import { previewHoldsMs, type Snooze } from '../core/snooze.ts';
import { wholeBot } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { mayQuiet, refuseOwn } from './propose-snooze.ts';
import { snoozeFor } from './show-snooze.ts';

/**
 * Lets a snooze begin, on behalf of somebody who has seen what it would have quieted. It is written into the record and ends by itself.
 * @throws RefusedError for whoever may not triage, for a suspect, and for what is about oneself; InputError when its preview is too old.
 */
export async function confirmSnooze(bot: Bot, id: string, by: By): Promise<Snooze> {
  await mayQuiet(bot, by);
  return settle(bot.store, async () => {
    const before = await snoozeFor(bot, id);
    refuseOwn(bot, before.scope, by);
    if (before.confirmed !== null) return { result: before };
    const now = bot.now();
    if (Date.parse(now) - Date.parse(before.proposedAt) > previewHoldsMs) {
      throw new InputError(`The preview of ${id} is more than an hour old. Nothing is snoozed.`, { next: 'Ask for the snooze again.' });
    }
    const until = new Date(Date.parse(now) + before.spanMs).toISOString();
    const next: Snooze = { ...before, confirmed: { by: by.actor, at: now }, until, revision: before.revision + 1 };
    const { scope, reason } = before;
    return {
      changes: {
        state: [{ put: 'snooze', value: next }],
        events: [{ incident: wholeBot, type: 'snooze.started', happenedAt: now, by: by.actor, payload: { snooze: id, scope, reason, until } }],
      },
      result: next,
    };
  });
}
