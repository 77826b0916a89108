import { mayRead } from '../core/access.ts';
import { NotFoundError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { TimelineEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { type KnownCase, knownCase } from '../kit/known-case.ts';

/** Everything that is known about one incident, as it stands, with its timeline. */
export interface Case extends KnownCase {
  readonly events: readonly TimelineEvent[];
}

/** An incident that this person may read. @throws NotFoundError the same for unknown and forbidden. */
export async function incidentFor(bot: Bot, id: string, by: By): Promise<Incident> {
  const incident = await bot.store.get('incident', id);
  if (!incident || !mayRead(by.person, incident, bot.files.policy)) {
    throw new NotFoundError(`There is no incident ${id} that you can read.`, { next: `Type ${bot.commandPrefix}triage to see the queue.` });
  }
  return incident;
}

/** The whole case, for somebody who may read it. @throws NotFoundError the same for unknown and forbidden. */
export async function readCase(bot: Bot, id: string, by: By): Promise<Case> {
  return caseOf(bot, await incidentFor(bot, id, by));
}

/** The whole case of an incident that the caller has the right to read. */
export async function caseOf(bot: Bot, incident: Incident): Promise<Case> {
  const [known, events] = await Promise.all([knownCase(bot, incident), bot.store.timeline(incident.id)]);
  return { ...known, events };
}

/** The incidents that this person may read, the worst first. */
export async function readableIncidents(
  bot: Bot,
  by: By,
  filter: { readonly open?: boolean; readonly limit?: number },
): Promise<readonly Incident[]> {
  const { limit = 50 } = filter;
  // What somebody may not read must not be missed by the gap that it would leave.
  for (let most = limit; ; most *= 2) {
    const incidents = await bot.store.incidents({ ...filter, limit: most });
    const readable = incidents.filter((incident) => mayRead(by.person, incident, bot.files.policy));
    if (readable.length >= limit || incidents.length < most) return readable.slice(0, limit);
  }
}
