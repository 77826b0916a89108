import type { Database } from 'better-sqlite3';
import type { Instant } from '../../core/alert.ts';
import type { Backlog, Claim, ClaimedJob, NewJob } from '../../core/store.ts';

interface JobRow {
  readonly id: number;
  readonly flow: string;
  readonly args: string;
  readonly run_at: Instant;
  readonly key: string | null;
  readonly lane: string | null;
  readonly attempt: number;
}

/** Work for later: waiting → running → gone, or dead. */
export interface StoredJobs {
  add(job: NewJob, now: Instant): void;
  claim(now: Instant, leaseUntil: Instant, most: number): readonly ClaimedJob[];
  /** Whether nobody has claimed it since. */
  holds(job: Claim): boolean;
  finish(job: Claim): void;
  fail(job: Claim, why: string, retryAt: Instant | null): void;
  /** Ends every claim: what was running is due at once. */
  release(now: Instant): void;
  count(now: Instant): Backlog['jobs'];
  oldestDue(now: Instant): Instant | null;
}

export function jobs(db: Database): StoredJobs {
  const insert = db.prepare<(string | null)[]>(
    `INSERT INTO job (flow, args, run_at, key, lane, state, attempt) VALUES (?, ?, ?, ?, ?, 'waiting', 0)`,
  );
  const waitsWith = db.prepare<[string], number>(`SELECT id FROM job WHERE key = ? AND state = 'waiting' LIMIT 1`).pluck();
  // One of a lane at a time, in the order in which they were added; one that failed and waits for its next attempt lets the others pass.
  // A running job whose lease ran out belonged to a process that died: it is due again. The attempt is counted here, before the job is handed
  // out, so that one which kills the process is counted too.
  const claim = db.prepare<{ now: Instant; until: Instant; most: number }, JobRow>(
    `UPDATE job SET state = 'running', attempt = attempt + 1, lease_until = @until
     WHERE id IN (
       SELECT id FROM job WHERE state <> 'dead' AND run_at <= @now AND (state = 'waiting' OR lease_until <= @now)
         AND (lane IS NULL OR NOT EXISTS (
           SELECT 1 FROM job AS other WHERE other.lane = job.lane AND other.id <> job.id
             AND ((other.state = 'running' AND other.lease_until > @now)
               OR (other.id < job.id AND (other.state = 'running' OR (other.state = 'waiting' AND other.run_at <= @now))))))
       ORDER BY run_at, id LIMIT @most)
     RETURNING id, flow, args, run_at, key, lane, attempt`,
  );
  // The attempt tells a claim from a later one of the same job: whoever slept past its own ends nobody else's.
  const holds = db.prepare<[number, number], number>(`SELECT 1 FROM job WHERE id = ? AND attempt = ? AND state = 'running'`).pluck();
  const remove = db.prepare<[number, number]>('DELETE FROM job WHERE id = ? AND attempt = ?');
  const retry = db.prepare<[Instant, string, number, number]>(
    `UPDATE job SET state = 'waiting', lease_until = NULL, run_at = ?, why = ? WHERE id = ? AND attempt = ?`,
  );
  const giveUp = db.prepare<[string, number, number]>(`UPDATE job SET state = 'dead', lease_until = NULL, why = ? WHERE id = ? AND attempt = ?`);
  const release = db.prepare<{ now: Instant }>(`UPDATE job SET lease_until = @now WHERE state = 'running' AND lease_until > @now`);
  const oldest = db.prepare<[Instant], Instant | null>(`SELECT min(run_at) FROM job WHERE state <> 'dead' AND run_at <= ?`).pluck();
  const counts = db.prepare<{ now: Instant }, Backlog['jobs']>(
    `SELECT count(*) FILTER (WHERE state <> 'dead') AS waiting, count(*) FILTER (WHERE state <> 'dead' AND run_at <= @now) AS due,
       count(*) FILTER (WHERE state = 'dead') AS dead FROM job`,
  );

  return {
    add: ({ flow, args, runAt, key, lane }, now) => {
      if (key !== undefined && waitsWith.get(key) !== undefined) return;
      insert.run(flow, JSON.stringify(args), runAt ?? now, key ?? null, lane ?? null);
    },
    claim: (now, leaseUntil, most) =>
      claim
        .all({ now, until: leaseUntil, most })
        .sort((one, other) => one.run_at.localeCompare(other.run_at) || one.id - other.id)
        .map(({ id, flow, args, run_at, key, lane, attempt }) => ({
          id,
          flow,
          args: JSON.parse(args),
          runAt: run_at,
          attempt,
          ...(key !== null && { key }),
          ...(lane !== null && { lane }),
        })),
    holds: ({ id, attempt }) => holds.get(id, attempt) === 1,
    finish: ({ id, attempt }) => {
      remove.run(id, attempt);
    },
    fail: ({ id, attempt }, why, retryAt) => {
      if (retryAt === null) giveUp.run(why, id, attempt);
      else retry.run(retryAt, why, id, attempt);
    },
    release: (now) => {
      release.run({ now });
    },
    oldestDue: (now) => oldest.get(now) ?? null,
    count: (now) => counts.get({ now }) ?? { waiting: 0, due: 0, dead: 0 },
  };
}
