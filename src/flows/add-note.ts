import type { Incident } from '../core/incident.ts';
import { Untrusted } from '../core/untrusted.ts';
import { instantMeant, type When } from '../core/when.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { changeIncident } from './change-incident.ts';

/** A note that stands in the timeline now. */
export interface Noted {
  readonly incident: Incident;
  /** When what it says happened, where whoever wrote it said so; null: it was written as it happened. */
  readonly happenedAt: string | null;
}

/**
 * Adds what a person wrote to the timeline. `when` may lie before now: both times are kept and shown, and that a person gave the first.
 * @throws InputError for a time in the future, or one that their clock showed twice or never.
 */
export async function addNote(bot: Bot, id: string, text: string, by: By, when?: When): Promise<Noted> {
  const happenedAt = when === undefined ? null : instantMeant(when, bot.now(), by.timezone);
  const incident = await changeIncident(bot, id, by, () => ({
    fields: {},
    event: (now) => ({
      incident: id,
      type: 'note.added',
      happenedAt: happenedAt ?? now,
      by: by.actor,
      payload: { text: Untrusted.of(bot.redact(text)), ...(happenedAt !== null && { backdated: true }) },
    }),
  }));
  return { incident, happenedAt };
}
