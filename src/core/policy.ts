import { z } from 'zod';
import { gateVerdict } from './proposal.ts';
import { role } from './team.ts';

/** One line of the gate's table. The first line whose conditions all hold decides. */
export const gateLine = z.strictObject({
  /** Only for these actions; all when left out. */
  actions: z.array(z.string()).optional(),
  /** Risk tiers that the line is for. */
  tiers: z.array(z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])).min(1),
  scoreAtLeast: z.number().min(0).max(100).default(0),
  confidenceAtLeast: z.number().min(0).max(1).default(0),
  verdict: gateVerdict,
  /** Why the team decided so; shown with the verdict. */
  why: z.string().min(1),
});
export type GateLine = z.infer<typeof gateLine>;

/** `policy.yml`. Whatever it does not answer is forbidden. */
export const policy = z.strictObject({
  /** Scores (0–100) from which an incident is shown, ticketed, and given its own channel. */
  thresholds: z.strictObject({
    card: z.number().min(0).max(100),
    ticket: z.number().min(0).max(100),
    channel: z.number().min(0).max(100),
  }),
  containment: z.strictObject({
    gate: z.array(gateLine),
    /** Roles of which an approver needs at least one. */
    approvers: z.array(role).min(1),
    /** Minutes until a proposal expires: expiry means no. */
    expiryMinutes: z.number().positive().max(1440).default(15),
    /** Values that no action may ever touch: break-glass accounts, domain controllers, the bot's own identities. */
    never: z.array(z.string()).default([]),
  }),
  /** Roles that may read incidents. */
  readers: z.array(role).min(1),
  /** Minutes within which alerts that share observables belong together. */
  correlationMinutes: z.number().positive().max(10_080).default(60),
});
export type Policy = z.infer<typeof policy>;

/** The policy together with the SHA-256 of the file it came from, which every decision carries. */
export interface PolicyInForce extends Policy {
  readonly digest: string;
}
