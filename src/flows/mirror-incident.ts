import type { Incident } from '../core/incident.ts';
import { wakes } from '../core/notice.ts';
import type { Proposal } from '../core/proposal.ts';
import type { NewDelivery } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import { pageAbout } from './page-somebody.ts';

/** The wish that everything that shows this incident be drawn again. Only what the incident has been given is drawn. */
export function mirrorsOfIncident(bot: Bot, incident: Incident): readonly NewDelivery[] {
  return [...mirrorsShowing(bot, incident), ...followUpDeliveries(bot, incident)];
}

/** The same without the tickets of its follow-ups, for whoever has just looked at one of them. */
export function mirrorsShowing(bot: Bot, incident: Incident): readonly NewDelivery[] {
  const { id, shown } = incident;
  // What is worth a channel of its own is urgent, by its score or because a person said so.
  const priority = shown.channel ? 0 : 1;
  const slack = (subject: string, lane: string): NewDelivery => ({ outlet: 'slack', subject: `${subject}:${id}`, incident: id, lane, priority });
  return [
    ...(shown.card ? [slack('card', 'slack:alerts')] : []),
    ...(shown.channel ? [slack('channel', `slack:${id}`), slack('case', `slack:${id}`)] : []),
    ...(shown.ticket ? ticketDelivery(bot, incident, `ticket:${id}`) : []),
    ...(incident.phase === 'closed' && incident.mergedInto === null && shown.card ? [slack('report', `slack:${id}`)] : []),
    ...(wakes(incident, bot.files.policy) ? pageAbout(bot, id, 'severity') : []),
  ];
}

/** The same for incidents known by id. */
export async function mirrorsOf(bot: Bot, incidents: Iterable<string>): Promise<readonly NewDelivery[]> {
  const found = await Promise.all([...incidents].map((id) => bot.store.get('incident', id)));
  return found.flatMap((incident) => (incident ? mirrorsOfIncident(bot, incident) : []));
}

/** The wish that a proposal's message be drawn again, with everything that shows its incident. */
export function mirrorsOfProposal(bot: Bot, incident: Incident, proposal: string): readonly NewDelivery[] {
  const message: NewDelivery = { outlet: 'slack', subject: `proposal:${proposal}`, incident: incident.id, lane: `slack:${incident.id}`, priority: 0 };
  return [...mirrorsOfIncident(bot, incident), ...(incident.shown.card ? [message] : [])];
}

/** The wish that people be asked about the end of a lease, once for each revision that asks. */
export function leaseReminder(incident: Incident, { id, revision }: Proposal): readonly NewDelivery[] {
  if (!incident.shown.card) return [];
  return [{ outlet: 'slack', subject: `lease:${id}:${revision}`, incident: incident.id, lane: `slack:${incident.id}`, priority: 0 }];
}

/** The wish that each follow-up that is not done have its ticket, and that it be known where that stands. Of a restricted incident nothing is said elsewhere. */
export function followUpDeliveries(bot: Bot, incident: Incident): readonly NewDelivery[] {
  if (incident.restrictedTo !== null) return [];
  const open = incident.followUps.filter(({ ticket }) => ticket?.done !== true);
  // One system is enough: what has to be done once must not stand in two places.
  return open.flatMap(({ number, ticket }) =>
    ticketDelivery(bot, incident, `followup:${incident.id}:${number}`).filter(
      ({ outlet }, index) => outlet === (ticket?.tickets ?? outlet) && (ticket !== null || index === 0),
    ),
  );
}

/** A delivery to every ticket system that is set up. */
function ticketDelivery(bot: Bot, incident: Incident, subject: string): readonly NewDelivery[] {
  return [...bot.catalogue.tickets.values()]
    .filter(({ uses }) => 'client' in bot.connection(uses))
    .map(({ id }) => ({ outlet: id, subject, incident: incident.id, lane: `${id}:${incident.id}`, priority: 1 }));
}

/** The wish that the incident's tickets say where this containment stands now. */
export function ticketNotes(bot: Bot, incident: Incident, { id, state }: Proposal): readonly NewDelivery[] {
  return incident.shown.ticket ? ticketDelivery(bot, incident, `ticket-note:${incident.id}:${id}:${state}`) : [];
}
