import { firebreak } from '../core/actor.ts';
import { type Alert, type AlertDraft, type AlertInput, alertDraft, type Instant } from '../core/alert.ts';
import { deduplicate, fingerprintOf } from '../core/deduplicate.ts';
import type { NewJob } from '../core/store.ts';
import type { NewEvent } from '../core/timeline.ts';
import { Untrusted } from '../core/untrusted.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOf } from './mirror-incident.ts';

/** A delivery whose sender is proven and whose payload was understood. */
export interface Delivery {
  readonly source: string;
  /** The vendor's delivery id, or the SHA-256 of the body. */
  readonly delivery: string;
  readonly drafts: readonly AlertInput[];
  readonly receivedAt: Instant;
}

/** What the sender gets back. A repeat of the delivery gets the same one. */
export interface Receipt {
  readonly receipt: string;
  readonly alerts: number;
  readonly duplicates: number;
}

/**
 * Takes in a delivery: redacts, tells new alerts from repeats, keeps everything in one durable commit. Where each new alert belongs is decided right
 * after, by `place-alert`.
 */
export function receiveAlerts(bot: Bot, { source, delivery, drafts, receivedAt }: Delivery): Promise<Receipt> {
  const alerts = drafts.map((draft) => redacted(bot, alertDraft.parse(draft)));
  return settle(bot.store, async () => {
    const before = await bot.store.receipt(source, delivery);
    if (before) return { result: { receipt: before.id, alerts: before.alerts, duplicates: before.duplicates } };

    const taken = new Map<string, Alert>();
    const stored = new Map<string, number>();
    const jobs: NewJob[] = [];
    const events: NewEvent[] = [];
    let duplicates = 0;
    for (const draft of alerts) {
      const fingerprint = fingerprintOf(source, draft);
      const seen = taken.get(fingerprint) ?? (await bot.store.alertByFingerprint(fingerprint));
      if (seen && !stored.has(fingerprint)) stored.set(fingerprint, seen.revision);
      const { verdict, because } = deduplicate(draft, seen);
      const revision = (stored.get(fingerprint) ?? 0) + 1;
      if (seen === undefined || verdict === 'new') {
        const id = bot.newId('A');
        taken.set(fingerprint, {
          ...draft,
          id,
          source,
          fingerprint,
          receivedAt,
          lastSeenAt: receivedAt,
          count: 1,
          incident: null,
          because: [...because],
          revision,
        });
        if (draft.status === 'firing') jobs.push({ flow: 'place-alert', args: { alert: id }, lane: 'place-alert' });
        continue;
      }
      duplicates += 1;
      const again: Alert = { ...seen, status: draft.status, lastSeenAt: receivedAt, count: seen.count + 1, revision };
      if (verdict === 'resolved' && seen.incident) events.push(resolved(seen, seen.incident, receivedAt));
      if (verdict === 'reopened') {
        // A closed incident was judged and stays so: what fires again looks for a place of its own.
        const home = seen.incident === null ? undefined : await bot.store.get('incident', seen.incident);
        taken.set(fingerprint, { ...again, incident: home === undefined || home.phase === 'closed' ? null : home.id });
        jobs.push({ flow: 'place-alert', args: { alert: seen.id }, lane: 'place-alert' });
      } else {
        taken.set(fingerprint, again);
      }
    }
    const receipt = { id: bot.newId('R'), source, delivery, receivedAt, alerts: alerts.length, duplicates };
    return {
      changes: {
        receipts: [receipt],
        state: [...taken.values()].map((value) => ({ put: 'alert', value }) as const),
        events,
        jobs,
        outbox: await mirrorsOf(bot, new Set(events.map(({ incident }) => incident))),
      },
      result: { receipt: receipt.id, alerts: receipt.alerts, duplicates },
    };
  });
}

function resolved(alert: Alert, incident: string, at: Instant): NewEvent {
  return {
    incident,
    type: 'alert.resolved',
    happenedAt: at,
    by: firebreak,
    payload: { alert: alert.id, source: alert.source, rule: alert.rule, title: alert.title },
  };
}

/** Secrets are taken out of what the sender wrote before it is stored anywhere. */
function redacted(bot: Bot, draft: AlertDraft): AlertDraft {
  const clean = (text: Untrusted) => Untrusted.of(bot.redact(text.raw()));
  return {
    ...draft,
    title: clean(draft.title),
    ...(draft.description && { description: clean(draft.description) }),
    ...(draft.userAgent && { userAgent: clean(draft.userAgent) }),
    observables: draft.observables.map((observable) => ({ ...observable, value: bot.redact(observable.value) })),
    distinguish: draft.distinguish.map((text) => bot.redact(text)),
  };
}
