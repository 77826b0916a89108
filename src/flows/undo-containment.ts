import type { Instant } from '../core/alert.ts';
import { ConnectorError, RefusedError } from '../core/errors.ts';
import type { Phase } from '../core/incident.ts';
import type { Judgment, Proposal } from '../core/proposal.ts';
import { judgedAs } from '../core/proposal-sentences.ts';
import type { NewJob } from '../core/store.ts';
import { canonicalJson } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';
import type { By } from '../kit/knock.ts';
import { actionOf, orderOf, type ProposalWithIncident, surroundingsOf } from './containment.ts';
import { decideAbout } from './decide-about.ts';
import { moveProposal } from './move-proposal.ts';

/** What somebody says when they take a containment back. `as`: whether it was wrong or is over; left out: they did not say. */
export interface TakingBack {
  readonly proposal: string;
  readonly reason: string;
  readonly as?: Exclude<Judgment, 'denied' | 'unsaid'> | undefined;
}

/**
 * Asks for a containment to be taken back; the restoring itself is a job. Whoever may approve may undo.
 * @throws RefusedError when it cannot be undone, does not hold now, or this person may not.
 */
export function undoContainment(bot: Bot, { proposal: id, reason, as }: TakingBack, by: By): Promise<Proposal> {
  return decideAbout(bot, id, by, (proposal) => {
    if (!proposal.undo.possible) throw new RefusedError(`${id} cannot be undone. ${proposal.undo.how}`);
    if (proposal.state !== 'done') {
      throw new RefusedError(`${id} is ${proposal.state}: there is nothing to undo.`, {
        next: `Type ${bot.commandPrefix}contain to see what is contained now.`,
      });
    }
    return {
      to: 'undoing',
      change: {
        judged: as ?? 'unsaid',
        outcome: `${by.actor.name} is taking it back${judgedAs(as)}: ${reason}`,
        undoAsked: { by: by.actor, at: bot.now(), reason },
      },
      event: (about) => ({ type: 'containment.undo-asked', payload: { ...about, reason, as } }),
      jobs: [restorationOf(proposal)],
    };
  });
}

/** The job at the end of a lease. */
export function leaseEndOf({ id }: Pick<Proposal, 'id'>, until: Instant): NewJob {
  return { flow: 'end-lease', args: { proposal: id }, runAt: until, key: `lease:${id}:${until}` };
}

/** The job that takes a containment back. One target, one lane: it never overlaps with another action on it. */
export function restorationOf({ id, resolved }: Proposal): NewJob {
  return { flow: 'restore-containment', args: { proposal: id }, key: `restore:${id}`, lane: `target:${resolved.id}` };
}

/**
 * Restores exactly the state that was kept before the containment, then reads it back and compares. Setting a state is safe to repeat, so a crash in
 * between only means that it is set again.
 */
export async function restoreContainment(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  if (proposal?.state !== 'undoing') return;
  const { before, resolved, params } = proposal;
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings || 'impossible' in action.undo) {
    return notUndone(bot, id, 'done', `${action.title} is not set up any more.`, 'Set it up and press Undo again.');
  }
  const { around } = surroundings;
  try {
    const says = await action.undo.restore(orderOf(proposal), around);
    const after = await action.snapshot(resolved, params, around);
    if (canonicalJson(after) === canonicalJson(before)) return await undone(bot, id, says);
    const difference = `It was ${canonicalJson(before)} and is ${canonicalJson(after)}. Set it right at the vendor.`;
    await notUndone(bot, id, 'unknown', `After the undo, ${resolved.label} is not what it was before the containment.`, difference);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.unknown && (await isAsBefore(action, proposal, around))) {
      return await undone(bot, id, `The vendor shows that ${resolved.label} is as it was before.`);
    }
    const stands = error.unknown ? 'Whether it still holds is not certain.' : 'It still holds.';
    await notUndone(bot, id, 'done', error.message, error.next ?? `${stands} Press Undo to try again.`, error.retryable || error.unknown);
  }
}

/** Whether the vendor shows what was there before the containment. One that does not answer shows nothing. */
export async function isAsBefore(action: AnyAction, { resolved, params, before }: Proposal, around: Surroundings): Promise<boolean> {
  try {
    return canonicalJson(await action.snapshot(resolved, params, around)) === canonicalJson(before);
  } catch (error) {
    if (error instanceof ConnectorError) return false;
    throw error;
  }
}

/** It is taken back, and the target is what it was. */
export async function undone(bot: Bot, id: string, says: string): Promise<void> {
  await moveProposal(bot, id, ['undoing', 'unknown'], async (known) => ({
    to: 'undone',
    change: { outcome: says, leaseUntil: null },
    event: (about) => ({ type: 'containment.undone', payload: { ...about, says } }),
    phase: await phaseWithout(bot, known),
    onTickets: true,
  }));
}

/** An incident is contained as long as any containment of it holds. */
async function phaseWithout(bot: Bot, { proposal, incident }: ProposalWithIncident): Promise<Phase> {
  if (incident.phase !== 'contained') return incident.phase;
  const others = (await bot.store.proposals({ incident: incident.id, states: ['done'] })).filter(({ id }) => id !== proposal.id);
  return others.length > 0 ? 'contained' : 'investigating';
}

/** Minutes until a containment that lifts by itself is lifted again, after a vendor that may be well by then did not do it. */
const liftAgainMinutes = 5;

/** `passing`: the same may succeed later. What lifts by itself is then lifted again; the rest waits for a person. */
async function notUndone(bot: Bot, id: string, to: 'done' | 'unknown', why: string, next: string, passing = false): Promise<void> {
  await moveProposal(bot, id, ['undoing'], ({ proposal }, now) => {
    const lifts = passing && proposal.undo.atLeaseEnd === 'undo' && proposal.leaseUntil === null;
    const until = lifts ? new Date(Date.parse(now) + liftAgainMinutes * 60_000).toISOString() : proposal.leaseUntil;
    return {
      to,
      change: { outcome: `Undo failed. ${why} ${lifts ? `It is tried again in ${liftAgainMinutes} minutes.` : next}`, leaseUntil: until },
      event: (about) => ({ type: 'containment.undo-failed', payload: { ...about, why, next } }),
      jobs: lifts && until !== null ? [leaseEndOf(proposal, until)] : [],
    };
  });
}
