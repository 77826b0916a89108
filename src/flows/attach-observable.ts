import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { keyOf, type Observable } from '../core/observable.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { changeIncident } from './change-incident.ts';

/** Adds something to what an incident is about; the enrichers then look at it. @throws InputError when it is there already. */
export function attachObservable(bot: Bot, id: string, observable: Observable, by: By): Promise<Incident> {
  return changeIncident(bot, id, by, (incident) => {
    if (incident.observables.some((known) => keyOf(known) === keyOf(observable))) {
      throw new InputError(`${id} names this already.`, { next: `Type ${bot.commandPrefix}triage ${id} to see what is known about it.` });
    }
    return {
      fields: { observables: [...incident.observables, observable] },
      event: (now) => ({ incident: id, type: 'observable.attached', happenedAt: now, by: by.actor, payload: { observable } }),
      followedBy: ['enrich-incident'],
    };
  });
}
