import type { Incident } from '../core/incident.ts';
import type { Explained } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { changeIncident } from './change-incident.ts';

/** Writes down what the damage was, or what it came from, as a person states it. What was stated before stays in the timeline; the report says the last. */
export function explainIncident(bot: Bot, id: string, part: Explained, says: string, by: By): Promise<Incident> {
  return changeIncident(bot, id, by, () => ({ fields: {}, event: (now) => explanation(bot, id, part, says, by, now) }), 'closed too');
}

/** The event by which somebody states it. */
export function explanation(bot: Bot, id: string, part: Explained, says: string, by: By, now: string) {
  return { incident: id, type: 'incident.explained', happenedAt: now, by: by.actor, payload: { part, says: bot.redact(says) } } as const;
}
