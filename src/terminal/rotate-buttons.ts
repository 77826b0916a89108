import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import { formerKeyHours, rotateButtonKeys } from '../kit/button-keys.ts';

/** What `firebreak rotate-buttons` says: it is for when somebody may have read the store. */
export async function rotateButtons({ store, now }: Pick<Bot, 'store' | 'now'>): Promise<Answer> {
  const key = await rotateButtonKeys(store, now());
  return answer(
    `Buttons are sealed with the new key ${key}`,
    [
      {
        text: `Those that were drawn with the former key are taken for another ${formerKeyHours} hours, so no card that waits for somebody is lost.`,
      },
      { hint: 'Do it twice when somebody may have read the former key: only the two newest are ever taken.' },
    ],
    { key },
  );
}
