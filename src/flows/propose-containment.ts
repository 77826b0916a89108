import { type Actor, firebreak } from '../core/actor.ts';
import { confidenceOf } from '../core/confidence.ts';
import { InputError, RefusedError } from '../core/errors.ts';
import { gate } from '../core/gate.ts';
import type { Incident } from '../core/incident.ts';
import type { Observable } from '../core/observable.ts';
import type { Proposal } from '../core/proposal.ts';
import { actionDigest } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { executionOf } from './approve-containment.ts';
import { aboutContainment, actionOf, surroundingsOf } from './containment.ts';
import { mirrorsOfProposal } from './mirror-incident.ts';

/** What somebody, or a playbook, wants to be done to a target. */
export interface Wish {
  readonly incident: Incident;
  readonly action: string;
  readonly target: Observable;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Null: the bot itself proposes. A human who proposes is the requester, and never counts as an approver. */
  readonly requester: Actor | null;
}

/** The proposal that now waits, or why there is none. */
export type Proposed = { readonly proposal: Proposal } | { readonly none: string };

/** States in which a proposal for the same target still stands in the way of another. */
const standing: readonly Proposal['state'][] = ['proposed', 'approved', 'intended', 'executing', 'done', 'unknown', 'undoing'];

/**
 * Makes a proposal: finds the target at the vendor, keeps its state, works out risk and confidence, asks the gate. Nothing is changed at the vendor.
 * The bot proposes the same thing for an incident only once, whatever became of it.
 * @throws InputError when the action does not act on such a target; ConnectorError when the target cannot be found.
 */
export async function proposeContainment(bot: Bot, wish: Wish): Promise<Proposed> {
  const action = actionOf(bot, wish.action);
  if (action.actsOn !== (wish.target.kind as string)) {
    throw new InputError(`${action.title} acts on the kind “${action.actsOn}”; this is of the kind “${wish.target.kind}”.`, {
      next: `Write the kind before it: ${action.actsOn}:${wish.target.value}`,
    });
  }
  const params = action.params.parse(wish.params ?? {}) as Proposal['params'];
  const surroundings = surroundingsOf(bot, action.uses);
  if ('absent' in surroundings) {
    return { none: `${action.title} is not set up: ${surroundings.absent.join(', ')} ${surroundings.absent.length === 1 ? 'is' : 'are'} missing.` };
  }
  const { around } = surroundings;
  const resolved = await action.check(wish.target, around);
  const before = action.before.parse(await action.snapshot(resolved, params, around)) as Proposal['before'];
  const risk = action.risk(resolved, around);

  return settle<Proposed>(bot.store, async () => {
    const incident = (await bot.store.get('incident', wish.incident.id)) ?? wish.incident;
    const earlier = (await bot.store.proposals({ incident: incident.id })).filter(
      (proposal) => proposal.action === action.id && proposal.resolved.id === resolved.id,
    );
    const inTheWay = earlier.find(({ state }) => standing.includes(state)) ?? (wish.requester === null ? earlier[0] : undefined);
    if (inTheWay) return { result: { none: `${inTheWay.id} for the same target is ${inTheWay.state} already.` } };

    const now = bot.now();
    const { policy } = bot.files;
    const history = await bot.store.proposals({ states: ['done', 'undone', 'denied', 'failed'] });
    const sure = confidenceOf({ action: action.id, target: wish.target, incident, findings: await bot.store.findings(incident.id), history });
    const answer = gate(
      { score: incident.assessment?.score ?? 0, confidence: sure.confidence },
      { action: action.id, risk, target: wish.target, resolved },
      policy,
    );
    if (answer.verdict === 'observe' || answer.verdict === 'forbidden') {
      if (wish.requester !== null) throw new RefusedError(`Policy answers “${answer.verdict}” for ${action.title}. ${answer.because.join(' ')}`);
      return { result: { none: answer.because.join(' ') } };
    }
    const expiresAt = new Date(Date.parse(now) + policy.containment.expiryMinutes * 60_000).toISOString();
    const id = `P-${await bot.store.nextNumber('proposal')}`;
    const automatic = answer.verdict === 'automatic';
    const exact = { action: action.id, resolved, params, before, incident: incident.id, policyDigest: policy.digest, edition: 1, expiresAt };
    const proposal: Proposal = {
      ...exact,
      id,
      verb: action.verb,
      target: wish.target,
      effect: action.describe(resolved, params),
      undo:
        'impossible' in action.undo
          ? { possible: false, how: action.undo.impossible, leaseHours: null, atLeaseEnd: null }
          : { possible: true, how: action.undo.how, leaseHours: action.undo.leaseHours, atLeaseEnd: action.undo.atLeaseEnd },
      risk,
      confidence: sure.confidence,
      basis: [...sure.because],
      gate: { verdict: answer.verdict, because: [...answer.because] },
      requester: wish.requester,
      state: automatic ? 'approved' : 'proposed',
      approvals: [],
      digest: actionDigest(exact),
      token: null,
      leaseUntil: null,
      outcome: null,
      proposedAt: now,
      revision: 1,
    };
    const { effect, confidence, basis } = proposal;
    return {
      changes: {
        state: [{ put: 'proposal', value: proposal }],
        events: [
          {
            incident: incident.id,
            type: 'containment.proposed',
            happenedAt: now,
            by: wish.requester ?? firebreak,
            payload: { ...aboutContainment(proposal), effect, confidence, basis, gate: proposal.gate, expiresAt, policyDigest: policy.digest },
          },
        ],
        jobs: [automatic ? executionOf(proposal) : { flow: 'expire-proposal', args: { proposal: id }, runAt: expiresAt, key: `expire:${id}` }],
        outbox: mirrorsOfProposal(bot, incident, id),
      },
      result: { proposal },
    };
  });
}
