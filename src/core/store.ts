import type { Alert, Instant } from './alert.ts';
import type { Brake } from './brake.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Enrolment } from './enrolment.ts';
import type { Exhibit } from './exhibit.ts';
import type { Finding } from './finding.ts';
import type { AlertFate, FunnelWindow, SourceFunnel } from './funnel.ts';
import type { Incident } from './incident.ts';
import type { Lesson } from './lesson.ts';
import type { Measures } from './measures.ts';
import type { MentionKey } from './mention.ts';
import type { ObservableKey, ObservableKind } from './observable.ts';
import type { Proposal } from './proposal.ts';
import type { InLine } from './quota.ts';
import type { Snooze, SnoozeScope } from './snooze.ts';
import type { LimitingType, NewEvent, RecordedEvent, TimelineEvent } from './timeline.ts';
import type { DecidedCase } from './track-record.ts';

/** The documents that the store keeps, by collection. Each carries `id` and `revision`. */
export interface Collections {
  readonly alert: Alert;
  readonly incident: Incident;
  readonly proposal: Proposal;
  readonly finding: Finding;
  readonly brake: Brake;
  readonly snooze: Snooze;
  readonly enrolment: Enrolment;
  readonly exhibit: Exhibit;
  readonly lesson: Lesson;
}
export type Collection = keyof Collections;

/**
 * A write of one document. `value.revision` must be one more than the stored revision (1 for a new document): that is the check that nobody
 * changed it since it was read.
 */
export type Put = { [Name in Collection]: { readonly put: Name; readonly value: Collections[Name] } }[Collection];

/** A document that the decision read and rests on without writing it. `revision` 0: it must not exist. */
export interface Expectation {
  readonly collection: Collection;
  readonly id: string;
  readonly revision: number;
}

/**
 * At most so many containments may have begun (`containment.intended`) after an instant, those of these changes included. Counted inside the commit,
 * so that several processes together keep to it.
 */
export interface Ceiling {
  readonly since: Instant;
  readonly most: number;
  /** Only those of this action, or on targets of these kinds; all when left out. */
  readonly action?: string;
  readonly kinds?: readonly ObservableKind[];
}

/** Work for later that must not be lost. `flow` names the flow that does it; `args` are plain ids. */
export interface NewJob {
  readonly flow: string;
  readonly args: Readonly<Record<string, string>>;
  /** Not before this instant; left out: at once. */
  readonly runAt?: Instant;
  /** While a job with this key waits, another is not added. */
  readonly key?: string;
  /** Jobs of one lane run one after the other, in the order they were added; one that waits for its time lets the others pass. Left out: in parallel. */
  readonly lane?: string;
  /** Lower is sooner, also within a lane; left out: 0, before all that is ranked. */
  readonly rank?: number;
}

/**
 * A call that others can see (Slack, Jira): "make the mirror of `subject` true". What is drawn is read from the store when it is sent, so a newer
 * wish for a subject replaces one that still waits.
 */
export interface NewDelivery {
  /** Which outlet draws and sends it: `slack` or a ticket definition's id. */
  readonly outlet: string;
  /** What is to be made true: `card:INC-1`, `channel:INC-1`, `case:INC-1`, `proposal:P-3`, `digest:1763971200000`, `ticket:INC-1`, `ticket-event:INC-1:57`, `followup:INC-1:2`, `report:INC-1`. */
  readonly subject: string;
  readonly incident: string;
  /** Deliveries of one lane keep their order; lanes are paced one by one. */
  readonly lane: string;
  /** Lower is sooner: 0 critical, 1 normal, 2 whenever. */
  readonly priority: 0 | 1 | 2;
}

/** What was received, once per delivery: a repeat of the delivery gets the same receipt. */
export interface NewReceipt {
  readonly id: string;
  readonly source: string;
  /** The vendor's delivery id, or the SHA-256 of the body. Unique per source. */
  readonly delivery: string;
  readonly receivedAt: Instant;
  readonly alerts: number;
  readonly duplicates: number;
}

/** A signed delivery that could not be read. Kept with its bytes and problems until somebody replays or drops it. */
export interface NewQuarantined {
  readonly id: string;
  readonly source: string;
  readonly delivery: string;
  readonly receivedAt: Instant;
  readonly body: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}
export interface Quarantined extends NewQuarantined {
  readonly replayedAt: Instant | null;
}

