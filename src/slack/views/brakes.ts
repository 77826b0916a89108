import type { KnownBlock } from '@slack/types';
import { type Brake, brakeTitles } from '../../core/brake.ts';
import type { Proposal } from '../../core/proposal.ts';
import { isUnderWay } from '../../core/proposal-sentences.ts';
import { ended } from '../../core/text.ts';
import type { Drawing } from './answer.ts';
import { section } from './blocks.ts';
import { escaped, type Mrkdwn, mrkdwn, typed } from './mrkdwn.ts';

/** What stands under the headline of every card on which something waits while a brake holds it up. `pulled`: only brakes that hold. */
export function banner(pulled: readonly Brake[], proposals: readonly Pick<Proposal, 'state'>[], prefix: string): readonly KnownBlock[] {
  if (!proposals.some(isUnderWay)) return [];
  return pulled.map((brake) =>
    section(mrkdwn`🛑 *${brakeTitles[brake.id]}*, by ${brake.pulled.by.name}: ${typed(brake.pulled.reason)}\n${next(brake, prefix)}`),
  );
}

/** The same for the form in which somebody says yes. */
export function frozen({ pulled }: Brake): Mrkdwn {
  return mrkdwn`*${brakeTitles.freeze}*, by ${pulled.by.name}: ${typed(ended(pulled.reason))} Your yes is recorded, and nothing runs before that is lifted.`;
}

/** The message in the alerts channel: loud while the brake holds, and how it ended afterwards. */
export function brakeMessage(brake: Brake, prefix: string): Drawing {
  const { id, pulled, released } = brake;
  if (released !== null) {
    const over = id === 'freeze' ? 'The freeze is lifted' : 'The breaker is closed';
    const text = mrkdwn`✅ *${over}* by ${released.by.name} at ${{ at: released.at }}: ${typed(released.reason)}\nIt held since ${{ at: pulled.at }}, by ${pulled.by.name}: ${typed(pulled.reason)}`;
    return { text: escaped(over), blocks: [section(text)] };
  }
  const text = mrkdwn`🛑 *${brakeTitles[id]}*\n${pulled.by.name}, ${{ at: pulled.at }}: ${typed(pulled.reason)}\n${next(brake, prefix)}`;
  return { text: escaped(brakeTitles[id]), blocks: [section(text)] };
}

function next({ id }: Brake, prefix: string) {
  if (id === 'freeze') return mrkdwn`Approvals are recorded, and nothing runs. To let them go on: ${{ code: `${prefix}contain unfreeze why` }}`;
  return mrkdwn`What policy would do by itself waits for a person. To close it: ${{ code: `${prefix}contain close-breaker why` }}`;
}
