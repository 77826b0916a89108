import { createHash, hash } from 'node:crypto';
import { z } from 'zod';
import { type Actor, actor } from './actor.ts';
import { type Instant, instant } from './alert.ts';
import { assessment } from './assessment.ts';
import { brakeId } from './brake.ts';
import { exhibitNamed } from './exhibit.ts';
import { openPhase, phase, severity, verdict } from './incident.ts';
import { measures } from './measures.ts';
import { observable } from './observable.ts';
import { gateVerdict, proposalId } from './proposal.ts';
import { snoozeScope } from './snooze.ts';
import { tlp } from './tlp.ts';
import { untrusted } from './untrusted.ts';

export { canonicalJson } from './canonical-json.ts';

const because = z.array(z.string());
/** What every event about a containment says, so that a line of the timeline can be read by itself. */
const containment = z.object({
  proposal: proposalId,
  action: z.string(),
  target: observable,
  label: z.string(),
  digest: z.string(),
  /** SHA-256 of the policy in force when it happened; absent in events of the first schema that did not say it. */
  policyDigest: z.string().optional(),
});

/** Where a message stands in Slack, in its ids. */
const inSlack = z.object({ channel: z.string(), ts: z.string() });
/** Somebody or something by Slack's id, and how it was called when it was written down. */
const namedInSlack = z.object({ id: z.string(), name: untrusted });
/** What of an incident only people can state. */
export const explained = z.enum(['impact', 'cause']);
export type Explained = z.infer<typeof explained>;

