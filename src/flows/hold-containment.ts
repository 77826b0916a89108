import type { Instant } from '../core/alert.ts';
import { brakeTitles, holds } from '../core/brake.ts';
import { before, ceilingsOf, limitsOn, longestWindow, type Use, usesOf } from '../core/caps.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Changes, NewJob } from '../core/store.ts';
import { clock } from '../core/text.ts';
import type { EventType } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import { isAnchored } from './anchor-checkpoint.ts';
import { couldBeCancelled } from './begin-cancel-window.ts';
import type { Step } from './move-proposal.ts';
import { timelineTrouble } from './verify-timeline.ts';

/** What a step towards the vendor rests on: that no brake was pulled and no cap was reached in the meantime. */
export type RestsOn = NonNullable<Step['restsOn']>;

/** Whether a containment may go on now. `held` undefined: it stands held for this very reason already. */
export type Clearance = { readonly restsOn: RestsOn } | { readonly held: Step | undefined };

/** Why what nobody could have cancelled does not run. */
const notSeen = 'Its message with the button to cancel did not reach Slack in time, so nobody could have cancelled it';

/** Why what nobody outside could attest does not run. */
const notOutside = 'No checkpoint over what led to it could be kept outside (Slack, Git or a ticket) in time';

/** Whether everything that was decided about it is signed for by a checkpoint that stands outside. */
async function isOutside(bot: Bot, { id, incident }: Proposal): Promise<boolean> {
  const events = await bot.store.timeline(incident);
  const last = events.findLast((event) => decisive.has(event.type) && 'proposal' in event.payload && event.payload.proposal === id);
  return isAnchored(bot, last?.seq ?? 0);
}

const decisive: ReadonlySet<EventType> = new Set(['containment.proposed', 'containment.edited', 'containment.announced']);

/** Looks whether a brake or a cap holds an approved containment up. The claim that follows is refused if that has changed until it is written. */
export async function clearanceFor(bot: Bot, proposal: Proposal, now: Instant): Promise<Clearance> {
  const frozen = await brakesFor(bot, proposal);
  if ('held' in frozen) return frozen;
  const trouble = isByItself(proposal) ? await timelineTrouble(bot) : undefined;
  if (trouble !== undefined) return { held: handingOver(proposal, 'timeline', trouble[0]) };
  if (isByItself(proposal) && !(await isOutside(bot, proposal))) return { held: handingOver(proposal, 'unanchored', notOutside) };
  if (!(await couldBeCancelled(bot, proposal))) return { held: handingOver(proposal, 'unseen', notSeen) };
  const { limits, uses } = await usedBy(bot, proposal, now);
  const full = uses.filter(({ freeAt }) => freeAt !== null).toSorted((a, b) => (b.freeAt ?? '').localeCompare(a.freeAt ?? ''))[0];
  if (full?.freeAt && isByItself(proposal))
    return { held: handingOver(proposal, 'cap', `The cap of ${full.limit.most} × ${full.limit.says} is reached`) };
  if (full?.freeAt) {
    // Its time has not come, and it will be looked at again then.
    if (proposal.hold?.until && proposal.hold.until > now) return { held: undefined };
    const until = full.freeAt < proposal.expiresAt ? full.freeAt : proposal.expiresAt;
    return { held: holding(proposal, 'cap', capSays(full, proposal), until, frozen.restsOn) };
  }
  return { restsOn: { ...frozen.restsOn, within: ceilingsOf(limits, now) } };
}

/** Only the brakes: what has been counted already is not counted again. */
export async function brakesFor(bot: Bot, proposal: Proposal): Promise<Clearance> {
  const [freeze, breaker] = await Promise.all([bot.store.get('brake', 'freeze'), bot.store.get('brake', 'breaker')]);
  const expects = [
    { collection: 'brake', id: 'freeze', revision: freeze?.revision ?? 0 },
    { collection: 'brake', id: 'breaker', revision: breaker?.revision ?? 0 },
  ] as const;
  if (holds(breaker) && isByItself(proposal)) return { held: { ...handingOver(proposal, 'breaker', brakeTitles.breaker), restsOn: { expects } } };
  if (!holds(freeze)) return { restsOn: { expects } };
  const { by, reason } = freeze.pulled;
  const why = `${by.name} froze all containments (${reason}). It runs when the freeze is lifted, unless it expires before, at ${clock(proposal.expiresAt)}.`;
  return { held: proposal.hold?.why === why ? undefined : holding(proposal, 'freeze', why, null, { expects }) };
}

/** How much of every limit on this containment is used. */
export async function usedBy(bot: Bot, { action, target }: Pick<Proposal, 'action' | 'target'>, now: Instant) {
  const { containment } = bot.files.policy;
  const { people, assets } = bot.files.team;
  const estate = { people: containment.estate.people ?? people.length, assets: containment.estate.assets ?? assets.length };
  const limits = limitsOn({ action, kind: target.kind }, containment.caps, estate);
  const events = await bot.store.recorded(['containment.intended'], before(now, longestWindow));
  const begun = events.map(({ payload, recordedAt }) => ({ action: payload.action, kind: payload.target.kind, at: recordedAt }));
  return { limits, uses: usesOf(limits, begun, now) };
}

function capSays({ limit, used, freeAt }: Use, { expiresAt }: Proposal): string {
  const reached = `The cap of ${limit.most} × ${limit.says} is reached (${used} now).`;
  if (freeAt !== null && freeAt < expiresAt) return `${reached} It runs by itself when there is room again, at ${clock(freeAt)}.`;
  return `${reached} There is no room before it expires at ${clock(expiresAt)}; do it by hand if it cannot wait.`;
}

export function isByItself({ gate }: Proposal): boolean {
  return gate.verdict === 'automatic';
}

/** What may not happen by itself after all is for a person to decide, as long as it has not expired. */
function handingOver({ gate, expiresAt }: Proposal, by: 'cap' | 'breaker' | 'timeline' | 'unseen' | 'unanchored', why: string): Step {
  const outcome = `${why}. It does not happen by itself: a person has to approve it before ${clock(expiresAt)}.`;
  return {
    to: 'proposed',
    change: { gate: { ...gate, verdict: 'one-person', because: [...gate.because, outcome] }, runsAt: null, hold: null, outcome },
    event: (about) => ({ type: 'containment.held', payload: { ...about, by, why: outcome, until: null } }),
  };
}

/** It stays where it is, says why, and is looked at again: at the end of the hold, and in any case when it expires. */
function holding(proposal: Proposal, by: 'cap' | 'freeze', why: string, until: Instant | null, { expects }: Pick<Changes, 'expects'>): Step {
  const { id, resolved, expiresAt } = proposal;
  const runAt = until ?? expiresAt;
  const again: NewJob = {
    flow: 'execute-containment',
    args: { proposal: id },
    runAt,
    key: `hold:${id}:${runAt}`,
    lane: `target:${resolved.id}`,
  };
  return {
    change: { hold: { why, until }, outcome: why },
    event: (about) => ({ type: 'containment.held', payload: { ...about, by, why, until } }),
    jobs: [again],
    ...(expects && { restsOn: { expects } }),
  };
}
