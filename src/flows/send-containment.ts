import { ConnectorError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';
import { orderOf } from './containment.ts';
import { contained, failed, unknown } from './end-containment.ts';
import type { Step } from './move-proposal.ts';

/** That the vendor is about to be asked, written before it is: after a crash nobody may take it for not sent. */
export function beginning({ before, sends, verb, resolved }: Proposal, action: AnyAction): Step {
  const again = sends > 0 ? ' once more, with the same token' : '';
  return {
    to: 'executing',
    change: { sends: sends + 1, hold: null, outcome: `Asking ${action.uses.join(' and ')} to ${verb} ${resolved.label}${again}.` },
    event: (about) => ({ type: 'containment.started', payload: { ...about, before } }),
  };
}

/** Does it. No answer means unknown, never failed: whoever asked for it then has to read the vendor's state. */
export async function sendContainment(bot: Bot, executing: Proposal, action: AnyAction, around: Surroundings): Promise<'ended' | 'no-answer'> {
  const { id } = executing;
  try {
    await contained(bot, id, await action.run(orderOf(executing), around));
    return 'ended';
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (!error.unknown) {
      await failed(bot, id, error.message, error.next ?? null);
      return 'ended';
    }
    await unknown(bot, id, action, error.message, { outcome: `${error.message} Looking at what the vendor says now.` });
    return 'no-answer';
  }
}
