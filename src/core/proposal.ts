import { createHash } from 'node:crypto';
import { z } from 'zod';
import { actor } from './actor.ts';
import { instant } from './alert.ts';
import { canonicalJson } from './canonical-json.ts';
import { StaleError } from './errors.ts';
import { incidentId } from './incident.ts';
import { observable } from './observable.ts';

/** `P-1`, `P-2`, … */
export const proposalId = z.string().regex(/^P-\d{1,9}$/, 'write a proposal as P-1');
/** A proposal as people type it: `p-1` as well. */
export const proposalArg = z.string().toUpperCase().pipe(proposalId);

export const riskTier = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);
export type RiskTier = z.infer<typeof riskTier>;

/** How much an action can break: reversibility × blast radius. 0 reads; 1 is reversible on one target; 2 is privileged or cannot be undone; 3 is many targets or the whole company. */
export const risk = z.object({
  tier: riskTier,
  reversible: z.boolean(),
  /** Who and what else is hit, as a sentence with numbers where there are any. */
  blastRadius: z.string(),
});
export type Risk = z.infer<typeof risk>;

/** What the gate answers. */
export const gateVerdict = z.enum(['observe', 'automatic', 'one-person', 'two-people', 'forbidden']);
export type GateVerdict = z.infer<typeof gateVerdict>;

/** One person's yes. `byCode`: a one-time code of theirs stands behind it. */
export const approval = z.object({
  by: actor,
  at: instant,
  reason: z.string(),
  byCode: z.boolean().optional(),
  withoutEvidence: z.boolean().optional(),
});
export type Approval = z.infer<typeof approval>;

/**
 * proposed → approved → intended → executing → done | failed | unknown, and done → undoing → undone.
 * `denied`, `expired` and `stale` (the target changed after it was shown) end a proposal before anything ran; `rehearsed` ends a dry run. What would
 * have happened by itself and may not any more goes back to `proposed`: a person has to decide.
 */
export const proposalState = z.enum([
  'proposed',
  'approved',
  'intended',
  'executing',
  'done',
  'failed',
  'unknown',
  'undoing',
  'undone',
  'denied',
  'expired',
  'stale',
  'rehearsed',
]);
export type ProposalState = z.infer<typeof proposalState>;

/**
 * What a person made of it: said no before it ran; took it back because it was wrong, because it was over, or without saying which. Null as long as
 * nobody did either.
 */
export const judgment = z.enum(['denied', 'wrong', 'over', 'unsaid']);
export type Judgment = z.infer<typeof judgment>;

/** An action on a target with exact arguments, waiting for, or having had, somebody's yes. */
export const proposal = z.object({
  id: proposalId,
  incident: incidentId,
  /** Id of the action definition. */
  action: z.string(),
  /** The verb as it stands on the button: `suspend`. */
  verb: z.string(),
  /** Who carries it out: the client of the action, such as `okta`. Empty in rows of before this was kept. */
  provider: z.string().default(''),
  target: observable,
  /** The target as the vendor names it for ever (a directory id, a bucket's ARN) and how a person reads it. */
  resolved: z.object({ id: z.string(), label: z.string(), account: z.string() }),
  params: z.record(z.string(), z.json()),
  /** State of the target when it was shown; undo restores exactly this. */
  before: z.json(),
  /** What will happen, as a sentence. */
  effect: z.string(),
  /** How undo works, or why it cannot. */
  undo: z.object({ possible: z.boolean(), how: z.string(), leaseHours: z.number().nullable(), atLeaseEnd: z.enum(['undo', 'ask']).nullable() }),
  risk,
  /** 0–1: how sure we are that this action is right here; `basis` says on what it rests. */
  confidence: z.number().min(0).max(1),
  basis: z.array(z.string()),
  /** How often this action was right under this rule before it was proposed; null in rows of before this was kept. */
  record: z.object({ right: z.int().nonnegative(), cases: z.int().nonnegative() }).nullable().default(null),
  /** What the gate answered when it was proposed. `score` is the incident's at that time, `line` the line of the policy that decided, from 1. */
  gate: z.object({ verdict: gateVerdict, because: z.array(z.string()), score: z.number().optional(), line: z.int().nullish() }),
  /** Whoever proposed it; null when the bot did. A requester never counts as an approver. */
  requester: actor.nullable(),
  /** Whoever changed it since. They never count either. */
  editors: z.array(actor).optional(),
  state: proposalState,
  approvals: z.array(approval),
  /** SHA-256 over RFC 8785 canonical JSON of what exactly will be done (see `actionDigest`), hex. The first 8 digits are shown wherever the proposal is. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  policyDigest: z.string(),
  /** After this instant nobody's yes counts. */
  expiresAt: instant,
  /** Set when it was claimed for execution: the vendor gets it where the vendor takes one, and a zombie cannot use it. */
  token: z.string().nullable(),
  /** How often the vendor was, or may have been, asked to do it; written before it is asked. */
  sends: z.int().nonnegative().default(0),
  judged: judgment.nullable().default(null),
  /** Until when the containment holds; null before it is done and when it cannot end. */
  leaseUntil: instant.nullable(),
  /** A person made it permanent: it has no lease any more. */
  kept: z.boolean().default(false),
  /** Since when the vendor is seen not to do any more what was done; null while it does, and where nobody has looked. */
  drift: z.object({ since: instant }).nullable().default(null),
  /** Those who want it taken back, as long as policy asks for more of them. */
  undoYeses: z.array(approval).default([]),
  /** Who last asked for it to be taken back, when and why; null before that, and in rows of before this was kept. */
  undoAsked: z.object({ by: actor, at: instant, reason: z.string() }).nullable().default(null),
  /** Set while it is approved and may not run yet: why, and when it is tried again; `until` null when a person has to let it go on. */
  hold: z.object({ why: z.string(), until: instant.nullable() }).nullish(),
  /** When it happens by itself; people may cancel it until then. Null until its message stands, and whenever a person has to decide. */
  runsAt: instant.nullish(),
  /** Set when it would have happened by itself, had its shadow period been over: the rule that it counts under. */
  shadow: z.object({ rule: z.string().nullable() }).nullish(),
  /** True: it is planned and approved as ever, and nothing is changed. */
  dryRun: z.boolean().optional(),
  /** True: its incident is a drill. */
  drill: z.boolean().optional(),
  /** What happened last, as a sentence for the card. */
  outcome: z.string().nullable(),
  proposedAt: instant,
  /** Number of what is proposed: any edit raises it and voids approvals. */
  edition: z.int().positive(),
  /** Number of the stored row, raised by every write. */
  revision: z.int().positive(),
});
export type Proposal = z.infer<typeof proposal>;

