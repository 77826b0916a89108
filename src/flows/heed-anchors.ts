import { firebreak } from '../core/actor.ts';
import { type AnchorMedium, contradicting, headsIn, nameOf } from '../core/anchor.ts';
import { holds } from '../core/brake.ts';
import type { TreeHead } from '../core/checkpoint.ts';
import { counted } from '../core/text.ts';
import { type NewEvent, wholeBot } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { pageAboutWhole } from './page-somebody.ts';
import { pulling } from './turn-brake.ts';

/**
 * Compares what stands in a medium with the record. An anchor that the record has no checkpoint for shows that the record was rolled back, or written anew, or
 * that another copy of it goes on elsewhere: nothing happens by itself until a person says so. Each anchor is heeded once.
 */
export async function heedAnchors(bot: Bot, { id, title }: Pick<AnchorMedium, 'id' | 'title'>, texts: readonly string[]): Promise<void> {
  const found = await settle<readonly TreeHead[]>(bot.store, async () => {
    const strange = await unheeded(bot, texts);
    const newest = strange.at(-1);
    if (newest === undefined) return { result: strange };
    const { seq: head } = await bot.store.head();
    const now = bot.now();
    const restored = await lastRestored(bot);
    const reason = whyStrange(title, newest, head, restored !== undefined && newest.size > restored);
    const breaker = await bot.store.get('brake', 'breaker');
    const pulled = holds(breaker) ? {} : await pulling(bot, breaker, { id: 'breaker', by: firebreak, reason, now }, `record:${newest.size}`);
    const payload = { medium: title, head, anchors: [...strange], reason };
    const event: NewEvent = { incident: wholeBot, type: 'record.contradicted', happenedAt: now, by: firebreak, payload };
    return {
      changes: {
        ...pulled,
        events: [event, ...(pulled.events ?? [])],
        outbox: [...(pulled.outbox ?? (restored === undefined ? pageAboutWhole(bot, `record:${newest.size}`) : []))],
      },
      result: strange,
    };
  });
  if (found.length > 0)
    bot.log.error({ medium: id, anchors: found }, 'checkpoints stand outside that the record does not have: nothing happens by itself');
}

/** Anchors that contradict the record and that no event names yet. */
async function unheeded({ store, notary }: Bot, texts: readonly string[]): Promise<readonly TreeHead[]> {
  const key = notary.verifierKey();
  const smallest = Math.min(...headsIn(texts, key).map(({ size }) => size));
  if (!Number.isFinite(smallest)) return [];
  const strange = contradicting(texts, key, await store.checkpoints(smallest));
  if (strange.length === 0) return [];
  const events = await store.timeline(wholeBot);
  const heeded = new Set(events.flatMap((event) => (event.type === 'record.contradicted' ? event.payload.anchors.map(nameOf) : [])));
  return strange.filter((head) => !heeded.has(nameOf(head)));
}

/** The number of the last event that stood in the backup from which this was restored; undefined: it never was. */
async function lastRestored({ store }: Bot): Promise<number | undefined> {
  const events = await store.timeline(wholeBot);
  return events.flatMap((event) => (event.type === 'record.restored' ? [event.payload.head] : [])).at(-1);
}

function whyStrange(title: string, { size }: TreeHead, head: number, isFormer: boolean): string {
  const there = `${title} holds a signed checkpoint over ${counted(size, 'event')}`;
  if (isFormer) return `${there} of the time before the backup was restored; what was recorded then and is not in the backup stands only there`;
  if (size > head) return `${there}, and the record ends at #${head}: an older copy of the database was put in its place`;
  return `${there} that the record does not have: it was written anew, or another copy of the database goes on elsewhere`;
}
