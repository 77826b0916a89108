import { firebreak } from '../core/actor.ts';
import { measureIncident } from '../core/measure-incident.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';

/** Works out what a closed incident gives to the metrics, and keeps it for good: later edits of the incident or of the policy do not change it. */
export function keepMeasures(bot: Bot, { incident: id }: { readonly incident: string }): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    if (incident?.phase !== 'closed' || (await bot.store.measured([id])).has(id)) return { result: undefined };
    const measures = measureIncident(await bot.store.timeline(id), incident, bot.files.policy.metrics.minutes);
    if (measures === undefined) return { result: undefined };
    return {
      changes: {
        expects: [{ collection: 'incident', id, revision: incident.revision }],
        events: [{ incident: id, type: 'incident.measured', happenedAt: bot.now(), by: firebreak, payload: { measures } }],
      },
      result: undefined,
    };
  });
}
