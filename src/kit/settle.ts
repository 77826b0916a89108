import { PassedOnError, StaleError } from '../core/errors.ts';
import type { Changes, Store } from '../core/store.ts';
import { claimedJob } from './claim.ts';

/** How often a decision is made again when somebody else was faster. Beyond that something is wrong with the decision, not with the timing. */
const mostAttempts = 12;

/** What a decision comes to: what to change (left out: nothing), and what to tell the caller once it stands. */
export interface Settlement<Result> {
  readonly changes?: Changes;
  readonly result: Result;
}

/**
 * Decides and commits; when what the decision rested on changed in the meantime, decides again from fresh reads.
 * Whatever `decide` reads has to be read inside it. Inside a job it is written in the job's name.
 * @throws PassedOnError when the job in which this happens is somebody else's by now; nothing was written.
 * @throws StaleError when it did not come to rest after 12 attempts.
 */
export async function settle<Result>(store: Store, decide: () => Promise<Settlement<Result>>): Promise<Result> {
  const job = claimedJob();
  for (let attempt = 1; ; attempt++) {
    const { changes, result } = await decide();
    if (changes === undefined) return result;
    try {
      await store.commit(job === undefined ? changes : { ...changes, inNameOf: job });
      return result;
    } catch (error) {
      if (!(error instanceof StaleError) || error instanceof PassedOnError || attempt === mostAttempts) throw error;
    }
  }
}
