import type { StoreReader, Verification } from '../core/store.ts';
import { type Answer, answer } from '../kit/answer.ts';

/** What `firebreak verify` says about the chain of the timeline; it exits with 1 when it is broken. */
export async function verifyAnswer(
  store: StoreReader & { verify(): Promise<Verification> },
): Promise<{ readonly answer: Answer; readonly code: number }> {
  const verification = await store.verify();
  const { events, head, firstBreak } = verification;
  if (firstBreak === null) {
    return {
      answer: answer(
        `The timeline holds: ${events} events`,
        [{ facts: [['Head', { code: head }]] }, { hint: 'Whoever keeps this head elsewhere can tell later whether it was rewritten.' }],
        verification,
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
