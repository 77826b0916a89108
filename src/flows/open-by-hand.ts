import type { Incident } from '../core/incident.ts';
import type { Untrusted } from '../core/untrusted.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { openingOf } from './open-incident.ts';

/** Opens an incident on behalf of a person. It is shown at once, whatever it scores. @throws RefusedError for whoever may only read. */
export async function openIncidentByHand(bot: Bot, title: Untrusted, by: By): Promise<Incident> {
  onlyForAnalysts('Opening incidents', by);
  return settle(bot.store, async () => {
    const because = [`${by.actor.name} opened it by hand.`];
    const { incident, changes } = await openingOf(bot, { title, alerts: [], rule: null, because, by: by.actor, shown: true });
    return { changes, result: incident };
  });
}
