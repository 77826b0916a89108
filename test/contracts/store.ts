import { afterEach, describe } from 'vitest';
import type { Instant } from '../../src/core/alert.ts';
import type { Store } from '../../src/core/store.ts';
import { commitSentences } from './store-commit.ts';
import { funnelSentences } from './store-funnel.ts';
import { limitSentences } from './store-limits.ts';
import { outboxSentences } from './store-outbox.ts';
import { readingSentences } from './store-reading.ts';
import { workSentences } from './store-work.ts';

/** Opens a fresh, empty store whose clock is `now`. */
export type OpenStore = (now: () => Instant) => Promise<Store>;

/** What a group of sentences is given: a store that is closed afterwards. */
export type Fresh = (now?: () => Instant) => Promise<Store>;

/** What every dialect of the store promises. Run it once for each: `storeContract('SQLite', open)`. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`the store on ${name}`, () => {
    const opened: Store[] = [];
    const fresh: Fresh = async (now = () => new Date().toISOString()) => {
      const store = await open(now);
      opened.push(store);
      return store;
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()));
    });

    commitSentences(fresh);
    limitSentences(fresh);
    funnelSentences(fresh);
    readingSentences(fresh);
    workSentences(fresh);
    outboxSentences(fresh);
  });
}
