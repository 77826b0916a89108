import { treeOver } from '../core/merkle.ts';
import type { RecordedEvent } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';

/** Events that are read at once. */
const atOnce = 1000;

/** The events of an incident with their place in the tree of the newest checkpoint, and the checkpoints that were signed since the first of them. */
export async function provenIncident({ store }: Pick<Bot, 'store'>, incident: string) {
  const size = (await store.newestCheckpoint())?.size ?? 0;
  const hashes: string[] = [];
  const events: RecordedEvent[] = [];
  while (hashes.length < size) {
    const read = await store.record(hashes.length, Math.min(atOnce, size - hashes.length));
    if (read.length === 0) break;
    hashes.push(...read.map(({ hash }) => hash));
    events.push(...read.filter((event) => event.incident === incident));
  }
  const tree = treeOver(hashes);
  const checkpoints = await store.checkpoints(events[0]?.seq ?? size);
  return {
    events,
    notes: checkpoints.map(({ note }) => note),
    proof: {
      incident,
      size,
      events: events.map(({ seq }) => ({ seq, path: tree.inclusion(seq - 1) })),
      checkpoints: checkpoints
        .filter((checkpoint) => checkpoint.size < size)
        .map((checkpoint) => ({ size: checkpoint.size, path: tree.consistency(checkpoint.size) })),
    },
  };
}
