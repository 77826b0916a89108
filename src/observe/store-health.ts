import type { Store } from '../core/store.ts';

/** Milliseconds for which an answer counts: anybody may ask for readiness as often as they like, and each probe is a synced write. */
const countsMs = 3000;

/**
 * Whether the store can be read and written, in words for /readyz: `ok`, or what cannot be done. It is found out by reading and by a tiny write, because a disk
 * that is full or has become read-only goes on answering reads.
 */
export function storeHealth(store: Pick<Store, 'backlog' | 'setFact'>, now: () => string, everyMs = countsMs): () => Promise<string> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let found = Promise.resolve('not looked at yet');
  return () => {
    if (performance.now() - askedAt < everyMs) return found;
    askedAt = performance.now();
    found = look();
    return found;
  };

  async function look(): Promise<string> {
    try {
      await store.backlog();
    } catch {
      return 'cannot be read';
    }
    return store.setFact('probed-at', now()).then(
      () => 'ok',
      () => 'cannot be written',
    );
  }
}
