import { z } from 'zod';
import { caps } from './caps.ts';
import { type Incident, severity } from './incident.ts';
import { gateVerdict, type RiskTier, riskTier } from './proposal.ts';
import { role, timezone } from './team.ts';
import { type Tlp, tlp } from './tlp.ts';
import { weekday } from './weekly.ts';

/** Risk tiers from which nothing ever happens by itself: what is privileged, cannot be undone, or hits many. */
const leastGuardedTier = 2;

/** One line of the gate's table. The first line whose conditions all hold decides. */
const gateLineShape = z.strictObject({
  /** Only for these actions; all when left out. */
  actions: z.array(z.string()).optional(),
  /** Risk tiers that the line is for. */
  tiers: z.array(riskTier).min(1),
  scoreAtLeast: z.number().min(0).max(100).default(0),
  confidenceAtLeast: z.number().min(0).max(1).default(0),
  verdict: gateVerdict,
  /** Whether every yes takes the target's name, typed, and a one-time code. Risk tier 3 always does. */
  stepUp: z.boolean().default(false),
  /** Why the team decided so; shown with the verdict. */
  why: z.string().min(1),
});
export const gateLine = gateLineShape.check(({ value: { verdict, tiers }, issues }) => {
  const guarded = tiers.filter((tier) => tier >= leastGuardedTier);
  if (verdict !== 'automatic' || guarded.length === 0) return;
  const message = `Nothing of tier ${guarded.join(' or ')} happens by itself. Write one-person or two-people here, or take the tier out of the line.`;
  issues.push({ code: 'custom', path: ['verdict'], input: verdict, message });
});
export type GateLine = z.infer<typeof gateLine>;

const minutes = z.number().positive().max(1440);
/** By risk tier where they differ; one number is for all tiers, and never more than 5 for tier 3. */
const expiryMinutes = z.union([
  minutes,
  z.strictObject({ tier0: minutes.default(15), tier1: minutes.default(15), tier2: minutes.default(15), tier3: minutes.default(5) }),
]);

/** Minutes until a proposal of this risk tier expires. */
export function expiryOf({ containment }: Pick<Policy, 'containment'>, tier: RiskTier): number {
  const { expiryMinutes } = containment;
  if (typeof expiryMinutes !== 'number') return expiryMinutes[`tier${tier}`];
  return tier === 3 ? Math.min(5, expiryMinutes) : expiryMinutes;
}

/** Who is woken when something cannot wait for somebody to look at Slack. */
const notifyPolicy = z
  .strictObject({
    /** Id of the notifier that is asked first. */
    first: z.string(),
    /** Id of the one that is asked when the first has not taken the page within half a minute, or refuses it. */
    fallback: z.string().optional(),
    /** The severity from which an incident wakes somebody. */
    from: severity.extract(['high', 'critical']).default('critical'),
  })
  .check(({ value: { first, fallback }, issues }) => {
    if (fallback !== first) return;
    issues.push({
      code: 'custom',
      path: ['fallback'],
      input: fallback,
      message: 'What has just failed cannot stand in for itself. Write another one.',
    });
  });

/** A step of a person's work, in minutes. */
const stepMinutes = z.number().nonnegative().max(480);

