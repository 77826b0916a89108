import type { Problem } from '../core/errors.ts';

/** One request to `/hooks/:source`, its body read whole, capped and inflated. Header names in lower case. */
export interface HookRequest {
  readonly source: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Buffer;
}

/** What became of it. The web server turns each into its status. */
export type HookOutcome =
  /** Kept durably; a repeat of the delivery gets the same receipt. */
  | { readonly outcome: 'accepted'; readonly receipt: string; readonly alerts: number; readonly duplicates: number }
  /** Nobody proved who sent it. Nothing was read or kept. */
  | { readonly outcome: 'refused' }
  /** There is no such source, or nothing to do for this method. */
  | { readonly outcome: 'unknown' }
  /** Signed, but it cannot be understood. Kept in quarantine. */
  | { readonly outcome: 'quarantined'; readonly problems: readonly Problem[] }
  /** The answer to a subscription challenge. */
  | { readonly outcome: 'handshake'; readonly answer: object };

/** Takes one request to a hook. Throws only when it could not be kept: the sender then has to send it again. */
export type TakeDelivery = (request: HookRequest) => Promise<HookOutcome>;
