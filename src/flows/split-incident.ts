import type { Alert } from '../core/alert.ts';
import { titleOf } from '../core/correlate.ts';
import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { keyOf, observableOf } from '../core/observable.ts';
import type { Changes } from '../core/store.ts';
import { counted } from '../core/text.ts';
import type { NewEvent } from '../core/timeline.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { assessing, endedBy, refuseWhileRunning } from './merge-incidents.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { leavingOf, openingOf } from './open-incident.ts';
import { incidentFor } from './read-case.ts';

/**
 * Makes one incident two: some of its alerts leave it for a new one. Which: by id, or all that name something. What waits for a yes about something that only they
 * named ends, with the yeses that it had; everything else stands. Merging the new one back takes it back.
 * @throws RefusedError when this person may only read; InputError when nothing or everything would leave.
 */
export function splitIncident(
  bot: Bot,
  wish: { readonly incident: string; readonly which: string; readonly reason: string },
  by: By,
): Promise<Answer> {
  return settle(bot.store, async () => {
    const incident = await incidentFor(bot, wish.incident, by);
    onlyForAnalysts('Splitting incidents', by);
    if (incident.phase === 'closed') throw new InputError(`${incident.id} is closed. What was judged stays as it is.`);
    const proposals = await bot.store.proposals({ incident: incident.id });
    refuseWhileRunning(incident, proposals);
    const all = await bot.store.alertsOf(incident.id);
    const leaving = chosen(bot, incident, all, wish.which);
    const because = `${by.actor.name} split it from ${incident.id}: ${bot.redact(wish.reason)}`;

    const opening = await openingOf(bot, {
      title: titleOf(null, leaving, bot.files.team),
      alerts: leaving,
      rule: null,
      because: [because],
      by: by.actor,
      shown: incident.shown.card,
      restrictedTo: incident.restrictedTo,
      drill: incident.drill,
    });
    const staying = await leavingOf(bot, incident, all, leaving);
    const gone = proposals.filter(
      ({ state, target }) => state === 'proposed' && !staying.observables.some((named) => keyOf(named) === keyOf(target)),
    );
    const now = bot.now();
    const ended = endedBy(bot, staying, gone, by, `What it is about went over to ${opening.incident.id}, so what was said yes to is void.`, now);
    const payload = { into: opening.incident.id, alerts: leaving.map(({ id }) => id), reason: bot.redact(wish.reason) };
    const split: NewEvent = { incident: incident.id, type: 'incident.split', happenedAt: now, by: by.actor, payload };
    const changes: Changes = {
      ...opening.changes,
      state: [...(opening.changes.state ?? []), { put: 'incident', value: staying }, ...(ended.state ?? [])],
      events: [split, ...(opening.changes.events ?? []), ...(ended.events ?? [])],
      jobs: [...(opening.changes.jobs ?? []), assessing(opening.incident.id)],
      outbox: [...(opening.changes.outbox ?? []), ...mirrorsOfIncident(bot, staying), ...(ended.outbox ?? [])],
    };
    return {
      changes,
      result: splitAnswer(
        bot,
        incident.id,
        opening.incident,
        leaving.length,
        gone.map(({ id }) => id),
      ),
    };
  });
}

function splitAnswer(bot: Bot, from: string, { id }: Incident, alerts: number, ended: readonly string[]): Answer {
  return answer(
    `${id} is split from ${from}`,
    [
      { text: `${counted(alerts, 'alert')} went over, and both are scored anew.` },
      ...(ended.length > 0 ? [{ text: `Ended in ${from}, with the yeses that they had: ${ended.join(', ')}.` }] : []),
      { hint: ['To take it back: ', { code: `${bot.commandPrefix}incident merge ${id} into ${from} why` }] },
    ],
    { from, incident: id, alerts, ended },
  );
}

/** Ids of alerts with commas between them, or one thing that they name. @throws InputError when nothing or everything would leave. */
function chosen(bot: Bot, { id }: Incident, all: readonly Alert[], which: string): readonly Alert[] {
  const words = which.split(',').map((word) => word.trim());
  const ids = new Set(words.map((word) => word.toUpperCase()));
  const thing = observableOf(which);
  const named = (alert: Alert) => thing !== undefined && alert.observables.some((observable) => keyOf(observable) === keyOf(thing));
  const leaving = all.filter((alert) => ids.has(alert.id.toUpperCase()) || named(alert));
  const next = `Name alerts by their ids, ${all
    .slice(0, 3)
    .map((alert) => alert.id)
    .join(',')}, or something that they name, host:web-2. They stand in ${bot.commandPrefix}timeline ${id}.`;
  if (leaving.length === 0) throw new InputError(`No alert of ${id} is or names ${which}.`, { next });
  if (leaving.length === all.length) throw new InputError(`These are all alerts of ${id}: nothing would stay.`, { next });
  return leaving;
}
