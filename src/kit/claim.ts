import { AsyncLocalStorage } from 'node:async_hooks';
import { PassedOnError } from '../core/errors.ts';
import type { Claim } from '../core/store.ts';

/** A piece of work that this process has claimed: the fence that it may not pass once somebody else has it. */
export interface HeldClaim {
  /** Whether this process still leads, by its own clocks. Asked at the very moment at which bytes leave, so it asks nobody. */
  readonly leads: () => boolean;
  /** The same, and that the claim has not passed on, as the store has it. */
  readonly stands: () => Promise<boolean>;
  /** The claimed job: what is committed in its name is refused once it has passed on. Undefined for a delivery. */
  readonly job: Claim | undefined;
}

const held = new AsyncLocalStorage<HeldClaim>();

/**
 * Does a piece of work that this process has claimed. A process that was suspended wakes in the middle of its work, when another one may long have done
 * it, and somebody may have taken it back: whatever it then wants to send or to write is refused.
 */
export function underClaim<Result>(claim: HeldClaim, work: () => Promise<Result>): Promise<Result> {
  return held.run(claim, work);
}

/** The claim of the job in whose name is being written here, if there is one. */
export function claimedJob(): Claim | undefined {
  return held.getStore()?.job;
}

/** The two looks before something is changed at a vendor. Outside of claimed work, such as an answer to somebody's click, nothing is checked. */
export interface ClaimCheck {
  /** Before a call is begun: asks the store. @throws PassedOnError when the claim has passed on; nothing was sent. */
  readonly stands: () => Promise<void>;
  /** Right before the bytes leave: asks the clocks alone, in the same turn. @throws PassedOnError when this process no longer leads; nothing was sent. */
  readonly leads: () => void;
}

/**
 * Taken when a call is asked for, asked when its turn has come. What remains is a process that is suspended while its bytes leave, which only the vendor
 * could stop; so whoever takes over sends nothing again that must not be done twice (flows/observe-containment.ts).
 */
export function claimCheck(): ClaimCheck {
  const claim = held.getStore();
  return {
    stands: async () => {
      if (claim !== undefined && !(claim.leads() && (await claim.stands()))) throw lost();
    },
    leads: () => {
      if (claim !== undefined && !claim.leads()) throw lost();
    },
  };
}

/** The lost claim somewhere in a chain of causes: transports wrap what stops them. */
export function lostClaimIn(error: unknown): PassedOnError | undefined {
  if (error instanceof PassedOnError) return error;
  return error instanceof Error && error.cause !== undefined ? lostClaimIn(error.cause) : undefined;
}

function lost(): PassedOnError {
  return new PassedOnError(
    'This process has lost the lead in the middle of its work, so it sends nothing any more. Whoever leads now goes on with it.',
  );
}
