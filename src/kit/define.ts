import type { z } from 'zod';
import type { AlertInput, Instant } from '../core/alert.ts';
import type { Decision } from '../core/decision.ts';
import type { Notice } from '../core/notice.ts';
import type { Observable, ObservableKind } from '../core/observable.ts';
import type { Risk } from '../core/proposal.ts';
import type { StoreReader } from '../core/store.ts';
import type { Team } from '../core/team.ts';
import type { Untrusted } from '../core/untrusted.ts';
import type { Log } from './log.ts';
import type { PaceLimits } from './pace.ts';

/**
 * The vendor clients, by id. Each file in connectors/clients adds its own line:
 * `declare module '../../kit/define.ts' { interface Clients { okta: OktaClient } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging, one line per client file
export interface Clients {}
export type ClientId = keyof Clients & string;

/**
 * Runs one call to a vendor: deadline, breaker, pacing, metrics, one log line, and an error in our words. No connector has any of these by itself.
 * @throws ConnectorError always in this shape, whatever the vendor's SDK threw.
 */
export type RunCall = <Result>(
  /** What is being done, for people: `suspend a user`. */
  operation: string,
  call: (signal: AbortSignal) => Promise<Result>,
  options?: {
    /** Milliseconds; default 10,000. */
    readonly deadlineMs?: number;
    /** Whether the call changes something. Such a call is never retried here, and no answer means unknown. Default false: read, up to two retries. */
    readonly changes?: boolean;
    /** What our token needs for it, for the sentence about a 403: `the role 'Help Desk Admin'`. */
    readonly needs?: string;
  },
) => Promise<Result>;

/** Connects to one vendor. The only place that imports its SDK. */
export interface ClientDefinition<Id extends ClientId = ClientId, Settings = never> {
  readonly kind: 'client';
  readonly id: Id;
  readonly title: string;
  /** Settings by their environment names. All required ones absent: the vendor is not set up, which is no error. */
  readonly settings: z.ZodType<Settings>;
  /** The setting that holds our token there, for the sentence about a 401; left out: it asks for none. */
  readonly credential?: string;
  /** How fast this vendor may be asked; default 20 calls in each second, 4 at a time. */
  readonly limits?: PaceLimits;
  /** `log` is for what an SDK would write to the console by itself. */
  readonly connect: (settings: Settings, run: RunCall, log: Log) => Clients[Id];
  /** Who we are there, by every name that the vendor has for us: no action may ever touch it. Left out where our token is nobody that could be acted on. */
  readonly ourselves?: (client: Clients[Id]) => Promise<readonly string[]>;
  /** For `doctor`: one read that proves that the settings work; returns a sentence such as who we are there. */
  readonly probe: (client: Clients[Id]) => Promise<string>;
}
export function defineClient<Id extends ClientId, Settings>(
  definition: Omit<ClientDefinition<Id, Settings>, 'kind'>,
): ClientDefinition<Id, Settings> {
  return { kind: 'client', ...definition };
}

/**
 * How a delivery proves who sent it. One engine checks them all (kit/verify.ts), timing-safe, over the raw bytes.
 * Secrets come from `HOOK_SECRET_<SOURCE>` (hmac) or `HOOK_TOKEN_<SOURCE>` / `HOOK_TOKEN` (token); each may hold several, separated by commas, while rotating.
 */
export type Verifier =
  | {
      readonly type: 'hmac';
      readonly header: string;
      readonly algorithm: 'sha256' | 'sha512' | 'sha1';
      readonly encoding: 'hex' | 'base64';
      /** Written before the signature in the header: `sha256=`. */
      readonly prefix?: string;
      /** Header with unix seconds or milliseconds that is signed too; more than 300 s away, either way, is refused. */
      readonly timestampHeader?: string;
      /** The sender may be set up without a time; a delivery without one is then signed over its body alone. One with a time has to be near ours all the same. */
      readonly timestampOptional?: boolean;
      /** What is signed, in order. */
      readonly signed: readonly ('timestamp' | 'body' | { readonly text: string })[];
    }
  | {
      /** A long random secret in a header, as itself, or after `Bearer `, or as Basic password. */
      readonly type: 'token';
      readonly headers: readonly string[];
    }
  /** The first that is configured counts. */
  | { readonly type: 'any'; readonly of: readonly Verifier[] }
  | 'unsigned';

