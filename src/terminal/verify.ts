import { readFileSync } from 'node:fs';
import { noteIn } from '../core/anchor.ts';
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
  const epoch = (await store.fact('epoch')) ?? '1';
  if (firstBreak === null) {
    return {
      answer: answer(
        `The timeline holds: ${events} events, signed for up to #${checkpointed}`,
        [
          {
            facts: [
              ['Head', { code: head }],
              ['Key', { code: key }],
              ['Epoch', epoch === '1' ? '1: no backup was ever restored' : `${epoch}: it begins where a backup was restored`],
            ],
          },
          { hint: 'Whoever keeps this head or a checkpoint elsewhere can tell later whether it was rewritten or cut off: verify <file>.' },
        ],
        { ...verification, key, epoch: Number(epoch) },
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
    const text = readFileSync(file, 'utf8');
    return noteIn(text) ?? `${text.trim()}\n`;
  } catch (cause) {
    throw new InputError(`${file} cannot be read.`, { next: `Type ${invoked}verify <file> with a file that holds one checkpoint.`, cause });
  }
}
