import { rmSync } from 'node:fs';
import { openCopy } from '../compose.ts';
import { StoreError } from '../core/errors.ts';
import type { Verification } from '../core/store.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';

export const backupUsage = 'backup <file>';

/**
 * Copies the database while the bot runs, and checks the copy.
 * @throws InputError when the file is there already; StoreError when the copy does not hold, which is then removed.
 */
export async function backup({ store, notary, now }: Pick<Bot, 'store' | 'notary' | 'now'>, file: string): Promise<Answer> {
  await store.backup(file);
  const { events, checkpointed, firstBreak } = await checked(file, notary.verifierKey(), now);
  if (firstBreak !== null) {
    rmSync(file);
    throw new StoreError(`The copy does not hold, so it was removed: ${firstBreak.why}.`, { next: 'Run verify: the database itself is broken.' });
  }
  return answer(
    `${file} holds ${events} events, signed for up to #${checkpointed}`,
    [
      { text: 'It was read back and holds. It says everything that the database says, what was redacted excepted: keep it as you keep that.' },
      { hint: 'The keys beside the database (….key, ….signing-key) are not in it. Keep them somewhere else.' },
    ],
    { file, events, checkpointed },
  );
}

/** Walks the copy in `file`. */
async function checked(file: string, key: string, now: Bot['now']): Promise<Verification> {
  const copy = await openCopy(file, now);
  try {
    return await copy.verify({ key });
  } finally {
    await copy.close();
  }
}
