import type { Alert } from '../core/alert.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { Observable } from '../core/observable.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';

/** Everything that the messages of one incident are drawn from. Views get this and the time, and fetch nothing. */
export interface CaseState {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
  readonly findings: readonly Finding[];
  readonly proposals: readonly Proposal[];
  /** Slack's id of the incident's own channel, once it has one. */
  readonly channel: string | undefined;
  readonly ticket: { readonly key: string; readonly url: string } | undefined;
  /** Name of whoever leads it. */
  readonly commander: string | undefined;
  /** What the team calls it, when people.yml or assets.yml knows it. */
  readonly ownName: (observable: Observable) => string | undefined;
  /** How people of people.yml read, by id. */
  readonly nameOf: (person: string) => string;
  /** The incident's page. */
  readonly page: string;
  /** How commands are typed here. */
  readonly prefix: string;
}

/** Reads it from the store; undefined when there is no such incident. */
export async function readCaseState(bot: Bot, id: string): Promise<CaseState | undefined> {
  const incident = await bot.store.get('incident', id);
  if (!incident) return undefined;
  const [alerts, findings, proposals, channel, ticket] = await Promise.all([
    bot.store.alertsOf(id),
    bot.store.findings(id),
    bot.store.proposals({ incident: id }),
    bot.store.mirror(`channel:${id}`),
    bot.store.mirror(`ticket:${id}`),
  ]);
  const { team } = bot.files;
  const ownName = ({ value }: Observable) => team.byIdentity(value)?.name ?? team.assetOf(value)?.name;
  const { key, url } = ticket?.ref ?? {};
  return {
    incident,
    alerts,
    findings,
    proposals,
    channel: channel?.ref.channel,
    ticket: key !== undefined && url !== undefined ? { key, url } : undefined,
    commander: incident.commander === null ? undefined : team.nameOf(incident.commander),
    nameOf: team.nameOf,
    ownName,
    page: bot.pageUrl(id),
    prefix: bot.commandPrefix,
  };
}
