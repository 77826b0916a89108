import type { Database } from 'better-sqlite3';
import type { Instant } from '../../core/alert.ts';
import type { Backlog, Claim, ClaimedDelivery, NewDelivery, Store } from '../../core/store.ts';

interface DeliveryRow extends Omit<ClaimedDelivery, 'ambiguous'> {
  readonly ambiguous: 0 | 1;
}

/** Calls that others can see: waiting → sending → sent, or back to waiting (perhaps ambiguous), or dead. */
export interface StoredOutbox {
  add(delivery: NewDelivery, now: Instant): void;
  claim(now: Instant, leaseUntil: Instant, most: number): readonly ClaimedDelivery[];
  /** Whether nobody has claimed it since. */
  holds(delivery: Claim): boolean;
  /** Whether this claim had not passed on. */
  sent(delivery: Claim): boolean;
  failed(delivery: Claim, outcome: Parameters<Store['undelivered']>[1]): void;
  /** Ends every claim: what was being sent is due at once, and is then ambiguous. */
  release(now: Instant): void;
  /** Gives up everything that has not been sent; returns how many. */
  hold(why: string): number;
  /** Removes what was sent and due before this instant; returns how many. */
  prune(before: Instant, most: number): number;
  count(): Backlog['outbox'];
  oldestDue(now: Instant): Instant | null;
}

const live = `state IN ('waiting', 'sending')`;

export function outbox(db: Database): StoredOutbox {
  // A waiting delivery keeps its place, its attempts and the time until which it has to wait; one that is being sent may have drawn the older
  // state already, so a new row follows it.
  const merge = db.prepare<[string, string, number, string, string]>(
    `UPDATE delivery SET incident = ?, lane = ?, priority = min(priority, ?)
     WHERE id = (SELECT max(id) FROM delivery WHERE subject = ? AND outlet = ? AND ${live}) AND state = 'waiting'`,
  );
  // After a backup was restored, what has no mirror here may stand outside all the same: it is looked for before it is sent.
  const insert = db.prepare<NewDelivery & { now: Instant }>(
    `INSERT INTO delivery (outlet, subject, incident, lane, priority, state, due_at, attempt, ambiguous) VALUES (@outlet, @subject, @incident, @lane, @priority, 'waiting', @now, 0,
       EXISTS (SELECT 1 FROM fact WHERE name = 'epoch') AND NOT EXISTS (SELECT 1 FROM mirror WHERE mirror.subject = @subject))`,
  );
  // Due is what waits, and what a process that died left behind as `sending`. Nothing passes a delivery of its lane that is being sent, an earlier
  // one that is as urgent, or an earlier one of its own subject; so a critical card passes the others of its channel, but never its own past.
  const due = db.prepare<{ now: Instant; most: number }, { id: number; lane: string }>(
    `SELECT id, lane FROM delivery WHERE ${live} AND due_at <= @now AND (state = 'waiting' OR lease_until <= @now)
       AND NOT EXISTS (SELECT 1 FROM delivery AS other WHERE other.lane = delivery.lane AND other.id <> delivery.id AND other.state IN ('waiting', 'sending')
         AND ((other.state = 'sending' AND other.lease_until > @now) OR (other.id < delivery.id AND other.priority <= delivery.priority)))
       AND NOT EXISTS (SELECT 1 FROM delivery AS other WHERE other.subject = delivery.subject AND other.outlet = delivery.outlet
         AND other.id < delivery.id AND other.state IN ('waiting', 'sending'))
     ORDER BY priority, id LIMIT @most`,
  );
  const claim = db.prepare<[Instant, number], DeliveryRow>(
    `UPDATE delivery SET ambiguous = (ambiguous OR state = 'sending'), state = 'sending', attempt = attempt + 1, lease_until = ? WHERE id = ?
     RETURNING id, outlet, subject, incident, lane, priority, attempt, ambiguous`,
  );
  // The attempt tells a claim from a later one of the same delivery: whoever slept past its own ends nobody else's.
  const holds = db.prepare<[number, number], number>(`SELECT 1 FROM delivery WHERE id = ? AND attempt = ? AND state = 'sending'`).pluck();
  const markSent = db.prepare<[number, number]>(
    `UPDATE delivery SET state = 'sent', ambiguous = 0, lease_until = NULL, why = NULL WHERE id = ? AND attempt = ?`,
  );
  // Once ambiguous, ambiguous until it is sent: that this attempt failed says nothing about the one whose answer was lost.
  const retry = db.prepare<[Instant, number, string, number, number]>(
    `UPDATE delivery SET state = 'waiting', lease_until = NULL, due_at = ?, ambiguous = (ambiguous OR ?), why = ? WHERE id = ? AND attempt = ?`,
  );
  const giveUp = db.prepare<[number, string, number, number]>(
    `UPDATE delivery SET state = 'dead', lease_until = NULL, ambiguous = (ambiguous OR ?), why = ? WHERE id = ? AND attempt = ?`,
  );
  const release = db.prepare<{ now: Instant }>(`UPDATE delivery SET lease_until = @now WHERE state = 'sending' AND lease_until > @now`);
  const prune = db.prepare<[Instant, number]>(
    `DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE state = 'sent' AND due_at < ? ORDER BY id LIMIT ?)`,
  );
  const oldest = db.prepare<[Instant], Instant | null>(`SELECT min(due_at) FROM delivery WHERE ${live} AND due_at <= ?`).pluck();
  const counts = db.prepare<[], Backlog['outbox']>(
    `SELECT count(*) FILTER (WHERE ${live} AND ambiguous = 0) AS waiting, count(*) FILTER (WHERE ${live} AND ambiguous = 1) AS ambiguous,
       count(*) FILTER (WHERE state = 'dead') AS dead FROM delivery WHERE state <> 'sent'`,
  );

  const hold = db.prepare<[string]>(`UPDATE delivery SET state = 'dead', lease_until = NULL, why = ? WHERE ${live}`);

  return {
    hold: (why) => hold.run(why).changes,
    add: ({ outlet, subject, incident, lane, priority }, now) => {
      if (merge.run(incident, lane, priority, subject, outlet).changes === 1) return;
      insert.run({ outlet, subject, incident, lane, priority, now });
    },
    claim: (now, leaseUntil, most) => {
      // Of one lane there can be two candidates, when a more urgent one was added later: the first of them is taken.
      const lanes = new Set<string>();
      const claimed: ClaimedDelivery[] = [];
      for (const { id, lane } of due.all({ now, most: most * 3 })) {
        if (lanes.has(lane) || claimed.length === most) continue;
        lanes.add(lane);
        const row = claim.get(leaseUntil, id);
        if (row !== undefined) claimed.push({ ...row, ambiguous: row.ambiguous === 1 });
      }
      return claimed;
    },
    holds: ({ id, attempt }) => holds.get(id, attempt) === 1,
    sent: ({ id, attempt }) => markSent.run(id, attempt).changes === 1,
    failed: ({ id, attempt }, { why, ambiguous, retryAt }) => {
      if (retryAt === null) giveUp.run(ambiguous ? 1 : 0, why, id, attempt);
      else retry.run(retryAt, ambiguous ? 1 : 0, why, id, attempt);
    },
    release: (now) => {
      release.run({ now });
    },
    prune: (before, most) => prune.run(before, most).changes,
    oldestDue: (now) => oldest.get(now) ?? null,
    count: () => counts.get() ?? { waiting: 0, ambiguous: 0, dead: 0 },
  };
}