/** Every kind of event, with the shape of its payload. To record something new, add a line here and its sentence in `timeline-sentences.ts`. */
export const eventPayloads = {
  'incident.opened': z.object({ title: untrusted, rule: z.string().nullable(), because }),
  'alert.joined': z.object({
    alert: z.string(),
    source: z.string(),
    rule: z.string(),
    title: untrusted,
    severity: z.number(),
    observables: z.array(observable),
    because,
  }),
  'alert.resolved': z.object({ alert: z.string(), source: z.string(), rule: z.string(), title: untrusted }),
  'alert.reopened': z.object({ alert: z.string(), source: z.string(), rule: z.string(), title: untrusted, because }),
  'alert.flapping': z.object({ alert: z.string(), source: z.string(), rule: z.string(), title: untrusted, because }),
  'incident.assessed': z.object({ assessment, before: z.int().nullable() }),
  'incident.taken': z.object({ commander: z.string(), name: z.string(), before: z.string().nullable() }),
  'incident.severity-changed': z.object({
    severity,
    before: severity,
    reason: z.string(),
    /** What the incident is given for it that it did not have. */
    gives: z.array(z.enum(['card', 'ticket', 'channel'])).default([]),
  }),
  /** From now on only these people may know of it. */
  'incident.restricted': z.object({ to: z.array(z.object({ id: z.string(), name: z.string() })), reason: z.string() }),
  'incident.unrestricted': z.object({ reason: z.string() }),
  /** `because`: what stands open, as far as the bot changed it; what a person said, where they did. */
  'incident.phase-changed': z.object({ phase: openPhase, before: phase, because }),
  'incident.closed': z.object({
    verdict,
    reason: z.string(),
    /** Rules whose next scores the verdict moves; absent where it moves none. */
    taught: z.array(z.string()).optional(),
  }),
  /** What the incident gives to the metrics, worked out once it was closed. It never changes. */
  'incident.measured': z.object({ measures }),
  'incident.reopened': z.object({ because }),
  /** The alerts of another one came over. */
  'incident.merged': z.object({ from: z.string(), alerts: z.array(z.string()), reason: z.string() }),
  'incident.merged-into': z.object({ into: z.string(), alerts: z.array(z.string()), reason: z.string() }),
  /** Recorded in both: `alerts` went back to `incident`. */
  'incident.unmerged': z.object({ incident: z.string(), from: z.string(), alerts: z.array(z.string()), reason: z.string() }),
  'incident.split': z.object({ into: z.string(), alerts: z.array(z.string()), reason: z.string() }),
  'observable.attached': z.object({ observable }),
  'enrichment.found': z.object({ enricher: z.string(), observable, says: z.array(untrusted), bad: z.boolean() }),
  'enrichment.failed': z.object({ enricher: z.string(), observable, why: z.string(), next: z.string().nullable() }),
  'containment.proposed': containment.extend({
    effect: z.string(),
    confidence: z.number(),
    basis: because,
    gate: z.object({ verdict: gateVerdict, because }),
    expiresAt: instant,
  }),
  /** It would do something else than before: another edition of it, which nobody has said yes to. */
  'containment.edited': containment.extend({
    edition: z.int(),
    effect: z.string(),
    params: z.record(z.string(), z.json()),
    before: z.object({ label: z.string(), params: z.record(z.string(), z.json()), digest: z.string() }),
    reason: z.string(),
    gate: z.object({ verdict: gateVerdict, because }),
    expiresAt: instant,
    /** How many yeses became void. */
    voided: z.int(),
  }),
  'containment.approved': containment.extend({
    reason: z.string(),
    have: z.int(),
    need: z.int(),
    /** A one-time code stood behind it. */
    byCode: z.boolean().optional(),
    /** Why nobody could say whether they still belong to the team; absent when it was known. */
    unread: z.string().optional(),
    /** This person said that it may run although what it destroys cannot be captured. */
    withoutEvidence: z.boolean().optional(),
  }),
  'containment.evidence-kept': containment.extend({ exhibits: z.array(exhibitNamed) }),
  /** `goesOn`: it can be undone, or somebody said that it may run without. */
  'containment.evidence-missed': containment.extend({ why: z.string(), goesOn: z.boolean() }),
  'containment.denied': containment.extend({ reason: z.string() }),
  'containment.expired': containment,
  'containment.refused': containment.extend({ why: z.string() }),
  'containment.intended': containment.extend({ token: z.string(), approvers: z.array(actor) }),
  'containment.started': containment.extend({ before: z.json() }),
  'containment.done': containment.extend({ says: z.string(), leaseUntil: instant.nullable() }),
  'containment.failed': containment.extend({ why: z.string(), next: z.string().nullable() }),
  'containment.unknown': containment.extend({ why: z.string(), check: z.string() }),
  'containment.held': containment.extend({
    by: z.enum(['cap', 'freeze', 'breaker', 'timeline', 'unseen', 'unanchored']),
    why: z.string(),
    until: instant.nullable(),
  }),
  /** Everybody can see it, with the button to cancel; it happens by itself when nobody has. */
  'containment.announced': containment.extend({ runsAt: instant }),
  'containment.rehearsed': containment.extend({ effect: z.string() }),
  'containment.stale': containment.extend({ why: z.string() }),
  'containment.undo-asked': containment.extend({
    reason: z.string(),
    /** Whether it was wrong or is over; absent where nobody said. */
    as: z.enum(['wrong', 'over']).optional(),
  }),
  'containment.undone': containment.extend({ says: z.string() }),
  'containment.undo-failed': containment.extend({ why: z.string(), next: z.string().nullable() }),
  /** Somebody wants it undone; policy asks for more people than have said so. */
  'containment.undo-proposed': containment.extend({ reason: z.string(), have: z.int(), need: z.int() }),
  'containment.lease-ending': containment.extend({ until: instant }),
  'containment.lease-ended': containment,
  'containment.renewed': containment.extend({ reason: z.string(), until: instant }),
  'containment.kept': containment.extend({ reason: z.string() }),
  'containment.drifted': containment,
  'containment.healed': containment,
  /** `form`: it was a form that they sent. */
  'button.refused': z.object({ button: z.string(), why: z.string(), form: z.boolean().optional() }),
  /** Slack user ids that came into, or left, a user group whose members may approve; whoever came counts from then on. */
  'approvers.changed': z.object({ group: z.string(), joined: z.array(z.string()), left: z.array(z.string()), countsFrom: instant }),
  'brake.pulled': z.object({ brake: brakeId, reason: z.string() }),
  'brake.released': z.object({ brake: brakeId, reason: z.string() }),
  /** Checkpoints stand outside for which this record has none: it was rolled back, written anew, or goes on elsewhere. `head`: its last event then. */
  'record.contradicted': z.object({
    medium: z.string(),
    head: z.int().nonnegative(),
    anchors: z.array(z.object({ size: z.int().positive(), root: z.string() })),
    reason: z.string(),
  }),
  /** A backup was put in the place of the database. `head`: the last event that stood in it. */
  'record.restored': z.object({
    epoch: z.int().positive(),
    head: z.int().nonnegative(),
    /** What waited then and is held for good, and containments of which nobody knows whether they happened after the backup. */
    jobs: z.int().nonnegative(),
    deliveries: z.int().nonnegative(),
    unknown: z.array(proposalId),
  }),
  'snooze.started': z.object({ snooze: z.string(), scope: snoozeScope, reason: z.string(), until: instant }),
  'snooze.ended': z.object({ snooze: z.string(), scope: snoozeScope, reason: z.string() }),
  /** What verdicts taught about a rule was set aside, or taken up again. */
  'lesson.reset': z.object({ lesson: z.string(), harmful: z.int(), harmless: z.int(), reason: z.string() }),
  'lesson.restored': z.object({ lesson: z.string(), harmful: z.int(), harmless: z.int(), reason: z.string() }),
  'ticket.opened': z.object({ tickets: z.string(), key: z.string(), url: z.string() }),
  'ticket.moved': z.object({ tickets: z.string(), key: z.string(), to: z.string() }),
  'channel.opened': z.object({ channel: z.string(), name: z.string(), invited: z.array(z.string()) }),
  /** Somebody goes, and this person goes on. `lead`: they lead the incident from now on. Of the bot as a whole when nothing was open. */
  'shift.handed-over': z.object({ to: z.object({ id: z.string(), name: z.string() }), lead: z.boolean() }),
  /** `backdated`: whoever wrote it said when it happened. */
  'note.added': z.object({ text: untrusted, backdated: z.literal(true).optional() }),
  /** Somebody put a message from Slack here. It stands at the time when it was written; ids are kept beside the names that they had then. */
  'message.added': inSlack.extend({
    /** Null for a conversation without a name, or one that the bot does not see. */
    channelName: z.string().nullable(),
    author: namedInSlack,
    text: untrusted,
    /** False: whoever added it typed what it says. */
    exact: z.boolean(),
    /** People, groups and channels that its text names. */
    named: z.array(namedInSlack),
    permalink: z.string().nullable(),
    files: z.array(
      z.object({
        id: z.string(),
        name: untrusted,
        mimetype: z.string(),
        /** Bytes, as Slack says. */
        size: z.int().nonnegative(),
        /** Of its bytes when it was added, hex; null when they could not be read. */
        sha256: z.string().nullable(),
      }),
    ),
  }),
  /** What became in Slack of a message that was added by event `added`, which stays as it is. */
  'message.edited': inSlack.extend({ added: z.int().positive(), text: untrusted, named: z.array(namedInSlack) }),
  'message.deleted': inSlack.extend({ added: z.int().positive() }),
  'message.unpinned': inSlack.extend({ added: z.int().positive() }),
  'question.asked': z.object({ question: z.int(), about: z.string(), asked: z.string(), because }),
  'question.answered': z.object({
    question: z.int(),
    about: z.string(),
    asked: z.string(),
    answer: z.enum(['no', 'yes']),
    /** A one-time code of theirs stood behind it. */
    byCode: z.boolean().optional(),
  }),
  /** A yes with a one-time code that was not taken. */
  'question.refused': z.object({ question: z.int(), about: z.string(), asked: z.string(), why: z.string() }),
  'question.unanswered': z.object({ question: z.int(), about: z.string(), asked: z.string(), minutes: z.number(), severity, before: severity }),
  'somebody.paged': z.object({
    ground: z.string(),
    notifier: z.string(),
    summary: z.string(),
    /** Those that were asked before and did not take the page. */
    insteadOf: z.array(z.object({ notifier: z.string(), why: z.string() })),
  }),
  'somebody.not-paged': z.object({ ground: z.string(), summary: z.string(), tried: z.array(z.object({ notifier: z.string(), why: z.string() })) }),
  'report.made': z.object({ digest: z.string() }),
  /** What a person states for the report: what the damage was, or what it came from. The last word counts. */
  'incident.explained': z.object({ part: explained, says: z.string() }),
  'incident.marked': z.object({ tlp, before: tlp }),
  /** What has to be done once the incident is over. */
  'followup.added': z.object({ followUp: z.int(), text: z.string() }),
  'followup.opened': z.object({ followUp: z.int(), tickets: z.string(), key: z.string(), url: z.string() }),
  'followup.moved': z.object({ followUp: z.int(), key: z.string(), to: z.string(), done: z.boolean() }),
  /** What an event said was removed. That it is recorded is what removes it. */
  'event.redacted': z.object({ seq: z.int().positive(), type: z.string(), reason: z.string() }),
  /** Stands in the place of an event that was redacted when the timeline is read; it is never recorded. */
  redacted: z.object({ type: z.string(), by: z.string(), at: instant, reason: z.string(), in: z.int().positive() }),
} as const;