/**
 * Where a proposal may go from each state. Whatever is not here does not happen. An undo that left something else than what was there before is
 * `unknown` too: a person has to look. Back to `executing` leads the one retry of what is safe to repeat (`maySendAgain`).
 */
export const proposalMoves: Readonly<Record<ProposalState, readonly ProposalState[]>> = {
  proposed: ['approved', 'denied', 'expired', 'stale'],
  approved: ['intended', 'rehearsed', 'proposed', 'denied', 'expired', 'stale', 'failed', 'unknown'],
  intended: ['executing', 'proposed', 'expired', 'stale', 'failed', 'unknown'],
  executing: ['executing', 'done', 'failed', 'unknown'],
  unknown: ['executing', 'done', 'failed', 'unknown', 'undone'],
  done: ['undoing'],
  undoing: ['undone', 'done', 'unknown'],
  failed: [],
  undone: [],
  denied: [],
  expired: [],
  stale: [],
  rehearsed: [],
};

/** What may change about a proposal while what is proposed stays the same. */
export type ProposalChange = Partial<
  Pick<
    Proposal,
    'approvals' | 'token' | 'sends' | 'judged' | 'leaseUntil' | 'kept' | 'drift' | 'undoYeses' | 'undoAsked' | 'outcome' | 'hold' | 'gate' | 'runsAt'
  >
>;

/** The proposal where it is, as its next revision: a further yes was counted, its lease has ended. */
export function revise(proposal: Proposal, change: ProposalChange): Proposal {
  return { ...proposal, ...change, revision: proposal.revision + 1 };
}

/**
 * The proposal in its next state, as its next revision. `change` is what else is different; its edition stays, because what is proposed stays.
 * @throws StaleError when it cannot go there from where it is: somebody was faster.
 */
export function move(proposal: Proposal, to: ProposalState, change: ProposalChange = {}): Proposal {
  if (!proposalMoves[proposal.state].includes(to)) {
    throw new StaleError(`${proposal.id} is ${proposal.state} and cannot become ${to}.`, { next: 'Look at it again: somebody was faster.' });
  }
  return { ...revise(proposal, change), state: to };
}

/** Whether the vendor may be asked once more, with the same token: it was asked once, and a repeat cannot make two of it. */
export function maySendAgain({ sends }: Proposal, repeat: 'token-idempotent' | 'set-state' | 'not-idempotent'): boolean {
  return sends < 2 && repeat !== 'not-idempotent';
}

/** Whether policy lets it happen by itself once people have had their time to cancel it. What only reads is not waited for. */
export function canBeCancelled({ gate, risk }: Pick<Proposal, 'gate' | 'risk'>): boolean {
  return gate.verdict === 'automatic' && risk.tier > 0;
}

/** What exactly will be done, by whom, to what, in which state, for which incident, under which policy, until when. */
export type ExactAction = Pick<
  Proposal,
  'action' | 'verb' | 'provider' | 'resolved' | 'params' | 'before' | 'incident' | 'policyDigest' | 'edition' | 'expiresAt'
>;

/** SHA-256 over RFC 8785 canonical JSON of everything that a yes is given to, hex. One changed character makes another digest. */
export function actionDigest(exact: ExactAction): string {
  const { action, verb, provider, resolved, params, before, incident, policyDigest, edition, expiresAt } = exact;
  const { account, id: target } = resolved;
  return createHash('sha256')
    .update(canonicalJson({ action, verb, provider, account, target, params, before, incident, policyDigest, edition, expiresAt }))
    .digest('hex');
}

/** Whether it is still exactly what its digest, which people saw and said yes to, was made of. */
export function isAsShown(proposal: Proposal): boolean {
  return actionDigest(proposal) === proposal.digest;
}

/** The first eight digits, as shown wherever the proposal is. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 8);
}