/** How the numbers of `/metrics` are worked out where that is the team's to say. */
const metricsPolicy = z.strictObject({
  /** What each thing that the bot does would have taken a person, in minutes. */
  /** When the week in numbers is posted; left out: it is not. */
  digest: z
    .strictObject({
      day: weekday.default('monday'),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time such as 08:00')
        .default('08:00'),
      timezone: timezone.default('UTC'),
      /** Name or id of the channel; left out: the alerts channel. */
      channel: z
        .string()
        .regex(/^#?[\p{L}\p{N}_-]{1,80}$/u, 'write a channel name such as security-weekly, or its id')
        .optional(),
    })
    .optional(),
  minutes: z
    .strictObject({
      /** An alert that was put to an incident of others. */
      alert: stepMinutes.default(2),
      lookup: stepMinutes.default(3),
      containment: stepMinutes.default(10),
      /** Something captured before it was destroyed. */
      evidence: stepMinutes.default(10),
      ticket: stepMinutes.default(8),
    })
    .prefault({}),
});

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
    /** Slack user groups, by id: an approver is in at least one of them besides. Left out: the role is enough. */
    approverGroups: z.array(z.string().regex(/^S[A-Z0-9]{2,20}$/, 'write the id of a Slack user group, such as S0614TZR7')).default([]),
    /** Hours before whoever is new in such a group counts: whoever can change a group in Slack makes nobody an approver at once. `pinned` in people.yml waits for nothing. */
    approverGroupHours: z.number().nonnegative().max(720).default(24),
    /** Minutes until a proposal expires: expiry means no. */
    expiryMinutes: expiryMinutes.default(15),
    /** Whether whoever proposed something may give the one yes that it needs, with a reason: never, or for risk tier 1. */
    own: z.enum(['never', 'tier1']).default('never'),
    /** How many people it takes to undo: one, two, or as many as the containment itself took. */
    undo: z.enum(['one-person', 'two-people', 'same']).default('one-person'),
    /** Beyond these nothing runs, whoever said yes: it is held until there is room. */
    caps: caps.prefault({}),
    /** How many people and things there are, where people.yml and assets.yml do not hold all of them. */
    estate: z.strictObject({ people: z.int().positive().optional(), assets: z.int().positive().optional() }).default({}),
    /** From when on nothing happens by itself any more, until a person closes the breaker: so many containments held by caps, or failed or unclear. */
    breaker: z
      .strictObject({
        held: z.int().positive().default(3),
        troubles: z.int().positive().default(3),
        withinMinutes: z.int().positive().max(1440).default(60),
      })
      .prefault({}),
    /**
     * What may happen by itself does so after so many days and decided cases in which it was only said that it would have; and people then have so many
     * seconds to cancel it, from when its message stands in Slack. When that does not stand in time, a person has to decide.
     */
    automatic: z
      .strictObject({
        shadowDays: z.number().nonnegative().max(365).default(14),
        leastCases: z.int().nonnegative().default(20),
        cancelSeconds: z.number().nonnegative().max(3600).default(60),
        seenWithinSeconds: z.number().positive().max(600).default(60),
      })
      .prefault({}),
    /** What no action may ever touch, in any spelling of it: break-glass accounts, domain controllers. The bot's own identities need not be written down. */
    never: z.array(z.string()).default([]),
  }),
  /** True: everything is planned, shown and approved as ever, and no vendor is asked to change anything, undo included. */
  dry_run: z.boolean().default(false),
  /** Roles that may read incidents. */
  readers: z.array(role).min(1),
  /** “Was this you?”: minutes within which somebody has to answer; silence makes the incident more severe. */
  ask: z.strictObject({ minutes: z.number().positive().max(1440).default(15) }).default({ minutes: 15 }),
  metrics: metricsPolicy.prefault({}),
  /** Left out: nobody can be woken. */
  notify: notifyPolicy.optional(),
  /** The mark of the Traffic Light Protocol of incidents to which nobody gave another: red, amber+strict, amber, green or clear. */
  tlp: tlp.default('amber'),
  /** How many new alerts of one source are looked at in a minute before those of others. What is beyond is kept, and waits behind them. */
  intake: z.strictObject({ perMinute: z.int().positive().default(300) }).prefault({}),
  /** The company’s IANA time zone: shown beside UTC where nobody by name reads, on the pages and in tickets. */
  timezone: timezone.default('UTC'),
  /** Minutes within which alerts that share observables belong together. */
  correlationMinutes: z.number().positive().max(10_080).default(60),
});
export type Policy = z.infer<typeof policy>;

/** The policy together with the SHA-256 of the file it came from, which every decision carries. */
export interface PolicyInForce extends Policy {
  readonly digest: string;
}

/** The mark that an incident bears: its own, or that of the policy. */
export function tlpOf(incident: Pick<Incident, 'tlp'>, policy: Pick<Policy, 'tlp'>): Tlp {
  return incident.tlp ?? policy.tlp;
}