/** How much quarantine holds until somebody looks: rows, and bytes of their bodies. Beyond the bytes a row is kept without its body, beyond the rows it is counted. */
export const quarantineLimits = { ofOneSource: { rows: 500, bytes: 16_777_216 }, ofAll: { rows: 2000, bytes: 67_108_864 } } as const;

/** Deliveries of one source for which quarantine had no row left: how many, and the last of them. */
export interface Unkept {
  readonly source: string;
  readonly count: number;
  readonly last: Pick<NewQuarantined, 'delivery' | 'receivedAt' | 'problems'>;
}

/**
 * One unit of work, as a value. A pure decision returns it; `store.commit` applies all of it or nothing.
 * Every list may be left out.
 */
export interface Changes {
  /** The claimed job in whose name this is written; the commit is refused once the job has passed on to somebody else. */
  readonly inNameOf?: Claim;
  readonly expects?: readonly Expectation[];
  readonly within?: readonly Ceiling[];
  readonly events?: readonly NewEvent[];
  readonly state?: readonly Put[];
  readonly jobs?: readonly NewJob[];
  readonly outbox?: readonly NewDelivery[];
  readonly receipts?: readonly NewReceipt[];
  readonly quarantine?: readonly NewQuarantined[];
  readonly mirrors?: readonly Mirror[];
  readonly checkpoints?: readonly Checkpoint[];
  /** One-shot keys (a Slack request's signature, an envelope id): the commit is refused as a repeat when one was already spent. */
  readonly spend?: readonly { readonly key: string; readonly until: Instant }[];
}

/** What a commit did. */
export interface Committed {
  /** The events as they now stand in the timeline, in the order given. */
  readonly events: readonly TimelineEvent[];
}

/** Where outside something of ours stands: a message, a channel, a ticket. */
export interface Mirror {
  readonly subject: string;
  /** The outlet's own words: `{ channel, ts }`, `{ channel }`, `{ key, url }`. */
  readonly ref: Readonly<Record<string, string>>;
}

/** Which claim of a job or delivery is meant. When it was claimed again meanwhile, `attempt` is higher, and whoever had it before can no longer end it. */
export interface Claim {
  readonly id: number;
  readonly attempt: number;
}

/** A job that this process has claimed. `attempt` counts from 1 and was written before the job is handed out. */
export interface ClaimedJob extends NewJob, Claim {}

/** A delivery that this process has claimed. `ambiguous`: an earlier attempt may have got through; look before sending again. */
export interface ClaimedDelivery extends NewDelivery, Claim {
  readonly ambiguous: boolean;
}

/** Names a range of incidents. */
export interface IncidentFilter {
  readonly open?: boolean;
  /** ISO instant: only those opened at or after it. */
  readonly since?: Instant;
  /** Only those closed within [since, until), in the order in which they were closed. */
  readonly closedWithin?: { readonly since: Instant; readonly until: Instant };
  /** Most at once; default 50. */
  readonly limit?: number;
}

/** How many deliveries and jobs wait, are stuck, or were given up. */
export interface Backlog {
  /** `due`: those of the waiting that should run by now, or do. */
  readonly jobs: { readonly waiting: number; readonly due: number; readonly dead: number };
  readonly outbox: { readonly waiting: number; readonly ambiguous: number; readonly dead: number };
  readonly quarantined: number;
  /** Deliveries that quarantine had no room for: only counted. */
  readonly unkept: number;
}

