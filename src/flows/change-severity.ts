import type { Incident, Severity } from '../core/incident.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { shownWhenRated } from './assess-incident.ts';
import { changeIncident } from './change-incident.ts';

/**
 * Sets the severity by hand, with the reason. High gives the incident a ticket, critical a channel too, as if its score had crossed those thresholds. The
 * score is not touched: it says what the evidence says.
 */
export function changeSeverity(bot: Bot, id: string, severity: Severity, reason: string, by: By): Promise<Incident> {
  return changeIncident(bot, id, by, (incident) => {
    const shown = shownWhenRated(severity, incident.shown);
    const gives = (['card', 'ticket', 'channel'] as const).filter((one) => shown[one] && !incident.shown[one]);
    return {
      fields: { severity, shown },
      event: (now) => ({
        incident: id,
        type: 'incident.severity-changed',
        happenedAt: now,
        by: by.actor,
        payload: { severity, before: incident.severity, reason, gives },
      }),
    };
  });
}
