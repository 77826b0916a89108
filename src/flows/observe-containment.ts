import { ConnectorError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import { actionOf, orderOf, surroundingsOf } from './containment.ts';
import { contained, failed, unknown } from './end-containment.ts';
import { type Objection, objectionTo } from './objection-to.ts';
import { isAsBefore, undone } from './undo-containment.ts';

/**
 * Finds out what became of a call that got no answer, or that a crash cut off: the vendor's state decides. What is safe to repeat is sent once more
 * with the same token; for the rest a person is told exactly what to check. `again: 'no'`: only looks, and sends nothing.
 */
export async function observeContainment(bot: Bot, { proposal: id, again }: { readonly proposal: string; readonly again?: 'no' }): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  if (!proposal || (proposal.state !== 'executing' && proposal.state !== 'unknown')) return;
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings) {
    if (proposal.state === 'executing') await unknown(bot, id, action, `${action.title} is not set up any more: nobody can look from here.`);
    return;
  }
  const { around } = surroundings;
  const order = orderOf(proposal);

  const seen = await action.observe(order, around).catch(unclear);
  if (seen === 'applied') {
    await contained(bot, id, `${action.title}: the vendor shows that it is in force.`);
    return;
  }
  if (seen === 'not-applied' && (await wasInForce(bot, proposal))) {
    // Its undo ended in doubt: what counts now is whether the target is what it was.
    if (await isAsBefore(action, proposal, around)) await undone(bot, id, `The vendor shows that ${proposal.resolved.label} is as it was before.`);
    else
      await unknown(
        bot,
        id,
        action,
        `It is no longer in force, and ${proposal.resolved.label} is not what it was before. Set it right at the vendor.`,
      );
    return;
  }
  const nothing = `The vendor shows that nothing happened to ${proposal.resolved.label}.`;
  if (seen === 'not-applied' && action.repeat !== 'not-idempotent' && again === undefined) {
    const objection = await objectionNow(bot, proposal);
    if (objection !== undefined) {
      await failed(bot, id, `${nothing} It is not tried again: ${objection.why}`, 'Propose it again if it is still wanted.');
      return;
    }
    try {
      await contained(bot, id, await action.run(order, around));
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (error.unknown) return observeContainment(bot, { proposal: id, again: 'no' });
      await failed(bot, id, error.message, error.next ?? null);
    }
    return;
  }
  if (seen === 'not-applied') {
    await failed(bot, id, nothing, 'Propose it again if it is still wanted.');
    return;
  }
  // It stands as unknown already, and nobody asked to look again: there is nothing new to say.
  if (proposal.state === 'unknown' && again === undefined) return;
  await unknown(bot, id, action, 'The vendor does not show whether it happened.');
}

/** Whether it was carried out at some time: a doubt about it is then a doubt about its undo. */
async function wasInForce(bot: Bot, { id, incident }: Proposal): Promise<boolean> {
  const events = await bot.store.timeline(incident);
  return events.some((event) => event.type === 'containment.done' && event.payload.proposal === id);
}

/** A crash may have lasted for days: what people said yes to then is no yes to sending it now. */
async function objectionNow(bot: Bot, proposal: Proposal): Promise<Objection | undefined> {
  const incident = await bot.store.get('incident', proposal.incident);
  return incident && objectionTo(bot, { proposal, incident }, bot.now());
}

/** A vendor that does not answer shows nothing. */
function unclear(error: unknown): 'unclear' {
  if (error instanceof ConnectorError) return 'unclear';
  throw error;
}
