import { firebreak } from '../core/actor.ts';
import type { Alert } from '../core/alert.ts';
import { type Correlation, correlate, titleOf } from '../core/correlate.ts';
import { keysToLookFor, tellsApart } from '../core/entities.ts';
import { fateAfter } from '../core/funnel.ts';
import { keyOf } from '../core/observable.ts';
import { sharedAddresses, withShared } from '../core/shared-address.ts';
import { covers, type Snooze } from '../core/snooze.ts';
import type { Changes } from '../core/store.ts';
import type { Team } from '../core/team.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { assessAlerts, unsuspicious } from './assess-incident.ts';
import { joiningOf, openingOf } from './open-incident.ts';

/**
 * Decides where an alert belongs, with reasons: in an incident that is open, in a new one, or in silence. An alert that is tied to nothing and scores
 * below the card threshold is kept silently: stored, counted, and looked at again whenever a later one might complete a pattern with it.
 */
export async function placeAlert(bot: Bot, { alert: id }: { readonly alert: string }): Promise<void> {
  await settle(bot.store, async () => {
    const alert = await bot.store.get('alert', id);
    if (!alert || alert.incident !== null) return { result: undefined };
    return { changes: await place(bot, alert), result: undefined };
  });
}

async function place(bot: Bot, alert: Alert): Promise<Changes> {
  const { correlations: rules, policy } = bot.files;
  const windowMinutes = policy.correlationMinutes;
  const team = await knowingShared(bot, alert, windowMinutes);
  const nearby = await alertsAround(bot, alert, team, Math.max(windowMinutes, ...rules.map(({ withinMinutes }) => withinMinutes)));
  const open = (await bot.store.incidents({ open: true, limit: 500 })).filter(({ drill }) => !drill);
  const { verdict, because } = correlate(alert, { nearby, open, rules, team, windowMinutes });
  const alerts = [alert, ...nearby].filter(
    (other, index, all) => verdict.alerts.includes(other.id) && all.findIndex(({ id }) => id === other.id) === index,
  );

  const snooze = (await bot.store.snoozes(alert.lastSeenAt)).find(({ scope }) => covers(scope, alert));
  if (snooze !== undefined && !byRule(verdict)) return keepQuiet(alert, snooze);
  switch (verdict.to) {
    case 'join':
      return joiningOf(bot, verdict.incident, alerts, { because, rule: verdict.rule, title: titleOf(verdict.rule, alerts, team) });
    case 'open': {
      const opening = { title: titleOf(verdict.rule, alerts, team), alerts, opener: alert.id, rule: verdict.rule, because, by: firebreak };
      return (await openingOf(bot, opening)).changes;
    }
    case 'alone':
      return placeAlone(bot, alert, alerts, because);
    default:
      return verdict satisfies never;
  }
}

/** Whether a rule says that it belongs there, and not only that it is about the same things. */
function byRule(verdict: Correlation): boolean {
  return verdict.to !== 'alone' && verdict.rule !== null;
}

/** Out of every incident, however bad it looks, until a rule is complete with it or it comes again after the snooze. */
function keepQuiet(alert: Alert, { id, reason, until }: Snooze): Changes {
  const because = [`It is snoozed by ${id} until ${until}: ${reason}`];
  return { state: [{ put: 'alert', value: { ...alert, snooze: id, fate: fateAfter(alert, 'snoozed'), because, revision: alert.revision + 1 } }] };
}

/** What no rule and no open incident claims is shown only when its own score says so. */
async function placeAlone(bot: Bot, alert: Alert, related: readonly Alert[], because: readonly string[]): Promise<Changes> {
  const { score } = await assessAlerts(bot, related, [], null);
  const { card } = bot.files.policy.thresholds;
  if (score < card) {
    const why = [...because, `Its score of ${score} is below the card threshold of ${card}.`];
    return {
      state: [{ put: 'alert', value: { ...alert, snooze: undefined, fate: fateAfter(alert, 'silent'), because: why, revision: alert.revision + 1 } }],
    };
  }
  const title = titleOf(null, related, bot.files.team);
  const why = [...because, `Its score of ${score} reaches the card threshold of ${card}.`];
  return (await openingOf(bot, { title, alerts: related, opener: alert.id, rule: null, because: why, by: firebreak })).changes;
}

/** How far back we look for who else was seen with an address, and how much of that is read. */
const shareDays = 30;
const mostSeen = 200;

/** The team, knowing which addresses of the alert many people had shared before the time in which things are tied together. */
async function knowingShared(bot: Bot, alert: Alert, windowMinutes: number): Promise<Team> {
  const { team } = bot.files;
  const keys = alert.observables.filter(({ kind, value }) => kind === 'ip' && tellsApart(value, team)).map(keyOf);
  if (keys.length === 0) return team;
  const until = Date.parse(alert.happenedAt) - windowMinutes * 60_000;
  const from = until - shareDays * 86_400_000;
  const earlier = await bot.store.latestNaming(keys, new Date(from).toISOString(), new Date(until).toISOString(), mostSeen);
  return withShared(team, sharedAddresses(alert, await unsuspicious(bot, earlier), team));
}

function alertsAround(bot: Bot, alert: Alert, team: Team, minutes: number): Promise<readonly Alert[]> {
  const at = Date.parse(alert.happenedAt);
  const near = (offset: number) => new Date(at + offset * 60_000).toISOString();
  return bot.store.alertsNaming(keysToLookFor(alert, team), near(-minutes), near(minutes));
}
