import { type Decision, decide } from '../core/decision.ts';
import { type Judged, judgeCode } from '../core/enrolment.ts';
import type { Person } from '../core/team.ts';
import type { Bot } from '../kit/bot.ts';
import { stepOfCode } from '../kit/one-time-code.ts';
import { settle } from '../kit/settle.ts';

/** What a secret of somebody's is sealed about. */
export function codesOf(person: string): string {
  return `one-time codes of ${person}`;
}

/** Whether somebody has one-time codes to give. */
export async function hasCodes({ store }: Pick<Bot, 'store'>, { id }: Pick<Person, 'id'>): Promise<boolean> {
  const enrolment = await store.get('enrolment', id);
  return enrolment !== undefined && enrolment.secret !== null;
}

/** Whether this is the person's one-time code. A right one is spent by asking, and wrong ones are counted, before anybody is answered. */
export function checkCode(bot: Bot, { id }: Pick<Person, 'id'>, code: string): Promise<Decision<'right' | 'refused'>> {
  return settle(bot.store, async () => {
    const enrolment = await bot.store.get('enrolment', id);
    if (enrolment === undefined || enrolment.secret === null) {
      return { result: decide('refused', 'No one-time codes are enrolled for you, and this takes one.') };
    }
    const now = bot.now();
    const { decision, after }: Judged = judgeCode(enrolment, stepOfCode(bot.vault.open(enrolment.secret, codesOf(id)), code, now), now);
    return { ...(after !== undefined && { changes: { state: [{ put: 'enrolment' as const, value: after }] } }), result: decision };
  });
}
