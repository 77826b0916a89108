import type { Incident } from '../core/incident.ts';
import type { StoreReader } from '../core/store.ts';
import type { KnownSoFar } from '../core/unknowns.ts';

/** What is known about one incident, as it stands, and where its ticket is, if one was opened. */
export interface KnownCase extends KnownSoFar {
  readonly ticket: { readonly key: string; readonly url: string } | undefined;
}

/** Reads it for whoever has the right to read the incident. */
export async function knownCase(store: StoreReader, incident: Incident): Promise<KnownCase> {
  const { id } = incident;
  const [alerts, findings, proposals, ticket] = await Promise.all([
    store.alertsOf(id),
    store.findings(id),
    store.proposals({ incident: id }),
    store.mirror(`ticket:${id}`),
  ]);
  const { key, url } = ticket?.ref ?? {};
  return { incident, alerts, findings, proposals, ticket: key !== undefined && url !== undefined ? { key, url } : undefined };
}
