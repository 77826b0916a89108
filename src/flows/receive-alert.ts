import { type Alert, type AlertDraft, type AlertInput, alertDraft, type Instant } from '../core/alert.ts';
import { deduplicate, fingerprintOf } from '../core/deduplicate.ts';
import { changesWith, reopenHours } from '../core/flapping.ts';
import type { Incident } from '../core/incident.ts';
import { mentionsIn } from '../core/mention.ts';
import { rankOfAlert } from '../core/quota.ts';
import { quietsAt } from '../core/snooze.ts';
import type { NewJob } from '../core/store.ts';
import type { NewEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOf, mirrorsOfIncident } from './mirror-incident.ts';
import { turnedOf } from './turn-alert.ts';

/** A delivery whose sender is proven and whose payload was understood. */
export interface Delivery {
  readonly source: string;
  /** The vendor's delivery id, or the SHA-256 of the body. */
  readonly delivery: string;
  readonly drafts: readonly AlertInput[];
  readonly receivedAt: Instant;
  /** Counts one more new alert of this source, and says how many came before it in this minute; left out: none did. */
  readonly turn?: () => number;
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
export function receiveAlerts(bot: Bot, { source, delivery, drafts, receivedAt, turn = () => 0 }: Delivery): Promise<Receipt> {
  const alerts = drafts.map((draft) => plausible(alertDraft.parse(draft), receivedAt));
  return settle(bot.store, async () => {
    const before = await bot.store.receipt(source, delivery);
    if (before) return { result: { receipt: before.id, alerts: before.alerts, duplicates: before.duplicates } };

    const { taken, incidents, jobs, events, duplicates } = await taking(bot, source, alerts, receivedAt, turn);
    const receipt = { id: bot.newId('R'), source, delivery, receivedAt, alerts: alerts.length, duplicates };
    return {
      changes: {
        receipts: [receipt],
        state: [...taken.map((value) => ({ put: 'alert', value }) as const), ...incidents.map((value) => ({ put: 'incident', value }) as const)],
        events,
        jobs,
        outbox: [
          ...(await mirrorsOf(bot, new Set(events.map(({ incident }) => incident)))),
          ...incidents.flatMap((incident) => mirrorsOfIncident(bot, incident)),
        ],
      },
      result: { receipt: receipt.id, alerts: receipt.alerts, duplicates },
    };
  });
}

/** A sender's clock may be ahead of ours, but not by more than a day. */
const mostAheadMs = 86_400_000;

/** What claims to lie further in the future happened, as far as we know, when we heard of it. */
function plausible(draft: AlertDraft, receivedAt: Instant): AlertDraft {
  return Date.parse(draft.happenedAt) - Date.parse(receivedAt) > mostAheadMs ? { ...draft, happenedAt: receivedAt } : draft;
}

/** What a delivery comes to: the alerts as they then are, what has to be done about them, and how many of them were repeats. */
interface Taken {
  readonly taken: readonly Alert[];
  /** Incidents that are opened again. */
  readonly incidents: readonly Incident[];
  readonly jobs: readonly NewJob[];
  readonly events: readonly NewEvent[];
  readonly duplicates: number;
}

async function taking(bot: Bot, source: string, drafts: readonly AlertDraft[], receivedAt: Instant, turn: () => number): Promise<Taken> {
  const taken = new Map<string, Alert>();
  const stored = new Map<string, number>();
  const opened = new Map<string, Incident>();
  const jobs: NewJob[] = [];
  const events: NewEvent[] = [];
  let duplicates = 0;
  for (const draft of drafts) {
    const fingerprint = fingerprintOf(source, draft);
    const before = taken.get(fingerprint);
    const seen = before ?? (await bot.store.alertByFingerprint(fingerprint));
    // What this very delivery brought a moment ago is not stored yet.
    if (before === undefined && seen !== undefined) stored.set(fingerprint, seen.revision);
    const { verdict: said, because } = deduplicate(draft, seen);
    const verdict = said === 'repeat' && (await outlastsSnooze(bot, seen, draft, receivedAt)) ? 'reopened' : said;
    const revision = (stored.get(fingerprint) ?? 0) + 1;
    if (seen === undefined || verdict === 'new') {
      const first = {
        id: bot.newId('A'),
        source,
        fingerprint,
        receivedAt,
        lastSeenAt: receivedAt,
        count: 1,
        incident: null,
        fate: 'silent',
        revision,
      } as const;
      const mentions = mentionsIn({ title: draft.title.raw(), description: draft.description?.raw() });
      taken.set(fingerprint, { ...draft, ...first, ...(mentions.length > 0 && { mentions: [...mentions] }), because: [...because] });
      if (draft.status === 'firing') jobs.push(placing(bot, first.id, draft, turn()));
      continue;
    }
    duplicates += 1;
    const changed = verdict === 'resolved' || (verdict === 'reopened' && seen.status === 'resolved');
    const again: Alert = {
      ...seen,
      status: draft.status,
      lastSeenAt: receivedAt,
      count: seen.count + 1,
      ...(changed && { changes: changesWith(seen, receivedAt) }),
      revision,
    };
    const home = await homeOf(bot, verdict, seen, opened, receivedAt);
    taken.set(fingerprint, verdict === 'reopened' ? { ...again, incident: home?.id ?? null } : again);
    if (verdict === 'reopened') jobs.push(placing(bot, seen.id, draft, turn()));
    if (home === undefined || !changed) continue;
    const turned = turnedOf({ before: seen, after: again, home, because, at: receivedAt });
    if (turned.opened !== undefined) opened.set(home.id, turned.opened);
    events.push(...turned.events);
    jobs.push(...turned.jobs);
  }
  return {
    taken: [...taken.values()],
    incidents: [...opened.values()],
    jobs,
    events,
    duplicates,
  };
}
/** Whether it goes on after the snooze that kept it quiet: nobody has looked at it yet. */
async function outlastsSnooze(bot: Bot, seen: Alert | undefined, { status }: AlertDraft, receivedAt: Instant): Promise<boolean> {
  if (seen?.snooze === undefined || status !== 'firing') return false;
  const snooze = await bot.store.get('snooze', seen.snooze);
  return snooze === undefined || !quietsAt(snooze, receivedAt);
}

function placing(bot: Bot, alert: string, { severity }: AlertDraft, turn: number): NewJob {
  return { flow: 'place-alert', args: { alert }, lane: 'place-alert', rank: rankOfAlert(severity, turn, bot.files.policy.intake.perMinute) };
}

/**
 * The incident in which an alert is and may go on, as this delivery has it by now; undefined when there is none, and for a mere
 * repeat, that changes nothing. What a person closed was judged and stays so:
 * what fires again looks for a place of its own.
 */
async function homeOf(
  bot: Bot,
  verdict: 'repeat' | 'resolved' | 'reopened',
  { incident }: Alert,
  opened: ReadonlyMap<string, Incident>,
  now: Instant,
): Promise<Incident | undefined> {
  if (verdict === 'repeat') return undefined;
  const home = incident === null ? undefined : (opened.get(incident) ?? (await bot.store.get('incident', incident)));
  if (home?.phase !== 'closed') return home;
  const recently = home.closedAt !== null && Date.parse(now) - Date.parse(home.closedAt) <= reopenHours * 3_600_000;
  return home.closedItself && recently ? home : undefined;
}
