import { holds } from '../core/brake.ts';
import type { Store } from '../core/store.ts';
import { wholeBot } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { moveProposal } from './move-proposal.ts';
import { unknownWatch } from './page-somebody.ts';
import { pulling } from './turn-brake.ts';

/** What was held when the epoch began, and from which event on the former one is missing. */
export interface Begun extends Awaited<ReturnType<Store['beginEpoch']>> {
  readonly head: number;
}

/** States in which a containment may have happened after the backup was made. */
const inDoubt = ['approved', 'intended', 'executing', 'undoing'] as const;

/**
 * Says in the record that a backup was restored, opens the breaker until a person closes it, and leaves every containment that was on its way to a person.
 * Returns those.
 */
export async function beginEpoch(bot: Bot, begun: Begun, by: By): Promise<readonly string[]> {
  const unknown = (await bot.store.proposals({ states: [...inDoubt] })).map(({ id }) => id);
  await settle(bot.store, async () => {
    const now = bot.now();
    const breaker = await bot.store.get('brake', 'breaker');
    const reason = `A backup was restored that ended at event #${begun.head}: what happened after it is not known here`;
    const pulled = holds(breaker) ? {} : await pulling(bot, breaker, { id: 'breaker', by: by.actor, reason, now });
    const event = { incident: wholeBot, type: 'record.restored', happenedAt: now, by: by.actor, payload: { ...begun, unknown } } as const;
    return { changes: { ...pulled, events: [event, ...(pulled.events ?? [])] }, result: undefined };
  });
  for (const id of unknown) {
    await moveProposal(bot, id, inDoubt, ({ proposal: { resolved, verb } }) => {
      const why = 'A backup was restored that was made before it ended.';
      const check = `Look at ${resolved.label} (${resolved.id}) in ${resolved.account} and see whether “${verb}” is in force; then press “Check again”.`;
      return {
        to: 'unknown',
        change: { outcome: check, hold: null, runsAt: null },
        event: (about) => ({ type: 'containment.unknown', payload: { ...about, why, check } }),
        jobs: unknownWatch(bot, id, false),
      };
    });
  }
  return unknown;
}
