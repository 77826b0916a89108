import type { Database } from 'better-sqlite3';
import type { Instant } from '../../core/alert.ts';
import { firstRankBeyondQuota, type InLine } from '../../core/quota.ts';
import type { Backlog, Claim, ClaimedJob, NewJob } from '../../core/store.ts';

interface JobRow {
  readonly id: number;
  readonly flow: string;
  readonly args: string;
  readonly run_at: Instant;
  readonly key: string | null;
  readonly lane: string | null;
  readonly rank: number;
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
  inLine(): readonly InLine[];
  /** Gives up everything that has not been done; returns how many. */
  hold(why: string): number;
}

export function jobs(db: Database): StoredJobs {
  const insert = db.prepare<(string | number | null)[]>(
    `INSERT INTO job (flow, args, run_at, key, lane, rank, state, attempt) VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0)`,
  );
  const waitsWith = db.prepare<[string], number>(`SELECT id FROM job WHERE key = ? AND state = 'waiting' LIMIT 1`).pluck();
  // One of a lane at a time: the first of those that are due, found lane by lane, so that a long one costs no more than a short one. One that failed and
  // waits for its next attempt lets the others pass. A running job whose lease ran out belonged to a process that died: it is due again. The attempt is
  // counted here, before the job is handed out, so that one which kills the process is counted too.
  const isDue = `state <> 'dead' AND run_at <= @now AND (state = 'waiting' OR lease_until <= @now)`;
  const claim = db.prepare<{ now: Instant; until: Instant; most: number }, JobRow>(
    `WITH RECURSIVE line (name) AS (
       SELECT min(lane) FROM job WHERE lane IS NOT NULL AND state <> 'dead'
       UNION ALL SELECT (SELECT min(lane) FROM job WHERE lane > line.name AND state <> 'dead') FROM line WHERE line.name IS NOT NULL
     ), next (id) AS (
       SELECT (SELECT id FROM job WHERE lane = line.name AND ${isDue} ORDER BY rank, id LIMIT 1) FROM line
       WHERE line.name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM job WHERE lane = line.name AND state = 'running' AND lease_until > @now)
       UNION ALL SELECT id FROM (SELECT id FROM job WHERE lane IS NULL AND ${isDue} ORDER BY rank, run_at, id LIMIT @most)
     )
     UPDATE job SET state = 'running', attempt = attempt + 1, lease_until = @until
     WHERE id IN (SELECT id FROM job WHERE id IN (SELECT id FROM next) ORDER BY rank, run_at, id LIMIT @most)
     RETURNING id, flow, args, run_at, key, lane, rank, attempt`,
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

  const inLine = db.prepare<[number], InLine>(
    `SELECT alert.source, count(*) AS waiting, count(*) FILTER (WHERE job.rank >= ?) AS beyondQuota FROM job JOIN alert ON alert.id = job.args ->> 'alert'
     WHERE job.flow = 'place-alert' AND job.state <> 'dead' GROUP BY alert.source ORDER BY waiting DESC, alert.source`,
  );

  const hold = db.prepare<[string]>(`UPDATE job SET state = 'dead', lease_until = NULL, why = ? WHERE state <> 'dead'`);

  return {
    hold: (why) => hold.run(why).changes,
    add: ({ flow, args, runAt, key, lane, rank }, now) => {
      if (key !== undefined && waitsWith.get(key) !== undefined) return;
      insert.run(flow, JSON.stringify(args), runAt ?? now, key ?? null, lane ?? null, rank ?? 0);
    },
    claim: (now, leaseUntil, most) =>
      claim
        .all({ now, until: leaseUntil, most })
        .sort((one, other) => one.rank - other.rank || one.run_at.localeCompare(other.run_at) || one.id - other.id)
        .map(({ id, flow, args, run_at, key, lane, rank, attempt }) => ({
          id,
          flow,
          args: JSON.parse(args),
          runAt: run_at,
          rank,
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
    inLine: () => inLine.all(firstRankBeyondQuota),
    count: (now) => counts.get({ now }) ?? { waiting: 0, due: 0, dead: 0 },
  };
}
