import { movedBy } from '../core/lesson.ts';
import { counted, type Text } from '../core/text.ts';
import { Untrusted } from '../core/untrusted.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';

/** What closed incidents have taught about each rule, and by how many points its next score begins higher or lower. @throws RefusedError for whoever may not read. */
export async function showFeedback(bot: Bot, by: By): Promise<Answer> {
  onlyForReaders('What verdicts taught', bot, by);
  const { feedback } = bot.files.weights;
  const lessons = (await bot.store.lessons()).map((lesson) => ({ ...lesson, points: movedBy(lesson, feedback) / 10 }));
  const moved = lessons.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points) || a.id.localeCompare(b.id));
  const rows = moved.map(({ id, harmful, harmless, points, since, before }): Text[] => [
    Untrusted.of(id),
    String(harmful),
    String(harmless),
    `${points > 0 ? '+' : ''}${points.toFixed(1).replace('-', '−')}`,
    before === null ? { at: since } : [{ at: since }, ', set back'],
  ]);
  const { most, doubt } = feedback;
  const formula = `Points = 10·log10((${doubt / 2} + harm) / (${doubt / 2} + no harm)), at most ${most / 10} either way (weights.yml). Inconclusive counts for nothing.`;
  return answer(
    `What verdicts taught about ${counted(lessons.length, 'rule')}`,
    [
      rows.length === 0
        ? {
            text: 'Nothing yet. When an incident is closed as a true positive, benign or a false positive, it counts here for every rule that had a part in it.',
          }
        : { table: { columns: ['Rule', 'Harm', 'No harm', 'Points', 'Since'], rows } },
      { hint: formula },
      {
        hint: [
          'To set a rule back: ',
          { code: `${bot.commandPrefix}metrics feedback reset RULE why` },
          ', and to take that back: restore in place of reset.',
        ],
      },
    ],
    { lessons: moved },
  );
}
