import { AsyncLocalStorage } from 'node:async_hooks';
import { StaleError } from '../core/errors.ts';

const held = new AsyncLocalStorage<() => boolean>();

/**
 * Does a piece of work that this process has claimed. `holds` is asked before every call in it that changes something at a vendor: a process that was
 * suspended wakes in the middle of its work, when another one may long have done it, and somebody may have taken it back.
 */
export function underClaim<Result>(holds: () => boolean, work: () => Promise<Result>): Promise<Result> {
  return held.run(holds, work);
}

/**
 * The check for whatever calls a vendor: taken when the call is asked for, asked when its turn has come. What remains is the moment between the check and
 * the bytes on the wire, which only the vendor could close. Outside of claimed work, such as an answer to somebody's click, nothing is checked.
 * @throws StaleError from the check, when the claim is lost; nothing was sent.
 */
export function claimCheck(): () => void {
  const holds = held.getStore();
  return () => {
    if (holds === undefined || holds()) return;
    throw new StaleError(
      'This process has lost the lead in the middle of its work, so it sends nothing any more. Whoever leads now goes on with it.',
    );
  };
}
