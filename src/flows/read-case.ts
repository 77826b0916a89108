import { mayRead } from '../core/access.ts';
import type { Alert } from '../core/alert.ts';
import { NotFoundError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { Proposal } from '../core/proposal.ts';
import type { TimelineEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';

/** Everything that is known about one incident, as it stands. */
export interface Case {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
  readonly findings: readonly Finding[];
  readonly proposals: readonly Proposal[];
  readonly events: readonly TimelineEvent[];
  readonly ticket: { readonly key: string; readonly url: string } | undefined;
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
  const { id } = incident;
  const [alerts, findings, proposals, events, ticket] = await Promise.all([
    bot.store.alertsOf(id),
    bot.store.findings(id),
    bot.store.proposals({ incident: id }),
    bot.store.timeline(id),
    ticketOf(bot, id),
  ]);
  return { incident, alerts, findings, proposals, events, ticket };
}

/** Where the incident's ticket stands, if one was opened. */
export async function ticketOf(bot: Bot, incident: string): Promise<Case['ticket']> {
  const { key, url } = (await bot.store.mirror(`ticket:${incident}`))?.ref ?? {};
  return key !== undefined && url !== undefined ? { key, url } : undefined;
}

/** The incidents that this person may read, the worst first. */
export async function readableIncidents(
  bot: Bot,
  by: By,
  filter: { readonly open?: boolean; readonly limit?: number },
): Promise<readonly Incident[]> {
  const incidents = await bot.store.incidents(filter);
  return incidents.filter((incident) => mayRead(by.person, incident, bot.files.policy));
}
