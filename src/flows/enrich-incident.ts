import { firebreak } from '../core/actor.ts';
import { ConnectorError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { keyOf, type Observable, type ObservableKind } from '../core/observable.ts';
import { rankOfIncident } from '../core/quota.ts';
import type { NewJob } from '../core/store.ts';
import type { NewEvent } from '../core/timeline.ts';
import { Untrusted } from '../core/untrusted.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyEnricher, Remembered } from '../kit/define.ts';
import { settle } from '../kit/settle.ts';
import { withoutSecrets } from '../kit/without-secrets.ts';
import { surroundingsOf } from './containment.ts';
import { keepsFromVendors } from './drill-grounds.ts';

/** What one enricher has to say about one observable. */
export interface Look {
  readonly enricher: string;
  readonly title: string;
  readonly observable: Observable;
  readonly status: Finding['status'];
  readonly says: readonly Untrusted[];
  readonly hostile: boolean | null;
  readonly data: Finding['data'];
  /** What to do when it failed or is not set up. */
  readonly next: string | null;
}

/** The enrichers that look at this kind of observable. */
function enrichersFor(bot: Bot, kind: ObservableKind): readonly AnyEnricher[] {
  return [...bot.catalogue.enrichers.values()].filter(({ looksAt }) => looksAt.includes(kind));
}

/** Asks every enricher that fits, side by side; a slow or failing one holds up no other. Nothing is stored. `store`: what the asker may know of. */
export function lookAt(bot: Bot, observable: Observable, store: Remembered, incident?: string): Promise<readonly Look[]> {
  return Promise.all(enrichersFor(bot, observable.kind).map((enricher) => ask(bot, enricher, observable, store, incident)));
}

/** Asks one enricher about one observable of an incident. Nothing is stored. */
export function lookOnce(bot: Bot, enricher: AnyEnricher, observable: Observable, incident: string): Promise<Look> {
  return ask(bot, enricher, observable, memoryOf(bot, openTo(incident)), incident);
}

/** Asks one enricher. Never throws for what a vendor does: a failure is a finding too, said plainly. */
async function ask(bot: Bot, enricher: AnyEnricher, observable: Observable, store: Remembered, incident: string | undefined): Promise<Look> {
  const base = { enricher: enricher.id, title: enricher.title, observable, hostile: null, data: null, next: null };
  const surroundings = surroundingsOf(bot, enricher.uses);
  if ('absent' in surroundings) {
    const missing = surroundings.absent.join(', ');
    return { ...base, status: 'absent', says: [Untrusted.of(`${enricher.title} is not set up`)], next: `Set ${missing} to ask it.` };
  }
  try {
    const subject = { kind: observable.kind, value: observable.value, incident };
    const data = await enricher.look(subject, { ...surroundings.around, store });
    if (data === null) return { ...base, status: 'nothing', says: [Untrusted.of('Nothing known')] };
    const { says, hostile } = enricher.say(data);
    const told = says.map((sentence) => (typeof sentence === 'string' ? Untrusted.of(sentence) : sentence));
    return { ...base, status: 'found', says: told, hostile, data: JSON.parse(JSON.stringify(data)) as Finding['data'] };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return { ...base, status: 'failed', says: [Untrusted.of(error.message)], next: error.next ?? null };
  }
}

/** Puts every look that an incident still lacks in line, each as its own job. */
export async function enrichIncident(bot: Bot, { incident: id }: { readonly incident: string }): Promise<void> {
  const incident = await bot.store.get('incident', id);
  if (!incident) return;
  const known = new Set((await bot.store.findings(id)).map((finding) => finding.id));
  const apart = await keepsFromVendors(bot, incident);
  const jobs: NewJob[] = incident.observables.flatMap((observable) =>
    enrichersFor(bot, observable.kind)
      .filter(({ uses }) => !apart || uses.length === 0)
      .map((enricher) => ({ enricher: enricher.id, key: `${id}/${enricher.id}/${keyOf(observable)}` }))
      .filter(({ key }) => !known.has(key))
      .map(({ enricher, key }) => ({
        flow: 'look-at-observable',
        args: { incident: id, enricher, kind: observable.kind, value: observable.value },
        key: `look:${key}`,
        rank: rankOfIncident(incident.severity),
      })),
  );
  await bot.store.commit({ jobs });
}

/** One look for one incident: asks, keeps the finding with its event, and has the incident assessed again. */
export async function lookAtObservable(
  bot: Bot,
  {
    incident: id,
    enricher: enricherId,
    kind,
    value,
  }: { readonly incident: string; readonly enricher: string; readonly kind: string; readonly value: string },
): Promise<void> {
  const incident = await bot.store.get('incident', id);
  const enricher = bot.catalogue.enrichers.get(enricherId);
  const observable = incident?.observables.find((named) => named.kind === kind && named.value === value);
  if (!incident || !enricher || !observable) return;
  await keepLook(bot, id, await lookOnce(bot, enricher, observable, id));
}

/** What may be kept in an incident that all of its readers see: what is open to everybody, and what is its own. */
export function openTo(own: string): (incident: Incident) => boolean {
  return ({ id, restrictedTo }) => restrictedTo === null || id === own;
}

/** Our memory without the incidents that may not be known: they have left no trace in it. */
export function memoryOf({ store }: Bot, mayBeKnown: (incident: Incident) => boolean): Remembered {
  const known = async (id: string | null) => {
    const incident = id === null ? undefined : await store.get('incident', id);
    return incident === undefined || mayBeKnown(incident);
  };
  return {
    get: (collection, id) => store.get(collection, id),
    alertsNaming: async (keys, from, to) => {
      const alerts = await store.alertsNaming(keys, from, to);
      const kept = await Promise.all(alerts.map(({ incident }) => known(incident)));
      return alerts.filter((_, index) => kept[index]);
    },
  };
}

/** Keeps what an enricher said in an incident. */
export function keepLook(bot: Bot, incident: string, look: Look): Promise<void> {
  return settle(bot.store, async () => {
    const now = bot.now();
    const findingId = `${incident}/${look.enricher}/${keyOf(look.observable)}`;
    const before = await bot.store.get('finding', findingId);
    const finding: Finding = {
      id: findingId,
      incident,
      enricher: look.enricher,
      kind: look.observable.kind,
      value: look.observable.value,
      at: now,
      status: look.status,
      // Vendors' answers quote what people typed and what scripts leaked.
      says: withoutSecrets([...look.says], bot.redact),
      hostile: look.hostile,
      data: withoutSecrets(look.data, bot.redact),
      revision: (before?.revision ?? 0) + 1,
    };
    return {
      changes: {
        state: [{ put: 'finding', value: finding }],
        events: told(look, finding),
        jobs: [{ flow: 'assess-incident', args: { incident }, key: `assess:${incident}`, lane: `incident:${incident}` }],
      },
      result: undefined,
    };
  });
}

/** What the timeline says about a look: what was found, or why nobody knows. That nothing is known is no event. */
function told({ observable, next, hostile }: Look, { incident, enricher, status, says, at }: Finding): readonly NewEvent[] {
  const about = { incident, happenedAt: at, by: firebreak };
  switch (status) {
    case 'found':
      return [{ ...about, type: 'enrichment.found', payload: { enricher, observable, says, bad: hostile === true } }];
    case 'failed':
    case 'absent': {
      const why = says.map((text) => text.forTerminal()).join(' ');
      return [{ ...about, type: 'enrichment.failed', payload: { enricher, observable, why, next } }];
    }
    case 'nothing':
      return [];
    default:
      return status satisfies never;
  }
}
