import { BrokenCircuitError } from 'cockatiel';
import { ConnectorError } from '../core/errors.ts';
import { refusalIn, UnreadableAnswer } from './http.ts';
import type { PaceLimits } from './pace.ts';

/** What `runCalls` has to know about a vendor. */
export interface VendorFacts {
  readonly id: string;
  readonly title: string;
  /** The setting that holds our token there, for the sentence about a 401. */
  readonly credential?: string;
  /** Default: 20 starts in each second, 4 at a time. */
  readonly limits?: PaceLimits;
}

/** What decides how a failure is told: what was asked, and whether it can have reached the vendor. */
export interface Asked {
  readonly vendor: VendorFacts;
  readonly operation: string;
  readonly changes: boolean;
  readonly needs: string | undefined;
  readonly sent: boolean;
  readonly late: boolean;
  readonly deadlineMs: number;
  readonly patienceMs: number;
}

/** Puts whatever was thrown into our words. The cause keeps the vendor's own words, without secrets, for the log; messages never carry them. */
export function asVendorError(error: unknown, asked: Asked, redact: (text: string) => string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { vendor } = asked;
  const told = explain(error, asked);
  const cause = new Error(redact((refusalIn(error) ?? (error instanceof Error ? error : new Error(String(error)))).message));
  return new ConnectorError(vendor.id, redact(told.message), { ...told.facts, cause });
}

interface Told {
  readonly message: string;
  readonly facts: {
    readonly status?: number;
    readonly retryable: boolean;
    readonly retryAfter?: number;
    readonly unknown?: boolean;
    readonly next?: string;
  };
}

function explain(error: unknown, asked: Asked): Told {
  const { vendor, operation, changes, sent, late, deadlineMs, patienceMs } = asked;
  const refusal = refusalIn(error);
  if (refusal !== undefined) return explainStatus(refusal.status, refusal.retryAfter, asked);
  if (error instanceof BrokenCircuitError)
    return {
      message: `${vendor.title} has failed several times in a row, so Firebreak waits before it asks again. The call to ${operation} was not sent.`,
      facts: { retryable: true, next: `Look at ${vendor.title}'s status page; Firebreak tries again by itself within half a minute.` },
    };
  if (!sent)
    return {
      message: `The call to ${operation} waited longer than ${seconds(patienceMs)} for its turn at ${vendor.title} and was not sent.`,
      facts: { retryable: true, next: 'Try again in a minute.' },
    };
  if (neverLeft(error))
    return {
      message: `${vendor.title} could not be reached, so the call to ${operation} was not sent.`,
      facts: { retryable: true, next: `Check the network between this machine and ${vendor.title}, and the address in its settings.` },
    };
  if (error instanceof UnreadableAnswer)
    return {
      message: `${vendor.title} answered the call to ${operation} in a way that Firebreak cannot read (${error.message}).`,
      facts: {
        retryable: false,
        unknown: changes,
        next: changes ? lookFirst(vendor) : `See what changed at ${vendor.title}, and whether a newer Firebreak knows it.`,
      },
    };
  const silence = late ? `did not answer within ${seconds(deadlineMs)}` : 'broke the connection before it answered';
  if (changes)
    return {
      message: `${vendor.title} ${silence} when asked to ${operation}. It may or may not have happened.`,
      facts: { retryable: false, unknown: true, next: lookFirst(vendor) },
    };
  return { message: `${vendor.title} ${silence} when asked to ${operation}.`, facts: { retryable: true, next: 'Try again in a minute.' } };
}

function explainStatus(status: number, retryAfter: number | undefined, { vendor, operation, changes, needs }: Asked): Told {
  const nothing = changes ? ' Nothing was changed.' : '';
  if (status === 429 || (status === 403 && retryAfter !== undefined))
    return {
      message: `${vendor.title} has had too many calls from us and did not ${operation} (${status}).${nothing}`,
      facts: {
        status,
        retryable: true,
        ...(retryAfter !== undefined && { retryAfter }),
        next: `Try again ${retryAfter === undefined ? 'in a minute' : `in ${seconds(retryAfter)}`}.`,
      },
    };
  if (status >= 500)
    return changes
      ? {
          message: `${vendor.title} failed when asked to ${operation} (${status}). It may or may not have happened.`,
          facts: { status, retryable: true, unknown: true, ...(retryAfter !== undefined && { retryAfter }), next: lookFirst(vendor) },
        }
      : {
          message: `${vendor.title} failed when asked to ${operation} (${status}).`,
          facts: {
            status,
            retryable: true,
            ...(retryAfter !== undefined && { retryAfter }),
            next: `Look at ${vendor.title}'s status page and try again.`,
          },
        };
  return {
    message: `${vendor.title} refused to ${operation} (${status}).${nothing}`,
    facts: { status, retryable: false, next: nextStep(status, vendor, needs) },
  };
}

function nextStep(status: number, vendor: VendorFacts, needs: string | undefined): string {
  const token = vendor.credential === undefined ? 'what we ask with' : `the token in ${vendor.credential}`;
  if (status === 401) return `Its token is wrong or has expired: put a valid one into ${vendor.credential ?? 'its settings'} and restart.`;
  if (status === 403) return `Give ${token} ${needs ?? 'the permission for this'}, then try again.`;
  if (status === 404) return `Check whether it still exists at ${vendor.title}, and whether ${token} may see it.`;
  if (status === 409) return `Somebody or something else is changing it at ${vendor.title}: look at it there, then try again.`;
  if (status >= 300 && status < 400)
    return `${vendor.title} sends us to another address, which Firebreak does not follow: correct the address in its settings.`;
  return `Its state at ${vendor.title} does not allow this now: look at it there. What ${vendor.title} said stands in the log.`;
}

function lookFirst(vendor: VendorFacts): string {
  return `Look at its state at ${vendor.title} before anything is tried again.`;
}

function seconds(ms: number): string {
  return `${Math.max(1, Math.round(ms / 1000))} s`;
}

/** Codes of Node and undici that mean that no byte of the request left. Whatever is not listed may have arrived. */
const neverLeftCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function neverLeft(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && neverLeftCodes.has(error.code)) return true;
  return neverLeft(error.cause);
}