export type EventType = keyof typeof eventPayloads;

/** The types that caps and the breaker are counted by, over all incidents. The store finds them by the time at which they were recorded. */
export const limitingTypes = ['containment.intended', 'containment.held', 'containment.failed', 'containment.unknown'] as const;
export type LimitingType = (typeof limitingTypes)[number];

/** Stands where an incident stands for what happened to the bot as a whole. */
export const wholeBot = 'FIREBREAK';

export type PayloadOf<Type extends EventType> = z.infer<(typeof eventPayloads)[Type]>;

/** An event as a decision returns it. The store adds sequence, time of recording, salt and the links of the chain. */
export type NewEvent = {
  [Type in EventType]: {
    readonly incident: string;
    readonly type: Type;
    /** When it happened; may be earlier than when it was recorded, and then both are shown. */
    readonly happenedAt: Instant;
    readonly by: Actor;
    readonly payload: PayloadOf<Type>;
  };
}[EventType];

/** An event as it stands in the timeline. There is no update and no delete, on purpose. */
export type TimelineEvent = NewEvent & {
  /** Position in the one chain of this store, from 1. Cited as `#57`. */
  readonly seq: number;
  readonly recordedAt: Instant;
  /** SHA-256 over salt and payload, hex. Removing both (redaction) leaves the chain whole. */
  readonly commitment: string;
  readonly previous: string;
  readonly hash: string;
};

