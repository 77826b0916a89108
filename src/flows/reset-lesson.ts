import { InputError, NotFoundError } from '../core/errors.ts';
import { forgotten, type Lesson, recalled } from '../core/lesson.ts';
import { wholeBot } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';

/**
 * Sets aside what verdicts taught about a rule, so that its next score begins as that of any other; or takes that back.
 * @throws NotFoundError when nothing was learned about it; InputError when there is nothing to take back; RefusedError when this person may only read.
 */
export function resetLesson(bot: Bot, id: string, turn: 'reset' | 'restore', reason: string, by: By): Promise<Lesson> {
  return settle(bot.store, async () => {
    onlyForAnalysts('Setting back what was learned', by);
    const lesson = await bot.store.get('lesson', id);
    const next = { next: `Type ${bot.commandPrefix}metrics feedback to see what was learned.` };
    if (lesson === undefined) throw new NotFoundError('No incident with a part of this rule has been closed with a verdict.', next);
    const now = bot.now();
    const value = turn === 'reset' ? forgotten(lesson, now) : recalled(lesson);
    if (value === undefined) throw new InputError('What was learned about this rule was not set back.', next);
    const { harmful, harmless } = turn === 'reset' ? lesson : value;
    const type = turn === 'reset' ? 'lesson.reset' : 'lesson.restored';
    return {
      changes: {
        state: [{ put: 'lesson', value }],
        events: [{ incident: wholeBot, type, happenedAt: now, by: by.actor, payload: { lesson: id, harmful, harmless, reason } }],
      },
      result: value,
    };
  });
}
