import { z } from 'zod';
import { holds } from '../core/brake.ts';
import { ConnectorError } from '../core/errors.ts';
import { maySendAgain, type Proposal } from '../core/proposal.ts';
import type { NewJob } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';
import { actionOf, orderOf, surroundingsOf } from './containment.ts';
import { contained, failed, unknown } from './end-containment.ts';
import { brakesFor } from './hold-containment.ts';
import { signedAround } from './make-checkpoint.ts';
import { moveProposal } from './move-proposal.ts';
import { type Objection, objectionTo } from './objection-to.ts';
import { beginning, sendContainment } from './send-containment.ts';
import { isAsBefore, undone } from './undo-containment.ts';

/**
 * Why the vendor is looked at: our own call got no answer; another process had begun it and has died, or only sleeps; a person asks. `later` is the
 * second look after the first of each.
 */
export const whyObserved = z.enum(['no-answer', 'no-answer-later', 'taken-over', 'taken-over-later', 'asked']);
type Why = z.infer<typeof whyObserved>;

/** Seconds until the vendor is looked at a second time: a call that seems lost may only be slow. */
const lookAgainSeconds = 30;

/**
 * Finds out what became of a call that got no answer, or that a crash cut off: the vendor's state decides. What is safe to repeat is sent once more
 * with the same token; the rest is never sent again, and a person is told exactly what to check.
 */
export async function observeContainment(bot: Bot, { proposal: id, why }: { readonly proposal: string; readonly why: Why }): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  if (!proposal || (proposal.state !== 'executing' && proposal.state !== 'unknown')) return;
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings) {
    if (proposal.state === 'executing') await unknown(bot, id, action, `${action.title} is not set up any more: nobody can look from here.`);
    return;
  }
  await signedAround(bot, () => look(bot, proposal, action, surroundings.around, why));
}

async function look(bot: Bot, proposal: Proposal, action: AnyAction, around: Surroundings, why: Why): Promise<void> {
  const { id } = proposal;
  switch (await action.observe(orderOf(proposal), around).catch(unclear)) {
    case 'applied':
      await contained(bot, id, `${action.title}: the vendor shows that it is in force.`);
      return;
    case 'not-applied':
      if (await wasInForce(bot, proposal)) return afterUndo(bot, proposal, action, around);
      return notApplied(bot, proposal, action, around, why);
    case 'unclear':
      // It stands as unknown already, and nobody asked to look again: there is nothing new to say.
      if (proposal.state === 'unknown' && why !== 'asked') return;
      await unknown(bot, id, action, 'The vendor does not show whether it happened.');
  }
}

/** The vendor shows nothing of it. Whether that is the end of it depends on what may still be on its way. */
async function notApplied(bot: Bot, proposal: Proposal, action: AnyAction, around: Surroundings, why: Why): Promise<void> {
  const { id, resolved } = proposal;
  const nothing = `The vendor shows that nothing happened to ${resolved.label}.`;
  const mayRetry = (why === 'no-answer' || why === 'taken-over') && maySendAgain(proposal, action.repeat);
  const objection = mayRetry ? await objectionNow(bot, proposal) : undefined;
  if (mayRetry && objection === undefined) {
    const executing = await moveProposal(bot, id, ['executing', 'unknown'], async (known) => {
      const clearance = await brakesFor(bot, known.proposal);
      return 'held' in clearance ? undefined : { ...beginning(known.proposal, action), restsOn: clearance.restsOn };
    });
    const sent = executing && (await sendContainment(bot, executing, action, around));
    if (sent === 'no-answer') await observeContainment(bot, { proposal: id, why: sent });
    return;
  }
  switch (why) {
    case 'no-answer':
      if (objection !== undefined) {
        await failed(bot, id, `${nothing} It is not tried again: ${objection.why}`, 'Propose it again if it is still wanted.');
        return;
      }
      await unknown(bot, id, action, `${nothing} The answer may only be late, so it is looked at again.`, {
        jobs: [laterLook(bot, id, 'no-answer-later')],
      });
      return;
    case 'taken-over': {
      const asleep = 'Whoever was at it has died, or only sleeps and may still finish it, so it is not sent again.';
      await unknown(bot, id, action, `${nothing} ${asleep}`, { jobs: [laterLook(bot, id, 'taken-over-later')] });
      return;
    }
    case 'taken-over-later':
      return;
    case 'no-answer-later':
    case 'asked':
      await failed(bot, id, nothing, 'Propose it again if it is still wanted.');
      return;
    default:
      why satisfies never;
  }
}

/** Its undo ended in doubt: what counts now is whether the target is what it was. */
async function afterUndo(bot: Bot, proposal: Proposal, action: AnyAction, around: Surroundings): Promise<void> {
  const { id, resolved } = proposal;
  if (await isAsBefore(action, proposal, around)) return undone(bot, id, `The vendor shows that ${resolved.label} is as it was before.`);
  await unknown(bot, id, action, `It is no longer in force, and ${resolved.label} is not what it was before. Set it right at the vendor.`);
}

function laterLook({ now }: Bot, proposal: string, why: Why): NewJob {
  const runAt = new Date(Date.parse(now()) + lookAgainSeconds * 1000).toISOString();
  return { flow: 'observe-containment', args: { proposal, why }, runAt, key: `observe:${proposal}` };
}

/** Whether it was carried out at some time: a doubt about it is then a doubt about its undo. */
async function wasInForce(bot: Bot, { id, incident }: Proposal): Promise<boolean> {
  const events = await bot.store.timeline(incident);
  return events.some((event) => event.type === 'containment.done' && event.payload.proposal === id);
}

/** A crash may have lasted for days: what people said yes to then is no yes to sending it now. */
async function objectionNow(bot: Bot, proposal: Proposal): Promise<Objection | undefined> {
  const incident = await bot.store.get('incident', proposal.incident);
  const freeze = await bot.store.get('brake', 'freeze');
  if (holds(freeze)) return { to: 'stale', why: `${freeze.pulled.by.name} has frozen all containments.` };
  return incident && objectionTo(bot, { proposal, incident }, bot.now());
}

/** A vendor that does not answer shows nothing. */
function unclear(error: unknown): 'unclear' {
  if (error instanceof ConnectorError) return 'unclear';
  throw error;
}
