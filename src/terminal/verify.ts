import { readFileSync } from 'node:fs';
import { InputError } from '../core/errors.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import { invoked } from './invoked.ts';

/**
 * What `firebreak verify [anchor-file…]` says about the timeline and its checkpoints; it exits with 1 when they do not hold.
 * @throws InputError when an anchor cannot be read.
 */
export async function verifyAnswer(
  { store, notary }: Pick<Bot, 'store' | 'notary'>,
  anchorFiles: readonly string[],
): Promise<{ readonly answer: Answer; readonly code: number }> {
  const key = notary.verifierKey();
  const verification = await store.verify({ key, anchors: anchorFiles.map(anchorIn) });
  const { events, head, checkpointed, firstBreak } = verification;
  if (firstBreak === null) {
    return {
      answer: answer(
        `The timeline holds: ${events} events, signed for up to #${checkpointed}`,
        [
          {
            facts: [
              ['Head', { code: head }],
              ['Key', { code: key }],
            ],
          },
          { hint: 'Whoever keeps this head or a checkpoint elsewhere can tell later whether it was rewritten or cut off: verify <file>.' },
        ],
        { ...verification, key },
      ),
      code: 0,
    };
  }
  return {
    answer: answer(
      firstBreak.seq !== null ? `The timeline is broken at event #${firstBreak.seq}` : 'The store is not whole',
      [{ text: firstBreak.why }, { hint: 'Keep a copy of the file as evidence, then restore the newest backup that verifies.' }],
      verification,
    ),
    code: 1,
  };
}

/** A checkpoint as somebody kept it: copied out of Slack, a ticket or a commit. */
function anchorIn(file: string): string {
  try {
    return `${readFileSync(file, 'utf8').trim()}\n`;
  } catch (cause) {
    throw new InputError(`${file} cannot be read.`, { next: `Type ${invoked}verify <file> with a file that holds one checkpoint.`, cause });
  }
}
