import type { Database } from 'better-sqlite3';
import type { Instant } from '../../core/alert.ts';
import { PassedOnError, StaleError } from '../../core/errors.ts';
import type { Changes, Claim, Committed, Store } from '../../core/store.ts';
import type { LimitingType, TimelineEvent } from '../../core/timeline.ts';
import { backUp } from './backup.ts';
import { checkpoints as storedCheckpoints } from './checkpoints.ts';
import { collections } from './collections.ts';
import { funnels as storedFunnels } from './funnel.ts';
import { groupWriter } from './group.ts';
import { jobs as storedJobs } from './jobs.ts';
import { type Ledger, ledger as storedLedger } from './ledger.ts';
import { notices } from './notice.ts';
import { outbox as storedOutbox } from './outbox.ts';
import { timeline as storedTimeline } from './timeline.ts';
import { verify } from './verify.ts';

export interface StoreOptions {
  readonly now: () => Instant;
  /** Told when the disk failed under a write: what is on it is unknown, and this process must end. */
  readonly onBroken?: (error: Error) => void;
}

/** How far apart the numbers of two epochs are at most: those that were given after a backup was made must never come again. */
const numbersApart = 1000;

/** The port on one SQLite file. All writes go through one group writer; reads see what is committed. */
export function sqliteStore(db: Database, options: StoreOptions): Store {
  const { write } = groupWriter(db, options.onBroken);
  const documents = collections(db);
  const timeline = storedTimeline(db);
  const jobs = storedJobs(db);
  const outbox = storedOutbox(db);
  const ledger = storedLedger(db);
  const funnels = storedFunnels(db);
  const checkpoints = storedCheckpoints(db);
  const notice = notices(db);
  /** Who has asked for the lead through this store; it is given up on closing, so that a restart need not wait for the lease to end. */
  const leaders = new Set<string>();

  /** @throws StaleError when something that the changes rest on does not hold any more; PassedOnError when their job is somebody else's. */
  function assertHolds(changes: Changes): void {
    if (changes.inNameOf !== undefined) refuseIfPassedOn(changes.inNameOf);
    for (const { collection, id, revision } of changes.expects ?? []) {
      const stored = documents.of[collection].revision(id);
      if (stored !== revision) throw new StaleError(`${id} has changed since it was read (revision ${revision} then, ${stored} now).`);
    }
    const begin = (changes.events ?? []).filter(({ type }) => type === 'containment.intended').length;
    for (const ceiling of changes.within ?? []) timeline.assertWithin(ceiling, begin);
  }

  /** Runs inside the group's transaction, in a savepoint of its own. */
  function apply(changes: Changes): Committed {
    const now = options.now();
    assertHolds(changes);
    for (const { key, until } of changes.spend ?? []) ledger.spend(key, until, now);
    for (const receipt of changes.receipts ?? []) ledger.addReceipt(receipt);
    for (const quarantined of changes.quarantine ?? []) ledger.quarantine(quarantined);
    for (const put of changes.state ?? []) documents.put(put);
    const events = timeline.append(changes.events ?? [], now);
    for (const job of changes.jobs ?? []) jobs.add(job, now);
    for (const delivery of changes.outbox ?? []) outbox.add(delivery, now);
    for (const mirror of changes.mirrors ?? []) ledger.setMirror(mirror);
    for (const checkpoint of changes.checkpoints ?? []) checkpoints.add(checkpoint);
    return { events };
  }

  /** Whether a process other than this store's took the lead last: what is due is then its to claim. */
  function othersLead(): boolean {
    const leader = ledger.leader();
    return leader !== undefined && !leaders.has(leader);
  }

  function refuseIfPassedOn(job: Claim): void {
    if (!othersLead() && jobs.holds(job)) return;
    throw new PassedOnError('This job has passed on to another process, so nothing is written in its name any more.');
  }

  return {
    commit: async (changes) => {
      const committed = await write(() => apply(changes));
      notice.committed();
      return committed;
    },

    get: async (collection, id) => documents.of[collection].get(id),
    incidents: async (filter = {}) => documents.find.incidents(filter),
    proposals: async (filter) => documents.find.proposals(filter),
    cases: async (of) => documents.find.cases(of),
    exhibits: async (incident) => documents.find.exhibits(incident),
    findings: async (incident) => documents.find.findings(incident),
    alertsOf: async (incident) => documents.find.alertsOf(incident),
    alertByFingerprint: async (fingerprint) => documents.find.alertByFingerprint(fingerprint),
    latestNaming: async (keys, from, to, most) => documents.find.latestNaming(keys, from, to, most),
    alertsNaming: async (keys, from, to) => documents.find.alertsNaming(keys, from, to),
    nextNumber: async (of) => documents.find.nextNumber(of),
    recorded: async <Type extends LimitingType>(types: readonly Type[], since: Instant) =>
      timeline.recorded(types, since) as readonly Extract<TimelineEvent, { type: Type }>[],
    measured: async (incidents) => timeline.measured(incidents),
    timeline: async (incident, after = 0) => timeline.of(incident, after),
    record: async (after, most) => timeline.record(after, most),
    head: async () => timeline.head(),
    checkpoints: async (atLeast) => checkpoints.atLeast(atLeast),
    newestCheckpoint: async () => checkpoints.newest(),

    receipt: async (source, delivery) => ledger.receipt(source, delivery),
    funnel: async (window) => funnels.funnel(window),
    arrivals: async (window, fate, most) => documents.find.arrivals(window, fate, most),
    lessons: async () => documents.find.lessons(),
    inLine: async () => jobs.inLine(),
    snoozes: async (at) => documents.find.snoozes(at),
    inScope: async (scope, since) => funnels.inScope(scope, since),
    heard: async () => funnels.heard(),
    quarantined: async () => ledger.quarantined(),
    unkept: async () => ledger.unkept(),
    markReplayed: (quarantined, at) => write(() => ledger.markReplayed(quarantined, at)),
    mirror: async (subject) => ledger.mirror(subject),
    mirrorAt: async (ref) => ledger.mirrorAt(ref),
    oldestDue: async () => ({ jobs: jobs.oldestDue(options.now()), outbox: outbox.oldestDue(options.now()) }),
    countProposals: async () => documents.find.countProposals(),
    isLed: async (now) => ledger.isLed(now),
    fact: async (name) => ledger.fact(name),
    setFact: (name, value) => write(() => ledger.setFact(name, value)),
    lead: (owner, leaseMs, now) => {
      leaders.add(owner);
      return write(() => {
        const former = ledger.leader();
        if (!ledger.lead(owner, later(now, leaseMs), now)) return false;
        if (former !== owner) {
          jobs.release(now);
          outbox.release(now);
        }
        return true;
      });
    },

    claimJobs: (now, leaseMs, most) => write(() => (othersLead() ? [] : jobs.claim(now, later(now, leaseMs), most))),
    holds: async (of, claim) => !othersLead() && (of === 'job' ? jobs : outbox).holds(claim),
    finishJob: (job) => write(() => jobs.finish(job)),
    failJob: (job, why, retryAt) => write(() => jobs.fail(job, why, retryAt)),
    claimDeliveries: (now, leaseMs, most) => write(() => (othersLead() ? [] : outbox.claim(now, later(now, leaseMs), most))),
    delivered: (delivery, mirror) =>
      write(() => {
        if (outbox.sent(delivery) && mirror !== null) ledger.setMirror(mirror);
      }),
    undelivered: (delivery, outcome) => write(() => outbox.failed(delivery, outcome)),
    pruneOutbox: (before, most) => write(() => outbox.prune(before, most)),
    backlog: async () => ({
      jobs: jobs.count(options.now()),
      outbox: outbox.count(),
      quarantined: ledger.countQuarantined(),
      unkept: unkeptIn(ledger),
    }),

    onCommit: notice.onCommit,
    backup: (file) => backUp(db, file),
    beginEpoch: (why) =>
      write(() => {
        const epoch = Number(ledger.fact('epoch') ?? 1) + 1;
        const next = Math.max(...(['incident', 'proposal', 'snooze'] as const).map((of) => documents.find.nextNumber(of)));
        ledger.setFact('epoch', String(epoch));
        ledger.setFact('numbers-above', String(Math.ceil(next / numbersApart) * numbersApart));
        return { epoch, jobs: jobs.hold(why), deliveries: outbox.hold(why) };
      }),
    verify: (trust) => verify(db, trust),
    close: async () => {
      notice.stop();
      // Units are run in the order in which they came: after this one, nothing waits any more.
      await write(() => {
        for (const owner of leaders) ledger.resign(owner);
      });
      db.close();
    },
  };
}

function unkeptIn(ledger: Ledger): number {
  return ledger.unkept().reduce((sum, { count }) => sum + count, 0);
}

function later(now: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(now) + milliseconds).toISOString();
}