/** An event exactly as it was recorded, for whoever checks or exports the record. `payload` is the canonical JSON that was committed to. */
export interface RecordedEvent extends ChainedFields {
  readonly hash: string;
  /** Null, with the payload, where what it says was removed. */
  readonly salt: string | null;
  readonly payload: string | null;
}

/** `previous` of the first event. */
export const chainStart = '0'.repeat(64);

/** Commitment to a payload: SHA-256(salt ‖ JCS(payload)), hex. `salt` is 16 random bytes, hex. */
export function commitTo(salt: string, payloadJson: string): string {
  return createHash('sha256').update(Buffer.from(salt, 'hex')).update(payloadJson).digest('hex');
}

/** What a link of the chain is computed over. */
export interface ChainedFields {
  readonly seq: number;
  readonly incident: string;
  readonly type: string;
  readonly happenedAt: string;
  readonly recordedAt: string;
  readonly by: Actor;
  readonly commitment: string;
  readonly previous: string;
}

/** Hash of an event: SHA-256(0x00 ‖ JCS(fields)), the leaf hash of RFC 6962 over RFC 8785 canonical JSON, hex. */
export function linkOf(fields: ChainedFields): string {
  const { seq, incident, type, happenedAt, recordedAt, commitment, previous } = fields;
  const { id, kind, name } = fields.by;
  // Canonical by construction, because every commit waits for it: the names stand in their order, and strings and integers have one spelling.
  const json = JSON.stringify({ by: { id, kind, name }, commitment, happenedAt, incident, previous, recordedAt, seq, type });
  return hash('sha256', `\0${json}`, 'hex');
}
