import { firebreak } from '../core/actor.ts';
import { mayDeny } from '../core/approval.ts';
import { ConnectorError, RefusedError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Proposal } from '../core/proposal.ts';
import { canonicalJson, type NewEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { aboutContainment, actionOf, orderOf, proposalFor, revised, surroundingsOf } from './containment.ts';
import { ticketNote } from './execute-containment.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';

/**
 * Asks for a containment to be taken back; the restoring itself is a job. Whoever may approve may undo.
 * @throws RefusedError when it cannot be undone, does not hold now, or this person may not.
 */
export function undoContainment(bot: Bot, ask: { readonly proposal: string; readonly reason: string }, by: By): Promise<Proposal> {
  return settle(bot.store, async () => {
    const { proposal, incident } = await proposalFor(bot, ask.proposal, by);
    if (!proposal.undo.possible) throw new RefusedError(`${proposal.id} cannot be undone. ${proposal.undo.how}`);
    if (proposal.state !== 'done') {
      throw new RefusedError(`${proposal.id} is ${proposal.state}: there is nothing to undo.`, {
        next: `Type ${bot.commandPrefix}contain to see what is contained now.`,
      });
    }
    const now = bot.now();
    const { verdict, because } = mayDeny(by.person, proposal, incident, { policy: bot.files.policy, team: bot.files.team, now });
    if (verdict === 'refused') throw new RefusedError(because.join(' '));
    const undoing = revised(proposal, { state: 'undoing', outcome: `${by.actor.name} is taking it back: ${ask.reason}` });
    return {
      changes: {
        state: [{ put: 'proposal', value: undoing }],
        events: [
          {
            incident: incident.id,
            type: 'containment.undo-asked',
            happenedAt: now,
            by: by.actor,
            payload: { ...aboutContainment(proposal), reason: ask.reason },
          },
        ],
        jobs: [restoreJob(undoing)],
        outbox: mirrorsOfProposal(bot, incident, proposal.id),
      },
      result: undoing,
    };
  });
}

function restoreJob({ id, resolved }: Proposal) {
  return { flow: 'restore-containment', args: { proposal: id }, key: `restore:${id}`, lane: `target:${resolved.id}` };
}

/**
 * Restores exactly the state that was kept before the containment, then reads it back and compares. Setting a state is safe to repeat, so a crash in
 * between only means that it is set again.
 */
export async function restoreContainment(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  if (proposal?.state !== 'undoing') return;
  const action = actionOf(bot, proposal.action);
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings || 'impossible' in action.undo) {
    return notUndone(bot, id, 'done', `${action.title} is not set up any more.`, 'Set it up and press Undo again.');
  }
  const { around } = surroundings;
  try {
    const says = await action.undo.restore(orderOf(proposal), around);
    const after = await action.snapshot(proposal.resolved, proposal.params, around);
    if (canonicalJson(after) !== canonicalJson(proposal.before)) {
      return notUndone(
        bot,
        id,
        'unknown',
        `After the undo, ${proposal.resolved.label} is not what it was before the containment.`,
        `It was ${canonicalJson(proposal.before)} and is ${canonicalJson(after)}. Set it right at the vendor.`,
      );
    }
    await undone(bot, id, says);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    await notUndone(bot, id, 'done', error.message, error.next ?? 'It still holds. Press Undo to try again.');
  }
}

function undone(bot: Bot, id: string, says: string): Promise<void> {
  return settle(bot.store, async () => {
    const now = bot.now();
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (!proposal || !incident || proposal.state !== 'undoing') return { result: undefined };
    const row = revised(proposal, { state: 'undone', outcome: says, leaseUntil: null });
    const others = (await bot.store.proposals({ incident: incident.id, states: ['done'] })).some((other) => other.id !== id);
    const phase: Incident['phase'] = incident.phase === 'contained' && !others ? 'investigating' : incident.phase;
    const next: Incident = { ...incident, phase, revision: incident.revision + 1 };
    return {
      changes: {
        state: [
          { put: 'proposal', value: row },
          { put: 'incident', value: next },
        ],
        events: [{ incident: incident.id, type: 'containment.undone', happenedAt: now, by: firebreak, payload: { ...aboutContainment(row), says } }],
        outbox: [...mirrorsOfProposal(bot, next, id), ...ticketNote(bot, next, row)],
      },
      result: undefined,
    };
  });
}

function notUndone(bot: Bot, id: string, state: 'done' | 'unknown', why: string, next: string): Promise<void> {
  return settle(bot.store, async () => {
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (!proposal || !incident || proposal.state !== 'undoing') return { result: undefined };
    const row = revised(proposal, { state, outcome: `Undo failed. ${why} ${next}` });
    const event: NewEvent = {
      incident: incident.id,
      type: 'containment.undo-failed',
      happenedAt: bot.now(),
      by: firebreak,
      payload: { ...aboutContainment(row), why, next },
    };
    return {
      changes: { state: [{ put: 'proposal', value: row }], events: [event], outbox: mirrorsOfProposal(bot, incident, id) },
      result: undefined,
    };
  });
}

/** At the end of a lease: what may lift by itself is undone; for the rest a person is asked, and the containment holds until then. */
export function endLease(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  return settle(bot.store, async () => {
    const now = bot.now();
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (!proposal || !incident || proposal.state !== 'done' || proposal.leaseUntil === null || proposal.leaseUntil > now)
      return { result: undefined };
    const lifts = proposal.undo.atLeaseEnd === 'undo';
    const row = revised(proposal, {
      state: lifts ? 'undoing' : 'done',
      outcome: lifts ? 'The lease has ended; it is being lifted.' : 'The lease has ended; it still holds. Undo it, or leave it in place on purpose.',
      leaseUntil: null,
    });
    return {
      changes: {
        state: [{ put: 'proposal', value: row }],
        events: [{ incident: incident.id, type: 'containment.lease-ended', happenedAt: now, by: firebreak, payload: aboutContainment(row) }],
        jobs: lifts ? [restoreJob(row)] : [],
        outbox: mirrorsOfProposal(bot, incident, id),
      },
      result: undefined,
    };
  });
}

/** Ends a proposal to which nobody said yes in time. Expiry means no. */
export function expireProposal(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  return settle(bot.store, async () => {
    const now = bot.now();
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (!proposal || !incident || proposal.state !== 'proposed' || proposal.expiresAt > now) return { result: undefined };
    const row = revised(proposal, {
      state: 'expired',
      outcome: 'Nobody approved it in time. Expiry means no; propose it again if it is still wanted.',
    });
    return {
      changes: {
        state: [{ put: 'proposal', value: row }],
        events: [{ incident: incident.id, type: 'containment.expired', happenedAt: now, by: firebreak, payload: aboutContainment(row) }],
        outbox: mirrorsOfProposal(bot, incident, id),
      },
      result: undefined,
    };
  });
}
