import { firebreak } from '../core/actor.ts';
import type { Incident } from '../core/incident.ts';
import { whatStandsOpen } from '../core/stands-open.ts';
import type { NewJob } from '../core/store.ts';
import type { PayloadOf } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { changeIncident } from './change-incident.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';

/** The job that looks whether an incident is contained now. `loosened`: something that held or was settled does not any more. */
export function phaseCheck(incident: string, loosened: boolean): NewJob {
  return {
    flow: 'mark-phase',
    args: { incident, ...(loosened && { loosened: 'yes' }) },
    key: `phase:${incident}${loosened ? ':loosened' : ''}`,
    lane: `incident:${incident}`,
  };
}

/**
 * Marks an incident as contained once nothing stands open (`whatStandsOpen`), and as not contained any more when something came loose. What a person said
 * about it stands until then.
 */
export function markPhase(bot: Bot, { incident: id, loosened }: { readonly incident: string; readonly loosened?: 'yes' | undefined }): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    if (!incident || incident.phase === 'closed') return { result: undefined };
    const open = whatStandsOpen(incident, await bot.store.proposals({ incident: id }), bot.files.team);
    const isContained = incident.phase === 'contained';
    if (open.length === 0 ? isContained : !(isContained && loosened === 'yes')) return { result: undefined };
    const phase = open.length === 0 ? 'contained' : 'investigating';
    const next: Incident = { ...incident, phase, revision: incident.revision + 1 };
    const payload: PayloadOf<'incident.phase-changed'> = { phase, before: incident.phase, because: [...open] };
    return {
      changes: {
        state: [{ put: 'incident', value: next }],
        events: [{ incident: id, type: 'incident.phase-changed', happenedAt: bot.now(), by: firebreak, payload }],
        outbox: mirrorsOfIncident(bot, next),
      },
      result: undefined,
    };
  });
}

/** A person says that it is contained, whatever stands open: something was done elsewhere, or is enough. @throws as `changeIncident` */
export function callContained(bot: Bot, id: string, reason: string, by: By): Promise<Incident> {
  return changeIncident(bot, id, by, ({ phase: before }) => ({
    fields: { phase: 'contained' },
    event: (happenedAt) => ({
      incident: id,
      type: 'incident.phase-changed',
      happenedAt,
      by: by.actor,
      payload: { phase: 'contained', before, because: [reason] },
    }),
  }));
}
