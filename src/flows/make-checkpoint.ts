import { type Checkpoint, readCheckpoint } from '../core/checkpoint.ts';
import { FirebreakError, StoreError } from '../core/errors.ts';
import { type Frontier, grown, rootOf } from '../core/merkle.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { anchorNewest } from './anchor-checkpoint.ts';

/** Events that are read at once while the tree grows. */
const atOnce = 1000;

/**
 * Signs for everything that stands in the timeline at this moment. Undefined: nothing came since the newest checkpoint.
 * @throws StoreError when the newest checkpoint was tampered with: nothing is signed on top of it.
 */
export function makeCheckpoint(bot: Pick<Bot, 'store' | 'notary'>): Promise<Checkpoint | undefined> {
  return settle<Checkpoint | undefined>(bot.store, async () => {
    const newest = await bot.store.newestCheckpoint();
    if (newest !== undefined) assertOurs(newest, bot.notary.verifierKey());
    const { seq } = await bot.store.head();
    if (seq <= (newest?.size ?? 0)) return { result: undefined };
    const { size, frontier } = await treeOf(bot, newest ?? { size: 0, frontier: [] }, seq);
    const checkpoint = bot.notary.sign(size, frontier);
    return { changes: { checkpoints: [checkpoint] }, result: checkpoint };
  });
}

/** Has what stands in the timeline signed for right before something is changed at a vendor, and right after. */
export async function signedAround<Result>(bot: Bot, work: () => Promise<Result>): Promise<Result> {
  await signed(bot);
  try {
    return await work();
  } finally {
    await signed(bot);
  }
}

/** That it cannot be signed for is said aloud, and is no reason to leave somebody's yes undone. */
async function signed(bot: Bot): Promise<void> {
  try {
    await makeCheckpoint(bot);
    await anchorNewest(bot);
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    bot.log.error({ error }, 'the timeline could not be signed for around a containment');
  }
}

function assertOurs({ size, note, frontier }: Checkpoint, key: string): void {
  const head = readCheckpoint(note, key);
  if (head?.size === size && head.root === rootOf(frontier)) return;
  throw new StoreError(`The newest checkpoint, over ${size} events, is not what this installation's key signed. Nothing was signed on top of it.`, {
    next: 'Run `npm run firebreak -- verify`. If the signing key was lost, restore it from where it is kept.',
  });
}

async function treeOf({ store }: Pick<Bot, 'store'>, from: { readonly size: number; readonly frontier: Frontier }, upTo: number) {
  let { size, frontier } = from;
  while (size < upTo) {
    const events = await store.record(size, Math.min(atOnce, upTo - size));
    for (const { seq, hash } of events) {
      if (seq !== size + 1) throw new StoreError(`Event #${size + 1} is missing from the timeline, so nothing is signed.`);
      frontier = grown(frontier, size, hash);
      size += 1;
    }
    if (events.length === 0) throw new StoreError(`Event #${size + 1} is missing from the timeline, so nothing is signed.`);
  }
  return { size, frontier };
}
