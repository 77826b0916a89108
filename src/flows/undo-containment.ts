import type { Instant } from '../core/alert.ts';
import { ConnectorError, RefusedError } from '../core/errors.ts';
import { reminderAt } from '../core/lease.ts';
import { expiryOf } from '../core/policy.ts';
import type { Judgment, Proposal } from '../core/proposal.ts';
import { judgedAs } from '../core/proposal-sentences.ts';
import type { NewJob } from '../core/store.ts';
import { ended } from '../core/text.ts';
import { canonicalJson } from '../core/timeline.ts';
import { undosNeeded } from '../core/who-decides.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';
import type { By } from '../kit/knock.ts';
import { actionOf, orderOf, proposalFor, surroundingsOf } from './containment.ts';
import { decideAbout, refuseWhoMayNot } from './decide-about.ts';
import { signedAround } from './make-checkpoint.ts';
import { moveProposal, type Step } from './move-proposal.ts';
import { recordingRefusals } from './refused-attempt.ts';

/** What somebody says when they take a containment back. `as`: whether it was wrong or is over; left out: they did not say. */
export interface TakingBack {
  readonly proposal: string;
  readonly reason: string;
  readonly as?: Exclude<Judgment, 'denied' | 'unsaid'> | undefined;
  /** Undo it although somebody else has changed the target since. */
  readonly anyway?: boolean;
  /** A one-time code, where it was asked for in a form. */
  readonly code?: string | undefined;
}

/**
 * Asks for a containment to be taken back; the restoring itself is a job. Whoever may approve may undo; where policy wants more people, it waits for them.
 * @throws RefusedError when it cannot be undone, does not hold now, was changed by somebody else since, or this person may not.
 */
export async function undoContainment(bot: Bot, ask: TakingBack, by: By): Promise<Proposal> {
  const known = await proposalFor(bot, ask.proposal, by);
  if (ask.anyway !== true && isUndoable(known.proposal)) {
    await recordingRefusals(bot, ask.proposal, by, async () => {
      await refuseWhoMayNot(bot, known, by);
      await refuseWhatIsNotOurs(bot, known.proposal);
    });
  }
  const takeBack = (proposal: Proposal): Step => {
    refuseWhatDoesNotHold(bot, proposal);
    return takingBack(bot, proposal, ask, by);
  };
  return decideAbout(bot, ask.proposal, by, takeBack, { code: ask.code });
}

/** @throws RefusedError when there is nothing that could end: it cannot be undone, or does not hold now. */
export function refuseWhatDoesNotHold({ commandPrefix }: Bot, { id, undo, state }: Proposal): void {
  if (!undo.possible) throw new RefusedError(`${id} cannot be undone. ${undo.how}`);
  if (state === 'done') return;
  throw new RefusedError(`${id} is ${state}: there is nothing to undo.`, { next: `Type ${commandPrefix}contain to see what is contained now.` });
}

/** Whether it is in force and could be taken back. */
export function isUndoable({ state, undo }: Proposal): boolean {
  return state === 'done' && undo.possible;
}

/** One more person wants it undone. What was wanted longer ago than a proposal of its tier would wait does not count any more. */
function takingBack(bot: Bot, proposal: Proposal, { reason, as, anyway }: TakingBack, { actor }: By): Step {
  const now = bot.now();
  const since = new Date(Date.parse(now) - expiryOf(bot.files.policy, proposal.risk.tier) * 60_000).toISOString();
  const earlier = proposal.undoYeses.filter(({ at }) => at >= since);
  if (earlier.some(({ by }) => by.id === actor.id)) {
    throw new RefusedError(`Your wish to undo ${proposal.id} is counted already: policy asks for somebody else as well.`);
  }
  const undoYeses = [...earlier, { by: actor, at: now, reason }];
  const have = undoYeses.length;
  const need = undosNeeded(bot.files.policy, proposal);
  if (have < need) {
    return {
      change: {
        undoYeses,
        outcome: `${actor.name} wants to take it back: ${ended(reason)} ${have} of ${need}; it holds until somebody else wants it too.`,
      },
      event: (about) => ({ type: 'containment.undo-proposed', payload: { ...about, reason, have, need } }),
    };
  }
  return {
    to: 'undoing',
    change: {
      judged: as ?? 'unsaid',
      outcome: `${undoYeses.map(({ by }) => by.name).join(' and ')} ${have > 1 ? 'are' : 'is'} taking it back${judgedAs(as)}: ${reason}`,
      undoYeses: [],
      undoAsked: { by: actor, at: now, reason },
    },
    event: (about) => ({ type: 'containment.undo-asked', payload: { ...about, reason, as } }),
    jobs: [restorationOf(proposal, anyway)],
  };
}

