import type { Instant } from '../core/alert.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import { notSetUp } from '../kit/connect.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';
import { anchorBefore } from './anchor-before.ts';
import { waitsStill } from './begin-cancel-window.ts';
import { captureEvidence } from './capture-evidence.ts';
import { changedSinceShown } from './changed-since-shown.ts';
import { actionOf, type ProposalWithIncident, surroundingsOf } from './containment.ts';
import { failed } from './end-containment.ts';
import { brakesFor, clearanceFor, isByItself, type RestsOn } from './hold-containment.ts';
import { signedAround } from './make-checkpoint.ts';
import { moveProposal, type Step } from './move-proposal.ts';
import { type Objection, objectionTo } from './objection-to.ts';
import { observeContainment } from './observe-containment.ts';
import { beginning, sendContainment } from './send-containment.ts';

/**
 * Executes an approved proposal as a write-ahead intent: claimed by one conditional write, checked again, marked as running, and only then done. After a
 * crash it goes on from the state that stands in the store: whatever may have reached the vendor is observed, never blindly sent again.
 */
export async function executeContainment(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  if (!proposal) return;
  // The call may have been sent, or be about to be by a process that only sleeps: what became of it is for the vendor to say.
  if (proposal.state === 'executing' || proposal.state === 'unknown') return observeContainment(bot, { proposal: id, why: 'taken-over' });
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  const isRehearsal = proposal.dryRun === true || bot.files.policy.dry_run;
  if ('absent' in surroundings && !(isRehearsal && proposal.state === 'approved')) {
    await failed(bot, id, notSetUp(action.title, surroundings.absent), 'Set it up, then propose it again.');
    return;
  }
  switch (proposal.state) {
    case 'approved': {
      if (isByItself(proposal) && !waitsStill(bot, proposal, bot.now())) await anchorBefore(bot);
      const claimed = await claim(bot, id);
      if (claimed?.state === 'intended' && 'around' in surroundings) await run(bot, claimed, action, surroundings.around);
      return;
    }
    case 'intended':
      // The claim was written, the call was not: going on is safe.
      return 'around' in surroundings ? run(bot, proposal, action, surroundings.around) : undefined;
    default:
      return;
  }
}

/** approved → intended, for exactly one caller; or to its end, when it may not run any more; or held, when it may not run yet. */
function claim(bot: Bot, id: string): Promise<Proposal | undefined> {
  return moveProposal(bot, id, ['approved'], async (known, now) => {
    const end = await endFor(bot, known, now);
    if (end !== undefined) return end;
    if (waitsStill(bot, known.proposal, now)) return undefined;
    const clearance = await clearanceFor(bot, known.proposal, now);
    if ('held' in clearance) return clearance.held;
    return known.proposal.dryRun || bot.files.policy.dry_run ? rehearse(known.proposal) : intend(known.proposal, clearance.restsOn);
  });
}

/** A dry run goes as far as this, and no further. */
function rehearse({ effect }: Proposal): Step {
  return {
    to: 'rehearsed',
    change: { outcome: `Dry run: nothing was changed. It would have done this: ${effect}`, hold: null },
    event: (about) => ({ type: 'containment.rehearsed', payload: { ...about, effect } }),
  };
}

function intend(proposal: Proposal, restsOn: RestsOn): Step {
  const token = tokenOf(proposal);
  const approvers = proposal.approvals.map(({ by }) => by);
  return {
    to: 'intended',
    change: { token, hold: null, outcome: null },
    restsOn,
    event: (about) => ({ type: 'containment.intended', payload: { ...about, token, approvers } }),
  };
}

/** The same for every attempt at this edition of this proposal; at most 64 ASCII characters. */
function tokenOf({ digest, edition }: Proposal): string {
  return `${digest.slice(0, 28)}-${edition}`.slice(0, 64);
}

/** The end of what may not run any more; undefined when it may. */
async function endFor(bot: Bot, known: ProposalWithIncident, now: Instant): Promise<Step | undefined> {
  const objection = await objectionTo(bot, known, now);
  return objection && endWith(objection);
}

function endWith({ to, why }: Objection): Step {
  const change = { outcome: why };
  if (to === 'expired') return { to, change, event: (about) => ({ type: 'containment.expired', payload: about }) };
  return { to, change, event: (about) => ({ type: 'containment.stale', payload: { ...about, why } }) };
}

/** intended → executing → how it ended. It is asked once more whether it may: between the claim and this, a crash may have lasted for days. */
async function run(bot: Bot, intended: Proposal, action: AnyAction, around: Surroundings): Promise<void> {
  const { id } = intended;
  const changed = await lookAgain(intended, action, around);
  if (changed !== undefined) {
    await moveProposal(bot, id, ['intended'], () => endWith({ to: 'stale', why: changed }));
    return;
  }
  if ((await captureEvidence(bot, intended, action, around)) === 'stopped') return;
  const executing = await moveProposal(bot, id, ['intended'], async (known, now) => {
    const end = await endFor(bot, known, now);
    if (end !== undefined) return end;
    const clearance = await brakesFor(bot, known.proposal);
    return 'held' in clearance ? clearance.held : { ...beginning(known.proposal, action), restsOn: clearance.restsOn };
  });
  if (executing?.state === 'executing') await signedAround(bot, () => send(bot, executing, action, around));
}

/** executing → how it ended. */
async function send(bot: Bot, executing: Proposal, action: AnyAction, around: Surroundings): Promise<void> {
  const { id } = executing;
  // What was written took its time on the disk; the target is looked at a last time, so that hardly a moment is left in which it could change unseen.
  const changedNow = await lookAgain(executing, action, around);
  if (changedNow !== undefined) {
    await failed(bot, id, changedNow, null);
    return;
  }
  const sent = await sendContainment(bot, executing, action, around);
  if (sent === 'no-answer') await observeContainment(bot, { proposal: id, why: sent });
}

/** How the target differs from what was shown; what cannot be looked at counts as different. */
async function lookAgain(proposal: Proposal, action: AnyAction, around: Surroundings): Promise<string | undefined> {
  try {
    return await changedSinceShown(proposal, action, around);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return `${proposal.resolved.label} could not be checked before the call: ${error.message} Nothing was done.`;
  }
}