/** The sender's proof stands in the document itself (Amazon SNS), so the strict parser has to run first, and only the proof's fields may be read. */
export interface DocumentProof {
  readonly type: 'document';
  /** For the table of sources: `a signature in the message`. */
  readonly says: string;
  readonly uses: readonly ClientId[];
  /** @throws ConnectorError when what proves it cannot be fetched: the sender then has to send it again. */
  readonly prove: (document: unknown, around: ProofSurroundings) => Promise<Decision<'signed' | 'refused'>>;
}

/** What a proof in the document is checked with. */
export interface ProofSurroundings {
  /** Those that the proof uses, all set up: where one is not, nothing is proven. */
  readonly clients: Clients;
  readonly now: Instant;
}

/** What a source may read besides the payload. */
export interface DeliveryFacts<Options = unknown> {
  /** Lower-case names; only the headers listed in `headers` of the definition. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly receivedAt: Instant;
  /** What the team set in `sources/<id>.yml`, as the definition's `options` read it. */
  readonly options: Options;
}

export interface SourceDefinition<Payload = never, Options = never> {
  readonly kind: 'source';
  readonly id: string;
  readonly title: string;
  /** The vendor's page about its webhook. */
  readonly documentation: string;
  readonly payload: z.ZodType<Payload>;
  /** What a team may set in `sources/<id>.yml`. Without that file `{}` is read, so every field has a default. */
  readonly options?: z.ZodType<Options>;
  readonly signedBy: Verifier | DocumentProof;
  /** Names of request headers that `toAlerts` and `deliveryId` need. */
  readonly headers?: readonly string[];
  /** Answers a subscription challenge (Okta's GET) instead of taking a delivery. */
  readonly handshake?: (request: { readonly method: string; readonly headers: Readonly<Record<string, string | undefined>> }) => object | undefined;
  /** Answers a proven document that asks for a call back rather than telling anything (SNS' subscription); undefined for every other. */
  readonly confirm?: (document: unknown, around: ProofSurroundings) => Promise<object | undefined>;
  /** The vendor's id of this delivery, equal for its repeats; left out: the SHA-256 of the body. */
  readonly deliveryId?: (payload: Payload, facts: DeliveryFacts<Options>) => string | undefined;
  /** This vendor sends whole numbers of 64 bits, and so they are read as text with all their digits. Left out: they are refused with their path. */
  readonly longNumbers?: 'as text';
  /** Vendor words stop here. An empty list is fine: a ping, an event that nobody needs. */
  readonly toAlerts: (payload: Payload, facts: DeliveryFacts<Options>) => readonly AlertInput[];
  /** For each alert, from where in the payload its parts were taken, where that had to be found out; for `source try`. */
  readonly explain?: (payload: Payload, facts: DeliveryFacts<Options>) => readonly (readonly string[])[];
  /** Its tests, its catalogue entry, its part of the demo. `alerts` lists for each alert the fields that must come out. */
  readonly examples: readonly {
    readonly name: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** As it would stand in `sources/<id>.yml`. */
    readonly options?: unknown;
    readonly payload: unknown;
    readonly alerts: readonly Partial<Record<keyof AlertInput, unknown>>[];
  }[];
}
export function defineSource<Payload, Options = undefined>(
  definition: Omit<SourceDefinition<Payload, Options>, 'kind'>,
): SourceDefinition<Payload, Options> {
  return { kind: 'source', ...definition };
}

/** What enrichers and actions get besides their subject. */
export interface Surroundings<Uses extends ClientId = ClientId> {
  readonly clients: Pick<Clients, Uses>;
  readonly team: Team;
  readonly now: Instant;
}

/** What an enricher may read of our own store: what whoever asks may know of. */
export type Remembered = Pick<StoreReader, 'get' | 'alertsNaming'>;