/** @throws RefusedError when the target is neither as we left it nor as it was before: somebody else has decided about it since. */
async function refuseWhatIsNotOurs(bot: Bot, proposal: Proposal): Promise<void> {
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings || !(await isSomebodyElses(action, proposal, surroundings.around))) return;
  throw new RefusedError(notOurs(proposal), { next: undoAnyway(bot, proposal) });
}

function notOurs({ resolved }: Proposal): string {
  return `Somebody else has changed ${resolved.label} since: it is neither as the containment left it nor as it was before. Nothing was undone.`;
}

function undoAnyway({ commandPrefix }: Bot, { id }: Proposal): string {
  return `Look at it at the vendor. To restore what was there before all the same, type ${commandPrefix}contain undo ${id} --anyway why`;
}

/** A vendor that does not answer shows nothing: the restoring itself will say what it meets. */
async function isSomebodyElses(action: AnyAction, proposal: Proposal, around: Surroundings): Promise<boolean> {
  try {
    if ((await action.observe(orderOf(proposal), around)) === 'applied') return false;
    return canonicalJson(await action.snapshot(proposal.resolved, proposal.params, around)) !== canonicalJson(proposal.before);
  } catch (error) {
    if (error instanceof ConnectorError) return false;
    throw error;
  }
}

/** The job at the end of a lease. */
export function leaseEndOf({ id }: Pick<Proposal, 'id'>, until: Instant): NewJob {
  return { flow: 'end-lease', args: { proposal: id }, runAt: until, key: `lease:${id}:${until}` };
}

/** The jobs of a lease that begins now: the reminder, and the end. */
export function leaseJobs(proposal: Pick<Proposal, 'id'>, now: Instant, until: Instant): readonly NewJob[] {
  const { id } = proposal;
  const reminder = { flow: 'remind-of-lease', args: { proposal: id, until }, runAt: reminderAt(now, until), key: `remind:${id}:${until}` };
  return [reminder, leaseEndOf(proposal, until)];
}

/** The job that takes a containment back. One target, one lane: it never overlaps with another action on it. */
export function restorationOf({ id, resolved }: Proposal, anyway = false): NewJob {
  return {
    flow: 'restore-containment',
    args: { proposal: id, ...(anyway && { anyway: 'yes' }) },
    key: `restore:${id}`,
    lane: `target:${resolved.id}`,
  };
}

/**
 * Restores exactly the state that was kept before the containment, then reads it back and compares. Setting a state is safe to repeat, so a crash in
 * between only means that it is set again.
 */
export async function restoreContainment(
  bot: Bot,
  { proposal: id, anyway }: { readonly proposal: string; readonly anyway?: 'yes' | undefined },
): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  if (proposal?.state !== 'undoing') return;
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings || 'impossible' in action.undo) {
    return notUndone(bot, id, 'done', `${action.title} is not set up any more.`, 'Set it up and press Undo again.');
  }
  if (bot.files.policy.dry_run) {
    return notUndone(
      bot,
      id,
      'done',
      'The policy says dry_run: nothing is changed at any vendor.',
      'Take dry_run out of policy.yml, then press Undo.',
    );
  }
  const { around } = surroundings;
  const { restore } = action.undo;
  if (anyway === undefined && (await isSomebodyElses(action, proposal, around))) {
    return notUndone(bot, id, 'done', notOurs(proposal), undoAnyway(bot, proposal));
  }
  await signedAround(bot, () => putBack(bot, proposal, action, restore, around));
}

async function putBack(bot: Bot, proposal: Proposal, action: AnyAction, restore: Restore, around: Surroundings): Promise<void> {
  const { id, before, resolved, params } = proposal;
  try {
    const says = await restore(orderOf(proposal), around);
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

type Restore = Exclude<AnyAction['undo'], { readonly impossible: string }>['restore'];

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
  await moveProposal(bot, id, ['undoing', 'unknown'], () => ({
    to: 'undone',
    change: { outcome: says, leaseUntil: null, drift: null },
    event: (about) => ({ type: 'containment.undone', payload: { ...about, says } }),
    onTickets: true,
  }));
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
