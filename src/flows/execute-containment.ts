import { firebreak } from '../core/actor.ts';
import { standing } from '../core/approval.ts';
import { ConnectorError } from '../core/errors.ts';
import { gate } from '../core/gate.ts';
import type { Incident } from '../core/incident.ts';
import { leaseUntil } from '../core/lease.ts';
import type { Proposal } from '../core/proposal.ts';
import type { NewJob } from '../core/store.ts';
import { canonicalJson, type NewEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { Surroundings } from '../kit/define.ts';
import { settle } from '../kit/settle.ts';
import { type AnyAction, aboutContainment, actionOf, orderOf, revised, surroundingsOf } from './containment.ts';
import { mirrorsOfProposal, ticketDelivery } from './mirror-incident.ts';

/**
 * Executes an approved proposal as a write-ahead intent: claimed by one conditional write, checked again, marked as running, and only then done. After a
 * crash it goes on from the state that stands in the store: whatever may have reached the vendor is observed, never blindly sent again.
 */
export async function executeContainment(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  if (!proposal) return;
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings) {
    await fail(bot, id, `${action.title} is not set up: ${surroundings.absent.join(', ')} missing.`, 'Set it up, then propose it again.');
    return;
  }
  const { around } = surroundings;
  switch (proposal.state) {
    case 'approved': {
      const claimed = await claim(bot, id);
      if (claimed) await run(bot, claimed, action, around);
      return;
    }
    case 'intended':
      // The claim was written, the call was not: going on is safe.
      return run(bot, proposal, action, around);
    case 'executing':
    case 'unknown':
      return observeContainment(bot, { proposal: id });
    default:
      return;
  }
}

/** approved → intended, for exactly one caller. Undefined: somebody else has it, or it may not run any more. */
function claim(bot: Bot, id: string): Promise<Proposal | undefined> {
  return settle(bot.store, async () => {
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (!proposal || !incident || proposal.state !== 'approved') return { result: undefined };
    const now = bot.now();
    const objection = whyNot(bot, proposal, incident, now);
    if (objection) {
      const ended = revised(proposal, { state: objection.state, outcome: objection.why });
      const payload = { ...aboutContainment(proposal), why: objection.why };
      const type = objection.state === 'expired' ? 'containment.expired' : 'containment.stale';
      return {
        changes: changesOf(bot, incident, ended, { type, payload, happenedAt: now, by: firebreak, incident: incident.id }),
        result: undefined,
      };
    }
    const intended = revised(proposal, { state: 'intended', token: tokenOf(proposal) });
    const payload = {
      ...aboutContainment(proposal),
      token: intended.token ?? '',
      approvers: proposal.approvals.map(({ by }) => by),
      policyDigest: proposal.policyDigest,
    };
    return {
      changes: changesOf(bot, incident, intended, { type: 'containment.intended', payload, happenedAt: now, by: firebreak, incident: incident.id }),
      result: intended,
    };
  });
}

/** The same for every attempt at this edition of this proposal; 32 ASCII characters. */
function tokenOf({ digest, edition }: Proposal): string {
  return `${digest.slice(0, 28)}-${edition}`.slice(0, 64);
}

/** Everything about people and policy that must still hold at the moment of execution. */
function whyNot(
  bot: Bot,
  proposal: Proposal,
  incident: Incident,
  now: string,
): { readonly state: 'expired' | 'stale'; readonly why: string } | undefined {
  const { policy, team } = bot.files;
  if (now > proposal.expiresAt) return { state: 'expired', why: 'It expired before it could run. Expiry means no.' };
  if (incident.phase === 'closed') return { state: 'stale', why: `${incident.id} was closed before it ran.` };
  if (proposal.policyDigest !== policy.digest) return { state: 'stale', why: 'The policy has changed since it was approved.' };
  const answer = gate({ score: incident.assessment?.score ?? 0, confidence: proposal.confidence }, proposal, policy);
  if (answer.verdict === 'forbidden') return { state: 'stale', why: answer.because.join(' ') };
  const { verdict, because } = standing(proposal, incident, { policy, team, now });
  if (verdict === 'waiting') return { state: 'stale', why: `The approvals no longer suffice. ${because.join(' ')}` };
  return undefined;
}

async function run(bot: Bot, intended: Proposal, action: AnyAction, around: Surroundings): Promise<void> {
  const changed = await changedSinceShown(intended, action, around);
  if (changed !== undefined) {
    await end(bot, intended.id, { state: 'stale', outcome: changed }, (proposal) => ({
      type: 'containment.stale',
      payload: { ...aboutContainment(proposal), why: changed },
    }));
    return;
  }
  const executing = await end(bot, intended.id, { state: 'executing', outcome: null }, (proposal) => ({
    type: 'containment.started',
    payload: { ...aboutContainment(proposal), before: proposal.before },
  }));
  if (!executing) return;
  try {
    const says = await action.run(orderOf(executing), around);
    await done(bot, executing.id, says);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    if (error.unknown) {
      await end(bot, executing.id, { state: 'unknown', outcome: `${error.message} Looking at what the vendor says now.` }, (proposal) => ({
        type: 'containment.unknown',
        payload: { ...aboutContainment(proposal), why: error.message, check: checkBy(proposal, action) },
      }));
      await observeContainment(bot, { proposal: executing.id });
      return;
    }
    await fail(bot, executing.id, error.message, error.next ?? null);
  }
}