/** What reads the store and never changes it. Enrichers and pages get only this. */
export interface StoreReader {
  get<Name extends Collection>(collection: Name, id: string): Promise<Collections[Name] | undefined>;
  /** Highest score first, then newest; those of a time of closing as they were closed. */
  incidents(filter?: IncidentFilter): Promise<readonly Incident[]>;
  /** Proposals of an incident, or all that hold something contained now (`state: 'done'`). */
  proposals(filter: { readonly incident?: string; readonly states?: readonly Proposal['state'][] }): Promise<readonly Proposal[]>;
  /** What was decided about proposals, drills left out: of one action under one rule (null: under none), or of all; oldest first. */
  cases(of?: { readonly action: string; readonly rule: string | null }): Promise<readonly DecidedCase[]>;
  /** What was captured before actions of this incident ran, oldest first. */
  exhibits(incident: string): Promise<readonly Exhibit[]>;
  findings(incident: string): Promise<readonly Finding[]>;
  alertsOf(incident: string): Promise<readonly Alert[]>;
  /** The newest alert with this fingerprint, if any. */
  alertByFingerprint(fingerprint: string): Promise<Alert | undefined>;
  /** Alerts that happened within [from, to] and name at least one of the keys, or mention it in their text; oldest first; at most 500. */
  alertsNaming(keys: readonly (ObservableKey | MentionKey)[], from: Instant, to: Instant): Promise<readonly Alert[]>;
  /** The newest `most` alerts that happened within [from, to) and name at least one of the keys; oldest first. */
  latestNaming(keys: readonly ObservableKey[], from: Instant, to: Instant, most: number): Promise<readonly Alert[]>;
  /** Events of one incident in the order of the chain, after `after`. */
  timeline(incident: string, after?: number): Promise<readonly TimelineEvent[]>;
  /** The whole record as it stands, of all incidents, in the order of the chain, after `after`: nothing is read into it. */
  record(after: number, most: number): Promise<readonly RecordedEvent[]>;
  /** Number and hash of the newest event; 0 when there is none. */
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
  /** Checkpoints over at least so many events, the smallest first. */
  checkpoints(atLeast: number): Promise<readonly Checkpoint[]>;
  newestCheckpoint(): Promise<Checkpoint | undefined>;
  /** What was recorded after an instant, of all incidents, of those types that limits are counted by; oldest first. */
  recorded<Type extends LimitingType>(types: readonly Type[], since: Instant): Promise<readonly Extract<TimelineEvent, { type: Type }>[]>;
  /** What these incidents were measured as once they were closed, by incident; those that were closed before that was kept are not in it. */
  measured(incidents: readonly string[]): Promise<ReadonlyMap<string, Measures>>;
  /** The number for the next incident, proposal or snooze (`INC-n`, `P-n`, `S-n`): one more than the highest in the store. */
  nextNumber(of: 'incident' | 'proposal' | 'snooze'): Promise<number>;
  receipt(source: string, delivery: string): Promise<NewReceipt | undefined>;
  /**
   * What was received and what became of it, by source; a source of which nothing was received is left out. The fates are those of now: what was received
   * in the window and kept silently is counted as merged or opened from the moment at which it joins an incident, in the window of its receipt, so at every
   * moment the fates sum up to `received`, over any window, and windows that meet add up. Only distinct deliveries count: one that is sent again is the
   * same one. What is in quarantine counts as one, until it is replayed: then what it says counts, as received at that time. What quarantine had no room
   * for is known by the hour, and counts in the window in which that hour begins.
   */
  funnel(window: FunnelWindow): Promise<readonly SourceFunnel[]>;
  /** Alerts of this fate that were received in the window, the newest first. */
  arrivals(window: FunnelWindow, fate: AlertFate, most: number): Promise<readonly Alert[]>;
  /** Alerts that wait for their place, by source; until then they are counted as silent. */
  inLine(): Promise<readonly InLine[]>;
  /** Snoozes that quiet what is received at this instant, in the order of their numbers. */
  snoozes(at: Instant): Promise<readonly Snooze[]>;
  /** Alerts of a snooze's scope that were received since then: how many, and how often with their repeats, by the incident that they are in. */
  inScope(
    scope: SnoozeScope,
    since: Instant,
  ): Promise<readonly { readonly incident: string | null; readonly alerts: number; readonly times: number }[]>;
  /** The sources that have ever sent anything, and the rules that tie an incident together. */
  heard(): Promise<{ readonly sources: readonly string[]; readonly rules: readonly string[] }>;
  /** What verdicts taught about rules, the rules in the order of their names. */
  lessons(): Promise<readonly Lesson[]>;
  quarantined(): Promise<readonly Quarantined[]>;
  /** What quarantine had no room for, by source. */
  unkept(): Promise<readonly Unkept[]>;
  mirror(subject: string): Promise<Mirror | undefined>;
  /** Subject at which a Slack message or ticket of ours stands, found by its ref. */
  mirrorAt(ref: Readonly<Record<string, string>>): Promise<Mirror | undefined>;
  backlog(): Promise<Backlog>;
  /** Since when the oldest job, and the oldest delivery, that should be done by now has been due; null when none is. */
  oldestDue(): Promise<{ readonly jobs: Instant | null; readonly outbox: Instant | null }>;
  /** How many proposals stand in each state; a state in which there is none is left out. */
  countProposals(): Promise<Readonly<Partial<Record<Proposal['state'], number>>>>;
  /** Whether some process leads at this moment, and so runs what is due. */
  isLed(now: Instant): Promise<boolean>;
  /** A fact about this store itself, such as `workspace` (`practice`, or the id of the real Slack team that it has met). */
  fact(name: string): Promise<string | undefined>;
}