export interface EnricherDefinition<Kind extends ObservableKind = ObservableKind, Uses extends ClientId = ClientId, Data = never> {
  readonly kind: 'enricher';
  readonly id: string;
  readonly title: string;
  readonly looksAt: readonly Kind[];
  /** Clients that must be set up; when one is not, the finding says which setting is missing. */
  readonly uses: readonly Uses[];
  /** Whether it asks somebody outside: then the observable leaves the house. */
  readonly asksOutside: boolean;
  readonly finding: z.ZodType<Data>;
  /** Returns null when there is nothing to say. */
  readonly look: (
    subject: { readonly kind: Kind; readonly value: string; readonly incident: string | undefined },
    around: Surroundings<Uses> & { readonly store: Remembered },
  ) => Promise<Data | null>;
  /** Sentences for people, the most telling first, and whether this makes the observable look hostile. */
  readonly say: (data: Data) => { readonly says: readonly (string | Untrusted)[]; readonly hostile: boolean | null };
  readonly examples: readonly { readonly name: string; readonly data: unknown; readonly says: readonly string[] }[];
}
/** An enricher as the catalogue holds it: what it is asked to say was found by itself. */
export type AnyEnricher = EnricherDefinition<ObservableKind, ClientId, unknown>;
export function defineEnricher<const Kind extends ObservableKind, const Uses extends ClientId, Data>(
  definition: Omit<EnricherDefinition<Kind, Uses, Data>, 'kind'>,
): EnricherDefinition<Kind, Uses, Data> {
  return { kind: 'enricher', ...definition };
}

/** The target as the vendor names it for ever, and how a person reads it. */
export interface Resolved {
  readonly id: string;
  readonly label: string;
  readonly account: string;
}

/** Everything an action is told when it runs, is observed or is undone. */
export interface Order<Params, Before> {
  readonly target: Observable;
  readonly resolved: Resolved;
  readonly params: Params;
  readonly before: Before;
  /** At most 64 ASCII characters, the same for every attempt at this order. */
  readonly token: string;
}

export interface ActionDefinition<Kind extends ObservableKind = ObservableKind, Uses extends ClientId = ClientId, Params = never, Before = never> {
  readonly kind: 'action';
  readonly id: string;
  readonly title: string;
  /** The verb as it stands on the button: `suspend` → "Contain: suspend alex@acme.example". */
  readonly verb: string;
  readonly actsOn: Kind;
  readonly params: z.ZodType<Params>;
  readonly before: z.ZodType<Before>;
  readonly uses: readonly Uses[];
  /** What a repeat of the call would do at the vendor; decides what may happen after a crash. */
  readonly repeat: 'token-idempotent' | 'set-state' | 'not-idempotent';
  readonly risk: (resolved: Resolved, around: { readonly team: Team }) => Risk;
  /** What will happen, as a sentence for the modal. */
  readonly describe: (resolved: Resolved, params: Params) => string;
  /** Finds the target at the vendor, now. @throws ConnectorError when it is not there or cannot be acted on. */
  readonly check: (target: Observable, around: Surroundings<Uses>) => Promise<Resolved>;
  /** The target's state, exactly what undo needs. */
  readonly snapshot: (resolved: Resolved, params: Params, around: Surroundings<Uses>) => Promise<Before>;
  /**
   * What the action would destroy or change, captured before it runs, kept with its SHA-256. Left out: it destroys nothing. When this throws, what cannot be
   * undone is stopped.
   */
  readonly evidence?: (
    order: Omit<Order<Params, Before>, 'token'>,
    around: Surroundings<Uses>,
  ) => Promise<readonly { readonly name: string; readonly content: unknown }[]>;
  /** Does it. Returns what was done, as a sentence. */
  readonly run: (order: Order<Params, Before>, around: Surroundings<Uses>) => Promise<string>;
  /** Reads the vendor's state: is the action in force? */
  readonly observe: (order: Order<Params, Before>, around: Surroundings<Uses>) => Promise<'applied' | 'not-applied' | 'unclear'>;
  readonly undo:
    | {
        /** Hours until the containment has to be undone, renewed or made permanent; null: it does not end by itself. */
        readonly leaseHours: number | null;
        /** At the end of the lease: undo it, or ask a person. */
        readonly atLeaseEnd: 'undo' | 'ask';
        /** How it is undone, as a sentence for the modal. */
        readonly how: string;
        /** Restores exactly `order.before`. Returns what was done, as a sentence. */
        readonly restore: (order: Order<Params, Before>, around: Surroundings<Uses>) => Promise<string>;
      }
    | { readonly impossible: string };
  /** Tried against the range: `target` must exist there; run, observe, undo and compare. */
  readonly examples: readonly { readonly name: string; readonly target: Observable; readonly params: Params }[];
}
/** An action as the catalogue holds it: what it is handed was read by its own schemas before. */
export type AnyAction = ActionDefinition<ObservableKind, ClientId, unknown, unknown>;
export function defineAction<const Kind extends ObservableKind, const Uses extends ClientId, Params, Before>(
  definition: Omit<ActionDefinition<Kind, Uses, Params, Before>, 'kind'>,
): ActionDefinition<Kind, Uses, Params, Before> {
  return { kind: 'action', ...definition };
}

