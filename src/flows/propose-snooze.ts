import { mayRead } from '../core/access.ts';
import type { Alert } from '../core/alert.ts';
import { personOf } from '../core/entities.ts';
import { InputError, NotFoundError, RefusedError } from '../core/errors.ts';
import type { Observable } from '../core/observable.ts';
import { type Snooze, type SnoozeScope, snoozeScope } from '../core/snooze.ts';
import { Untrusted } from '../core/untrusted.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { noSuspect } from './no-suspect.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { incidentFor } from './read-case.ts';

/** What somebody wants to be quiet: the rule of an alert or of an incident, or a rule by its name; perhaps only where it names one thing. */
export interface SnoozeWish {
  readonly about: { readonly alert: string } | { readonly incident: string } | { readonly source: string; readonly rule: string };
  readonly observable?: Observable | undefined;
  readonly spanMs: number;
  readonly reason: string;
}

/**
 * Keeps a snooze that quiets nothing yet: it waits for somebody who has seen what it would have quieted (`confirm-snooze`).
 * @throws RefusedError for whoever may not triage, for a suspect, and for what is about oneself; NotFoundError; InputError when an incident has several rules.
 */
export async function proposeSnooze(bot: Bot, wish: SnoozeWish, by: By): Promise<Snooze> {
  await mayQuiet(bot, by);
  const observable = wish.observable === undefined ? null : { kind: wish.observable.kind, value: wish.observable.value };
  const scope = snoozeScope.parse({ ...(await ruleOf(bot, wish.about, by)), observable });
  refuseOwn(bot, scope, by);
  return settle(bot.store, async () => {
    const proposed: Snooze = {
      id: `S-${await bot.store.nextNumber('snooze')}`,
      scope,
      reason: wish.reason,
      spanMs: wish.spanMs,
      proposedBy: by.actor,
      proposedAt: bot.now(),
      confirmed: null,
      until: null,
      ended: null,
      revision: 1,
    };
    return { changes: { state: [{ put: 'snooze', value: proposed }] }, result: proposed };
  });
}

/** Lets past whoever may quiet anything at all. @throws RefusedError for everybody else. */
export async function mayQuiet(bot: Bot, by: By): Promise<void> {
  onlyForAnalysts('Snoozing', by);
  await noSuspect(bot, by.person);
}

/** Nobody quiets what is about themselves. @throws RefusedError */
export function refuseOwn(bot: Bot, { observable }: SnoozeScope, by: By): void {
  if (observable === null || by.person === undefined || personOf(observable, bot.files.team)?.id !== by.person.id) return;
  throw new RefusedError('This is about you: somebody else has to decide whether it may be quiet.');
}

async function ruleOf(bot: Bot, about: SnoozeWish['about'], by: By): Promise<{ readonly source: string; readonly rule: string }> {
  if ('source' in about) {
    if (bot.catalogue.sources.has(about.source)) return about;
    throw new NotFoundError(`There is no source ${about.source}.`, { next: `There are: ${[...bot.catalogue.sources.keys()].join(', ')}.` });
  }
  if ('alert' in about) return ruleOfAlert(bot, about.alert, by);
  const incident = await incidentFor(bot, about.incident, by);
  const rules = new Map((await bot.store.alertsOf(incident.id)).map((alert) => [JSON.stringify([alert.source, alert.rule]), alert]));
  const [only, ...others] = rules.values();
  if (only === undefined) throw new InputError(`${incident.id} has no alerts: there is no rule to snooze.`);
  if (others.length === 0) return only;
  throw new InputError(`${incident.id} holds alerts of ${rules.size} rules, and a snooze is about one.`, {
    next: `Name one, and what it is to be quiet about: ${[...rules.values()].map((alert) => narrowest(bot, alert)).join(' · ')}`,
  });
}

/** How the rule of an alert is snoozed for one thing that it names, and not for everything that it may ever find. */
function narrowest({ commandPrefix }: Bot, { id, rule, observables }: Alert): string {
  const named = observables.find(({ role }) => role === 'actor') ?? observables[0];
  const about = named === undefined ? '' : ` only ${named.kind}:${Untrusted.of(named.value).forTerminal(80)}`;
  return `${commandPrefix}snooze ${id}${about} 7d why (${rule})`;
}

async function ruleOfAlert(bot: Bot, id: string, by: By): Promise<{ readonly source: string; readonly rule: string }> {
  const alert = await bot.store.get('alert', id);
  const incident = alert === undefined || alert.incident === null ? undefined : await bot.store.get('incident', alert.incident);
  if (alert !== undefined && (incident === undefined || mayRead(by.person, incident, bot.files.policy))) return alert;
  throw new NotFoundError(`There is no alert ${id} that you can read.`, { next: `Type ${bot.commandPrefix}metrics funnel --why to see the newest.` });
}
