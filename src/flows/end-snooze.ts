import { InputError } from '../core/errors.ts';
import { quietsAt, type Snooze } from '../core/snooze.ts';
import { wholeBot } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { snoozeFor } from './show-snooze.ts';

/** Ends a snooze before its time. What it has quieted stays where it is; what comes again is looked at. @throws InputError when it is over already. */
export function endSnooze(bot: Bot, id: string, reason: string, by: By): Promise<Snooze> {
  return settle(bot.store, async () => {
    onlyForAnalysts('Ending a snooze', by);
    const before = await snoozeFor(bot, id);
    const now = bot.now();
    if (!quietsAt(before, now)) throw new InputError(`${id} quiets nothing now.`, { next: `Type ${bot.commandPrefix}snooze to see what does.` });
    const next: Snooze = { ...before, until: now, ended: { by: by.actor, at: now, reason }, revision: before.revision + 1 };
    return {
      changes: {
        state: [{ put: 'snooze', value: next }],
        events: [{ incident: wholeBot, type: 'snooze.ended', happenedAt: now, by: by.actor, payload: { snooze: id, scope: before.scope, reason } }],
      },
      result: next,
    };
  });
}