/** What goes into a ticket. Plain text and our own links; the connector turns it into the vendor's document format. */
export interface TicketText {
  readonly summary: string;
  readonly sections: readonly { readonly heading: string; readonly lines: readonly string[] }[];
  /** Our page about the incident. */
  readonly link: string;
}

export interface TicketsDefinition<Uses extends ClientId = ClientId> {
  readonly kind: 'tickets';
  readonly id: string;
  readonly title: string;
  readonly uses: Uses;
  /** Finds the ticket that carries this idempotency key, also when its creation was never confirmed. */
  readonly find: (key: string, client: Clients[Uses]) => Promise<{ readonly key: string; readonly url: string } | undefined>;
  readonly open: (text: TicketText, key: string, client: Clients[Uses]) => Promise<{ readonly key: string; readonly url: string }>;
  /** Sets the ticket's link to our page, once it is known that we know the ticket. Safe to repeat. */
  readonly link: (ticket: string, text: Pick<TicketText, 'link' | 'summary'>, client: Clients[Uses]) => Promise<void>;
  /** What `read` gives back of a ticket that says exactly this. */
  readonly reading: (text: TicketText) => string;
  /** Summary and description as they stand in the ticket now, as one string in which everything that somebody else writes, adds or takes away shows. */
  readonly read: (ticket: string, client: Clients[Uses]) => Promise<string>;
  /** Replaces summary and description, whoever wrote them: the flow looks first. Safe to repeat. */
  readonly revise: (ticket: string, text: TicketText, client: Clients[Uses]) => Promise<void>;
  readonly comment: (ticket: string, lines: readonly string[], key: string, client: Clients[Uses]) => Promise<void>;
  /** Whether a comment with this key is there already. */
  readonly commented: (ticket: string, key: string, client: Clients[Uses]) => Promise<boolean>;
  /** Links a ticket to another one that it came from. Safe to repeat. */
  readonly relate: (ticket: string, to: string, client: Clients[Uses]) => Promise<void>;
  /** Where the ticket stands, in the vendor's own word, and whether that is the end. */
  readonly state: (ticket: string, client: Clients[Uses]) => Promise<{ readonly name: string; readonly done: boolean }>;
  /** Moves it to the vendor's word for done; returns that word. Safe to repeat. */
  readonly close: (ticket: string, client: Clients[Uses]) => Promise<string>;
}
export function defineTickets<const Uses extends ClientId>(definition: Omit<TicketsDefinition<Uses>, 'kind'>): TicketsDefinition<Uses> {
  return { kind: 'tickets', ...definition };
}

/** A way to wake somebody who does not look at Slack. */
export interface NotifierDefinition<Uses extends ClientId = ClientId> {
  readonly kind: 'notifier';
  readonly id: string;
  readonly title: string;
  readonly uses: Uses;
  /** Says it, and returns once the other side has taken it on. Safe to repeat: `notice.key` names the page, `notice.stage` what has become of it. */
  readonly notify: (notice: Notice, client: Clients[Uses]) => Promise<void>;
}
export function defineNotifier<const Uses extends ClientId>(definition: Omit<NotifierDefinition<Uses>, 'kind'>): NotifierDefinition<Uses> {
  return { kind: 'notifier', ...definition };
}
