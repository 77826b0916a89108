import type { Incident, Severity } from '../core/incident.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { changeIncident } from './change-incident.ts';

/** Sets the severity by hand, with the reason. The score is not touched: it says what the evidence says. */
export function changeSeverity(bot: Bot, id: string, severity: Severity, reason: string, by: By): Promise<Incident> {
  return changeIncident(bot, id, by, (incident) => ({
    fields: { severity },
    event: (now) => ({
      incident: id,
      type: 'incident.severity-changed',
      happenedAt: now,
      by: by.actor,
      payload: { severity, before: incident.severity, reason },
    }),
  }));
}
