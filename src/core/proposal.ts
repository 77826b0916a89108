import { z } from 'zod';
import { actor } from './actor.ts';
import { instant } from './alert.ts';
import { incidentId } from './incident.ts';
import { observable } from './observable.ts';

/** `P-1`, `P-2`, … */
export const proposalId = z.string().regex(/^P-\d{1,9}$/, 'write a proposal as P-1');
export type ProposalId = z.infer<typeof proposalId>;

/** How much an action can break: reversibility × blast radius. 0 reads; 1 is reversible on one target; 2 is privileged or cannot be undone; 3 is many targets or the whole company. */
export const risk = z.object({
  tier: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  reversible: z.boolean(),
  /** Who and what else is hit, as a sentence with numbers where there are any. */
  blastRadius: z.string(),
});
export type Risk = z.infer<typeof risk>;

/** What the gate answers. */
export const gateVerdict = z.enum(['observe', 'automatic', 'one-person', 'two-people', 'forbidden']);
export type GateVerdict = z.infer<typeof gateVerdict>;

/** One person's yes. */
export const approval = z.object({ by: actor, at: instant, reason: z.string() });
export type Approval = z.infer<typeof approval>;

/**
 * proposed → approved → intended → executing → done | failed | unknown, and done → undoing → undone.
 * `denied`, `expired` and `stale` (the target changed after it was shown) end a proposal before anything ran.
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
]);
export type ProposalState = z.infer<typeof proposalState>;

/** An action on a target with exact arguments, waiting for, or having had, somebody's yes. */
export const proposal = z.object({
  id: proposalId,
  incident: incidentId,
  /** Id of the action definition. */
  action: z.string(),
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
  gate: z.object({ verdict: gateVerdict, because: z.array(z.string()) }),
  /** Whoever proposed it; null when the bot did. A requester never counts as an approver. */
  requester: actor.nullable(),
  state: proposalState,
  approvals: z.array(approval),
  /** SHA-256 over RFC 8785 canonical JSON of what exactly will be done (see `actionDigest`), hex. The first 8 digits are shown wherever the proposal is. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  policyDigest: z.string(),
  /** After this instant nobody's yes counts. */
  expiresAt: instant,
  /** Set when it was claimed for execution: the vendor gets it where the vendor takes one, and a zombie cannot use it. */
  token: z.string().nullable(),
  /** Until when the containment holds; null before it is done and when it cannot end. */
  leaseUntil: instant.nullable(),
  /** What happened last, as a sentence for the card. */
  outcome: z.string().nullable(),
  proposedAt: instant,
  /** Number of what is proposed: any edit raises it and voids approvals. */
  edition: z.int().positive(),
  /** Number of the stored row, raised by every write. */
  revision: z.int().positive(),
});
export type Proposal = z.infer<typeof proposal>;
