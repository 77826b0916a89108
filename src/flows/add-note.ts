import type { Incident } from '../core/incident.ts';
import { Untrusted } from '../core/untrusted.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { changeIncident } from './change-incident.ts';

/** Adds what a person wrote to the timeline. `happenedAt` may lie before now: both times are kept and shown. */
export function addNote(bot: Bot, id: string, text: string, by: By, happenedAt?: string): Promise<Incident> {
  return changeIncident(bot, id, by, () => ({
    fields: {},
    event: (now) => ({
      incident: id,
      type: 'note.added',
      happenedAt: happenedAt ?? now,
      by: by.actor,
      payload: { text: Untrusted.of(bot.redact(text)) },
    }),
  }));
}
