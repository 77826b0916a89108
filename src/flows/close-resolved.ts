import { firebreak } from '../core/actor.ts';
import { isFlapping } from '../core/flapping.ts';
import { counted } from '../core/text.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { closingOf } from './close-incident.ts';

/**
 * Closes an incident whose alerts are all over, as its senders say, where nobody has touched it: nobody leads it, wrote, rated or decided anything, and nothing
 * was done or waits for a yes. It says nothing about what it was. Audit events are never over, so whatever a rule made of them stays for people to look at.
 */
export function closeResolved(bot: Bot, { incident: id }: { readonly incident: string }): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    if (incident?.phase !== 'open' || incident.commander !== null || incident.questions.length > 0) return { result: undefined };
    const alerts = await bot.store.alertsOf(id);
    if (alerts.length === 0 || alerts.some((alert) => alert.status !== 'resolved' || isFlapping(alert))) return { result: undefined };
    const proposals = await bot.store.proposals({ incident: id });
    if (proposals.some(({ state }) => state !== 'expired')) return { result: undefined };
    const events = await bot.store.timeline(id);
    if (events.some(({ by }) => by.kind === 'human')) return { result: undefined };

    const reason = `${counted(alerts.length, 'alert')}, and ${alerts.length === 1 ? 'its sender says' : 'their senders say'} that all is over. Nobody had touched it.`;
    const { changes } = await closingOf(bot, incident, proposals, { verdict: 'inconclusive', reason, actor: firebreak, itself: true });
    return {
      changes: { ...changes, expects: alerts.map(({ revision, id: alert }) => ({ collection: 'alert', id: alert, revision })) },
      result: undefined,
    };
  });
}
