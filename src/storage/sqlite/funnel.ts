import type { Database } from 'better-sqlite3';
import type { Instant } from '../../core/alert.ts';
import type { Fate, FunnelCounts, FunnelWindow, SourceFunnel } from '../../core/funnel.ts';
import { keyOf } from '../../core/observable.ts';
import type { SnoozeScope } from '../../core/snooze.ts';

const nothing: FunnelCounts = { received: 0, quarantined: 0, duplicate: 0, snoozed: 0, silent: 0, merged: 0, opened: 0 };

interface InScope {
  readonly incident: string | null;
  readonly alerts: number;
  readonly times: number;
}

/** Reads over everything that was received. */
export interface Funnels {
  funnel(window: FunnelWindow): readonly SourceFunnel[];
  inScope(scope: SnoozeScope, since: Instant): readonly InScope[];
  heard(): { readonly sources: readonly string[]; readonly rules: readonly string[] };
}

/** Leaps through an index from one source to the next. */
const senders = `sender (source) AS (
  SELECT min(source) FROM receipt
  UNION ALL SELECT (SELECT min(receipt.source) FROM receipt WHERE receipt.source > sender.source) FROM sender WHERE sender.source IS NOT NULL
)`;

/**
 * Counts what was received, and what became of it, from the rows themselves. It is one statement, so that no commit falls between two counts, and
 * each source is counted from an index alone.
 */
export function funnels(db: Database): Funnels {
  const count = db.prepare<
    Omit<FunnelWindow, 'source'> & { readonly source: string | null },
    { source: string; kind: 'received' | Fate; count: number }
  >(
    `WITH RECURSIVE ${senders}, counted (source, kind, count) AS (
       SELECT sender.source, 'received', (SELECT sum(alerts) FROM receipt
         WHERE receipt.source = sender.source AND received_at >= @since AND received_at < @until) FROM sender
       UNION ALL SELECT sender.source, 'duplicate', (SELECT sum(duplicates) FROM receipt
         WHERE receipt.source = sender.source AND received_at >= @since AND received_at < @until) FROM sender
       UNION ALL SELECT sender.source, alert.fate, count(*) FROM sender CROSS JOIN alert
         ON alert.source = sender.source AND received_at >= @since AND received_at < @until GROUP BY sender.source, alert.fate
       UNION ALL SELECT source, 'quarantined', count(*) FROM quarantine
         WHERE replayed_at IS NULL AND received_at >= @since AND received_at < @until GROUP BY source
       UNION ALL SELECT source, 'quarantined', sum(count) FROM unkept WHERE hour >= @since AND hour < @until GROUP BY source
     )
     SELECT source, kind, sum(count) AS count FROM counted WHERE count > 0 AND source = coalesce(@source, source) GROUP BY source, kind ORDER BY source`,
  );
  const sources = db
    .prepare<[], string>(
      `WITH RECURSIVE ${senders} SELECT source FROM sender WHERE source IS NOT NULL
       UNION SELECT source FROM quarantine UNION SELECT source FROM unkept ORDER BY source`,
    )
    .pluck();
  const rules = db.prepare<[], string>(`SELECT DISTINCT rule FROM incident WHERE rule IS NOT NULL AND doc ->> 'drill' = 0 ORDER BY rule`).pluck();
  const inScope = db.prepare<{ source: string; rule: string; since: Instant; key: string | null }, InScope>(
    `SELECT incident, count(*) AS alerts, sum(json_extract(doc, '$.count')) AS times FROM alert
     WHERE source = @source AND received_at >= @since AND rule = @rule AND (@key IS NULL OR EXISTS (
       SELECT 1 FROM alert_observable WHERE key = @key AND alert_observable.happened_at = alert.happened_at AND alert_observable.alert = alert.id))
     GROUP BY incident ORDER BY incident`,
  );
  return {
    inScope: ({ source, rule, observable }, since) => inScope.all({ source, rule, since, key: observable === null ? null : keyOf(observable) }),
    funnel: ({ since, until, source = null }) => {
      const found = new Map<string, SourceFunnel>();
      for (const { source: name, kind, count: times } of count.all({ since, until, source })) {
        const before = found.get(name) ?? { source: name, ...nothing };
        const after = { ...before, [kind]: before[kind] + times };
        // What cannot be read was received too, and has no receipt.
        found.set(name, kind === 'quarantined' ? { ...after, received: after.received + times } : after);
      }
      return [...found.values()];
    },
    heard: () => ({ sources: sources.all(), rules: rules.all() }),
  };
}