/** The target is looked up again right before the call: what was approved is done, or nothing is. */
async function changedSinceShown(proposal: Proposal, action: AnyAction, around: Surroundings): Promise<string | undefined> {
  try {
    const resolved = await action.check(proposal.target, around);
    if (resolved.id !== proposal.resolved.id || resolved.account !== proposal.resolved.account) {
      return `${proposal.resolved.label} is no longer the same at the vendor. Nothing was done; propose it again to see what is there now.`;
    }
    const before = await action.snapshot(resolved, proposal.params, around);
    if (canonicalJson(before) !== canonicalJson(proposal.before)) {
      return `${proposal.resolved.label} has changed since it was shown. Nothing was done; propose it again to see its state.`;
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return `${proposal.resolved.label} could not be checked before the call: ${error.message} Nothing was done.`;
  }
}

/**
 * Finds out what became of a call that got no answer, or that a crash cut off: the vendor's state decides. What is safe to repeat is sent once more
 * with the same token; for the rest a person is told exactly what to check.
 */
export async function observeContainment(bot: Bot, { proposal: id, again }: { readonly proposal: string; readonly again?: string }): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  if (!proposal || (proposal.state !== 'executing' && proposal.state !== 'unknown')) return;
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings) return;
  const { around } = surroundings;
  const order = orderOf(proposal);
  const seen = await action.observe(order, around).catch((error: unknown) => {
    if (error instanceof ConnectorError) return 'unclear' as const;
    throw error;
  });
  if (seen === 'applied') {
    await done(bot, id, `${action.title}: the vendor shows that it is in force.`);
    return;
  }
  if (seen === 'not-applied' && action.repeat !== 'not-idempotent' && again === undefined) {
    try {
      await done(bot, id, await action.run(order, around));
      return;
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      if (!error.unknown) {
        await fail(bot, id, error.message, error.next ?? null);
        return;
      }
      return observeContainment(bot, { proposal: id, again: 'no' });
    }
  }
  if (seen === 'not-applied') {
    await fail(bot, id, `The vendor shows that nothing happened to ${proposal.resolved.label}.`, 'Propose it again if it is still wanted.');
    return;
  }
  if (proposal.state === 'unknown' && again === undefined) return;
  await end(bot, id, { state: 'unknown', outcome: checkBy(proposal, action) }, (row) => ({
    type: 'containment.unknown',
    payload: { ...aboutContainment(row), why: 'The vendor does not show whether it happened.', check: checkBy(row, action) },
  }));
}

function checkBy({ resolved }: Proposal, action: AnyAction): string {
  return `Look at ${resolved.label} (${resolved.id}) in ${resolved.account} and see whether “${action.title}” is in force; then press “Check again”.`;
}

async function done(bot: Bot, id: string, says: string): Promise<void> {
  const now = bot.now();
  await settle(bot.store, async () => {
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (!proposal || !incident || (proposal.state !== 'executing' && proposal.state !== 'unknown')) return { result: undefined };
    const until = leaseUntil(now, proposal.undo.leaseHours);
    const row = revised(proposal, { state: 'done', outcome: says, leaseUntil: until });
    const contained: Incident = { ...incident, phase: incident.phase === 'closed' ? 'closed' : 'contained', revision: incident.revision + 1 };
    const event = {
      incident: incident.id,
      type: 'containment.done',
      happenedAt: now,
      by: firebreak,
      payload: { ...aboutContainment(row), says, leaseUntil: until },
    } as const;
    const changes = changesOf(bot, contained, row, event);
    const jobs: NewJob[] = until ? [{ flow: 'end-lease', args: { proposal: id }, runAt: until, key: `lease:${id}:${until}` }] : [];
    return {
      changes: {
        ...changes,
        state: [...changes.state, { put: 'incident', value: contained }],
        jobs,
        outbox: [...changes.outbox, ...ticketNote(bot, contained, row)],
      },
      result: undefined,
    };
  });
}

function fail(bot: Bot, id: string, why: string, next: string | null): Promise<Proposal | undefined> {
  return end(bot, id, { state: 'failed', outcome: next ? `${why} ${next}` : why }, (proposal) => ({
    type: 'containment.failed',
    payload: { ...aboutContainment(proposal), why, next },
  }));
}

/** A comment on the incident's tickets about where this containment stands now. */
export function ticketNote(bot: Bot, incident: Incident, { id, state }: Proposal) {
  return incident.shown.ticket ? ticketDelivery(bot, incident, `ticket-note:${incident.id}:${id}:${state}`) : [];
}

type Happening = NewEvent extends infer Event
  ? Event extends { type: infer Type; payload: infer Payload }
    ? { type: Type; payload: Payload }
    : never
  : never;

/** Moves a proposal that is being executed to its next state with one event. Undefined: it was moved by somebody else in the meantime. */
function end(
  bot: Bot,
  id: string,
  change: { readonly state: Proposal['state']; readonly outcome: string | null },
  happening: (proposal: Proposal) => Happening,
): Promise<Proposal | undefined> {
  return settle(bot.store, async () => {
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (!proposal || !incident || !['approved', 'intended', 'executing', 'unknown'].includes(proposal.state)) return { result: undefined };
    const row = revised(proposal, change);
    const event = { incident: incident.id, happenedAt: bot.now(), by: firebreak, ...happening(row) } as NewEvent;
    return { changes: changesOf(bot, incident, row, event), result: row };
  });
}

function changesOf(bot: Bot, incident: Incident, row: Proposal, event: NewEvent) {
  return {
    state: [{ put: 'proposal' as const, value: row }],
    events: [event],
    outbox: mirrorsOfProposal(bot, incident, row.id),
  };
}
