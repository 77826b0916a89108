import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Mirror } from '../core/store.ts';
import type { NewEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { cardWatch, pagesOf } from './page-somebody.ts';
import { incidentFor } from './read-case.ts';

/** What a change of an incident comes to: its new fields and what the timeline says about it. */
export interface IncidentChange {
  readonly fields: Partial<Omit<Incident, 'id' | 'revision'>>;
  readonly event: (now: string) => NewEvent;
  /** Where something of it stands now. */
  readonly mirrors?: readonly Mirror[];
  /** Flows that have to look at the incident afterwards. */
  readonly followedBy?: readonly string[];
}

/**
 * Changes an incident on behalf of a person who may triage: reads, decides, writes state and event together, and has everything redrawn.
 * `when`: what belongs to the report is still changed after the incident is closed.
 * @throws NotFoundError for an incident that this person cannot read; RefusedError when they may only read; InputError when it is closed.
 */
export function changeIncident(
  bot: Bot,
  id: string,
  by: By,
  decide: (incident: Incident) => IncidentChange,
  when: 'open' | 'closed too' = 'open',
): Promise<Incident> {
  return settle(bot.store, async () => {
    const incident = await incidentFor(bot, id, by);
    onlyForAnalysts('Changing incidents', by);
    if (incident.phase === 'closed' && when === 'open')
      throw new InputError(`${id} is closed. What it says stands.`, { next: 'Open a new incident if it goes on.' });
    const change = decide(incident);
    const next: Incident = { ...incident, ...change.fields, revision: incident.revision + 1 };
    return {
      changes: {
        state: [{ put: 'incident', value: next }],
        events: [change.event(bot.now())],
        mirrors: change.mirrors ?? [],
        jobs: [
          ...(change.followedBy ?? []).map((flow) => ({ flow, args: { incident: id }, key: `${flow}:${id}`, lane: `incident:${id}` })),
          ...cardWatch(bot, incident, next),
        ],
        outbox: [...mirrorsOfIncident(bot, next), ...(await pagesOf(bot, id))],
      },
      result: next,
    };
  });
}
