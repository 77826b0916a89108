import { mayTriage } from '../core/access.ts';
import { type Brake, type BrakeId, brakeTitles, holds } from '../core/brake.ts';
import { InputError, RefusedError } from '../core/errors.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { noSuspect } from './no-suspect.ts';
import { pulling, releasing } from './turn-brake.ts';

/**
 * Stops every containment at once, in every process that uses this store. Approvals are still taken and recorded, and nothing runs; undo stays possible,
 * because a freeze is often pulled when a containment went wrong. Whoever may triage may freeze: stopping is the safe direction, and everybody sees who did.
 * @throws RefusedError for anybody else, and for suspects of an open incident.
 */
export async function freeze(bot: Bot, reason: string | undefined, by: By): Promise<Answer> {
  if (!mayTriage(by.person)) throw new RefusedError('Freezing is for analysts and approvers.', { next: 'Ask one of them to do it, at once.' });
  await noSuspect(bot, by.person);
  const why = reason ?? 'no reason was given';
  const frozen = await settle<Brake>(bot.store, async () => {
    const before = await bot.store.get('brake', 'freeze');
    if (holds(before)) return { result: before };
    const changes = await pulling(bot, before, { id: 'freeze', by: by.actor, reason: why, now: bot.now() });
    return { changes, result: (changes.state?.[0]?.value ?? before) as Brake };
  });
  return answer(
    brakeTitles.freeze,
    [
      { text: [`${frozen.pulled.by.name} froze them at `, { at: frozen.pulled.at }, `: ${frozen.pulled.reason}.`] },
      {
        text: 'Nothing runs from now on. A call that had left already cannot be called back: the board shows it. Approvals are recorded; undo works.',
      },
      { hint: ['To let them go on: ', { code: `${bot.commandPrefix}contain unfreeze why` }] },
    ],
    { brake: frozen },
  );
}

/**
 * Lifts the freeze, or closes the breaker: what waits and has not expired goes on. Only those who may approve may, with a reason.
 * @throws RefusedError for anybody else; InputError when it does not hold anything up.
 */
export function release(bot: Bot, id: BrakeId, reason: string, by: By): Promise<Answer> {
  return settle(bot.store, async () => {
    const { approvers } = bot.files.policy.containment;
    if (by.person?.roles.some((role) => approvers.includes(role)) !== true) {
      throw new RefusedError(`Letting containments go on takes the role ${approvers.join(' or ')}, which you do not have.`);
    }
    await noSuspect(bot, by.person);
    const before = await bot.store.get('brake', id);
    if (!holds(before)) throw new InputError(id === 'freeze' ? 'Nothing is frozen.' : 'The breaker is closed already.');
    const changes = await releasing(bot, before, { id, by: by.actor, reason, now: bot.now() });
    const title = id === 'freeze' ? 'The freeze is lifted' : 'The breaker is closed';
    const result = answer(title, [{ text: 'What was approved meanwhile and has not expired goes on now.' }], { brake: id });
    return { changes, result };
  });
}
