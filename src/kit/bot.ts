import type { Instant } from '../core/alert.ts';
import type { Notary } from '../core/checkpoint.ts';
import type { CorrelationRule } from '../core/correlate.ts';
import type { Memberships } from '../core/membership.ts';
import type { Playbook } from '../core/playbook.ts';
import type { PolicyInForce } from '../core/policy.ts';
import type { Printer } from '../core/printer.ts';
import type { ClaimedDelivery, Mirror, Store } from '../core/store.ts';
import type { Person, Team } from '../core/team.ts';
import type { WeightsInForce } from '../core/weights.ts';
import type {
  AnyAction,
  AnyEnricher,
  ClientDefinition,
  ClientId,
  Clients,
  NotifierDefinition,
  SourceDefinition,
  TicketsDefinition,
} from './define.ts';
import type { Log } from './log.ts';
import type { Vault } from './vault.ts';

/** Everything by which the bot reaches the outside, as it was found in the folders, by id. */
export interface Connectors {
  readonly sources: ReadonlyMap<string, SourceDefinition>;
  readonly clients: ReadonlyMap<string, ClientDefinition>;
  readonly enrichers: ReadonlyMap<string, AnyEnricher>;
  readonly actions: ReadonlyMap<string, AnyAction>;
  readonly tickets: ReadonlyMap<string, TicketsDefinition>;
  readonly notifiers: ReadonlyMap<string, NotifierDefinition>;
}

/** What the team decided in its folder (`FIREBREAK_TEAM`), checked at boot. */
export interface TeamFiles {
  readonly team: Team;
  readonly policy: PolicyInForce;
  readonly weights: WeightsInForce;
  readonly correlations: readonly CorrelationRule[];
  readonly playbooks: readonly Playbook[];
  /** What stands in `sources/<id>.yml`, by source id, already checked against that source's `options`. */
  readonly sourceOptions?: ReadonlyMap<string, unknown>;
}

/** Where deliveries go: Slack, a ticket system. */
export interface Outlet {
  readonly id: string;
  /**
   * Draws the subject from the store and makes its mirror true. Returns where it now stands; null when there is nothing to show.
   * @throws ConnectorError `unknown` when no answer came: the delivery is then ambiguous.
   */
  deliver(delivery: ClaimedDelivery): Promise<Mirror | null>;
}

/** A client, or which settings it lacks. */
export type Connection<Id extends ClientId> = { readonly client: Clients[Id] } | { readonly absent: readonly string[] };

/** The bot as flows, commands and handlers see it: the store, the time, the team's decisions, what was found in the folders. */
export interface Bot {
  readonly store: Store;
  readonly catalogue: Connectors;
  readonly files: TeamFiles;
  readonly log: Log;
  /** The time, as ISO UTC with milliseconds. Flows take it once and hand it on. */
  now(): Instant;
  /** A fresh unguessable id: `A-01K…`. */
  newId(prefix: string): string;
  connection<Id extends ClientId>(id: Id): Connection<Id>;
  /** Who of these people still belongs to the team, as Slack says it, at most 60 s old. What it does not say is `unread`; nothing is thrown. */
  memberships(people: readonly Person[]): Promise<Memberships>;
  /** `https://…/incidents/INC-1` */
  pageUrl(incident: string): string;
  /** What proves deliveries of a source: equal for sources that share a secret; null for one that proves nothing. */
  proofOf(source: string): string | null;
  /** Addresses of the machine that the bot runs on and of its page: no action may ever touch them. */
  readonly ownAddresses: readonly string[];
  /** Keeps secrets at rest. */
  readonly vault: Vault;
  /** Signs checkpoints of the timeline. */
  readonly notary: Notary;
  /** Writes reports down. */
  readonly printer: Printer;
  /** How commands are typed here: `/` or `/acme-` (COMMAND_PREFIX). */
  readonly commandPrefix: string;
  /** Replaces known secret values and patterns by a keyed fingerprint. Used before anything is stored or shown. */
  redact(text: string): string;
}
