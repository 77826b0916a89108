import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { counted } from '../core/text.ts';
import type { NewEvent } from '../core/timeline.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { assessing, refuseWhileRunning } from './merge-incidents.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { joiningOf, leavingOf } from './open-incident.ts';
import { incidentFor } from './read-case.ts';

/**
 * Takes a merge back: the alerts that went over return, and their incident is open again. What came to the other one since stays there.
 * @throws RefusedError when this person may only read; InputError when it was not merged, or the other one is closed by now.
 */
export function unmergeIncident(bot: Bot, wish: { readonly incident: string; readonly reason: string }, by: By): Promise<Answer> {
  return settle(bot.store, async () => {
    const incident = await incidentFor(bot, wish.incident, by);
    onlyForAnalysts('Taking merges back', by);
    if (incident.mergedInto === null) throw new InputError(`${incident.id} is not merged into another incident.`);
    const into = await incidentFor(bot, incident.mergedInto, by);
    if (into.phase === 'closed') throw new InputError(`${into.id} is closed. What was judged there stays as it is.`);
    refuseWhileRunning(into, await bot.store.proposals({ incident: into.id }));
    const merged = (await bot.store.timeline(incident.id)).findLast((event) => event.type === 'incident.merged-into');
    const ids = new Set(merged?.type === 'incident.merged-into' ? merged.payload.alerts : []);
    const all = await bot.store.alertsOf(into.id);
    const back = all.filter(({ id }) => ids.has(id));
    if (back.length === all.length && all.length > 0) throw new InputError(`These are all alerts of ${into.id}: nothing would stay.`);

    const reason = bot.redact(wish.reason);
    const now = bot.now();
    const again: Incident = { ...incident, phase: incident.commander === null ? 'open' : 'investigating', closedAt: null, mergedInto: null };
    const joining = await joiningOf(bot, again, back, { because: [`${by.actor.name} took the merge with ${into.id} back: ${reason}`], rule: null });
    const left = await leavingOf(bot, into, all, back);
    const payload = { incident: incident.id, from: into.id, alerts: back.map(({ id }) => id), reason };
    const events: readonly NewEvent[] = [into.id, incident.id].map((id) => ({
      incident: id,
      type: 'incident.unmerged',
      happenedAt: now,
      by: by.actor,
      payload,
    }));
    return {
      changes: {
        state: [...(joining.state ?? []), { put: 'incident', value: left }],
        events: [...events, ...(joining.events ?? [])],
        jobs: [...(joining.jobs ?? []), assessing(incident.id), assessing(into.id)],
        outbox: [...(joining.outbox ?? []), ...mirrorsOfIncident(bot, left)],
      },
      result: answer(
        `${incident.id} is open again`,
        [{ text: `${counted(back.length, 'alert')} came back from ${into.id}, and both are scored anew.` }],
        {
          incident: incident.id,
          from: into.id,
          alerts: payload.alerts,
        },
      ),
    };
  });
}