/**
 * What the record is checked against besides itself: who signs its checkpoints, and those that were kept elsewhere. `key`: see `Notary.verifierKey`.
 */
export interface Trust {
  readonly key: string;
  readonly anchors?: readonly string[];
}

/**
 * The result of walking the whole chain and then every stored row. `firstBreak` names the first event that does not hold, and how; `seq` is null when the
 * chain holds and a row of the current state does not, which `why` then names.
 */
export interface Verification {
  readonly events: number;
  /** How many events the newest good checkpoint is over: what came after it could still be cut off unseen. */
  readonly checkpointed: number;
  readonly head: string;
  readonly firstBreak: { readonly seq: number | null; readonly why: string } | null;
}

/** The one port to whatever keeps our state. Nothing of SQLite or Postgres shows through. */
export interface Store extends StoreReader {
  /**
   * Applies all of `changes` durably (synced to disk) or nothing. Waiting commits share one transaction.
   * @throws PassedOnError when `inNameOf` is somebody else's by now.
   * @throws StaleError when a revision, expectation or ceiling does not hold, or a `spend` key, receipt, number or checkpoint was taken in the meantime: decide again.
   */
  commit(changes: Changes): Promise<Committed>;
  /**
   * Claims the next due jobs for `leaseMs`, at most `most`, one per lane; counts the attempt durably first. None while another store's process leads.
   */
  claimJobs(now: Instant, leaseMs: number, most: number): Promise<readonly ClaimedJob[]>;
  /** Whether this claim of a job or a delivery has not passed on, and no other store's process leads. */
  holds(of: 'job' | 'delivery', claim: Claim): Promise<boolean>;
  /** This and the next three do nothing for a claim that has passed on. */
  finishJob(job: Claim): Promise<void>;
  /** Puts a job back until `retryAt`, or gives it up (null) with the reason. */
  failJob(job: Claim, why: string, retryAt: Instant | null): Promise<void>;
  /** Claims due deliveries for `leaseMs`, critical first, one per lane; durably `sending` before they are handed out. None while another one leads. */
  claimDeliveries(now: Instant, leaseMs: number, most: number): Promise<readonly ClaimedDelivery[]>;
  /** Marks a delivery sent and remembers where the subject stands. */
  delivered(delivery: Claim, mirror: Mirror | null): Promise<void>;
  /** `ambiguous`: no answer came. `retryAt` null gives it up. */
  undelivered(delivery: Claim, outcome: { readonly why: string; readonly ambiguous: boolean; readonly retryAt: Instant | null }): Promise<void>;
  /** Forgets deliveries that were sent and due before this instant, the oldest first, at most `most`; returns how many. What tells a repeat stays. */
  pruneOutbox(before: Instant, most: number): Promise<number>;
  /**
   * Takes or renews the lease by which one process at a time runs jobs and outbox. False: somebody else has it. When the lead passes on, what the
   * former leader had claimed may be claimed at once, deliveries as ambiguous: a process that died must hold nothing up. One that only stalled may
   * still be at it, so whatever is claimed has to bear being done twice.
   */
  lead(owner: string, leaseMs: number, now: Instant): Promise<boolean>;
  setFact(name: string, value: string): Promise<void>;
  markReplayed(quarantined: string, at: Instant): Promise<void>;
  /** Notices commits of this and of other processes (within 250 ms). Returns the way to stop listening. */
  onCommit(listener: () => void): () => void;
  /**
   * Copies everything that is committed into a new file for its owner alone, while others go on writing.
   * @throws InputError when the file is there already or cannot be made.
   */
  backup(file: string): Promise<void>;
  /**
   * Begins a new epoch in a copy that was put back: what waited is given up with the reason, numbers begin above all that may have been given since, and what
   * has no mirror is looked for outside before it is sent.
   */
  beginEpoch(why: string): Promise<{ readonly epoch: number; readonly jobs: number; readonly deliveries: number }>;
  /** Without `trust` checkpoints are passed over. */
  verify(trust?: Trust): Promise<Verification>;
  /** Finishes what waits to be committed, gives up the lead, and closes. */
  close(): Promise<void>;
}
