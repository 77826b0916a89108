import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { tlpOf } from '../core/policy.ts';
import { type Tlp, tlpLabel } from '../core/tlp.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { changeIncident } from './change-incident.ts';

/** Gives an incident a mark of the Traffic Light Protocol of its own. @throws InputError when it bears this one already. */
export function markIncident(bot: Bot, id: string, tlp: Tlp, by: By): Promise<Incident> {
  return changeIncident(
    bot,
    id,
    by,
    (incident) => {
      const before = tlpOf(incident, bot.files.policy);
      if (before === tlp) throw new InputError(`${id} is ${tlpLabel(tlp)} already.`, { next: 'Nothing has to be done.' });
      return {
        fields: { tlp },
        event: (now) => ({ incident: id, type: 'incident.marked', happenedAt: now, by: by.actor, payload: { tlp, before } }),
      };
    },
    'closed too',
  );
}
