import type { Incident } from '../core/incident.ts';
import type { Mirror, StoreReader } from '../core/store.ts';
import type { KnownSoFar } from '../core/unknowns.ts';
import type { Bot } from './bot.ts';

/** What is known about one incident, as it stands, and where its ticket is, if one was opened. */
export interface KnownCase extends KnownSoFar {
  readonly ticket: { readonly key: string; readonly url: string } | undefined;
}

/** Reads it for whoever has the right to read the incident. With several ticket systems, the first that has a ticket is shown. */
export async function knownCase({ store, catalogue }: Pick<Bot, 'store' | 'catalogue'>, incident: Incident): Promise<KnownCase> {
  const { id } = incident;
  const [alerts, findings, proposals, ...tickets] = await Promise.all([
    store.alertsOf(id),
    store.findings(id),
    store.proposals({ incident: id }),
    ...[...catalogue.tickets.keys()].map((system) => ticketMirror(store, system, id)),
  ]);
  const { key, url } = tickets.find((ticket) => ticket?.ref.key !== undefined)?.ref ?? {};
  return { incident, alerts, findings, proposals, ticket: key !== undefined && url !== undefined ? { key, url } : undefined };
}

/** Under which subject the store keeps where an incident's ticket in one system stands. */
export function ticketSubject(system: string, incident: string): string {
  return `ticket:${system}:${incident}`;
}

/** Where an incident's ticket in one system stands; undefined before anything was written there. */
export async function ticketMirror(store: Pick<StoreReader, 'mirror'>, system: string, incident: string): Promise<Mirror | undefined> {
  const mirror = await store.mirror(ticketSubject(system, incident));
  if (mirror !== undefined || system !== firstSystem) return mirror;
  return store.mirror(`ticket:${incident}`);
}

/** Its tickets were kept without the system's id as long as there was no other. */
const firstSystem = 'jira';
