import type { Incident } from '../core/incident.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { changeIncident } from './change-incident.ts';

/** Makes this person the commander. There is one at a time; taking it over from somebody is recorded as that. */
export function takeIncident(bot: Bot, id: string, by: By): Promise<Incident> {
  return changeIncident(bot, id, by, (incident) => ({
    fields: { commander: by.actor.id, phase: incident.phase === 'open' ? 'investigating' : incident.phase },
    event: (now) => ({
      incident: id,
      type: 'incident.taken',
      happenedAt: now,
      by: by.actor,
      payload: { commander: by.actor.id, name: by.actor.name, before: incident.commander },
    }),
  }));
}
