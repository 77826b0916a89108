import { readCheckpoint } from './checkpoint.ts';
import { type Frontier, grown, rootOf } from './merkle.ts';
import { chainStart, commitTo, linkOf, type RecordedEvent } from './timeline.ts';

/** The first thing that does not hold. `seq` is the event at which it shows; null where it is not at one. */
export interface ChainBreak {
  readonly seq: number | null;
  readonly why: string;
}

/** Events that say of others that they were redacted, by the number of the other. */
export type Redactions = ReadonlyMap<number, { readonly seq: number; readonly incident: string }>;

/** Walks a record event by event, from the first. It is over with the first break. */
export interface ChainWalk {
  step(event: RecordedEvent): ChainBreak | undefined;
  /** After the last event: whether any is missing behind it. */
  end(): ChainBreak | undefined;
  seen(): { readonly events: number; readonly head: string; readonly checkpointed: number };
}

interface Claim {
  /** As the note says, whoever signed it; null when it does not. */
  readonly size: number | null;
  readonly root: string | undefined;
}

/**
 * Checks each event against its own hash, the one before it and its commitment, and at every checkpoint that what was signed is what stands here. This and
 * `runtime/verify.mjs` are written apart from each other and have to agree.
 * @param notes checkpoints of this record, and those that were kept elsewhere
 */
export function chainWalk(key: string, notes: readonly string[], redactions: Redactions): ChainWalk {
  const claims = notes.map((note): Claim => {
    const head = readCheckpoint(note, key);
    const stated = /^[1-9]\d{0,14}$/.exec(note.split('\n')[1] ?? '')?.[0];
    return { size: stated === undefined ? null : Number(stated), root: head?.root };
  });
  const waiting = claims.filter(({ size }) => size !== null).toSorted((a, b) => (a.size ?? 0) - (b.size ?? 0));
  let last = { seq: 0, hash: chainStart };
  let frontier: Frontier = [];
  let checkpointed = 0;

  function step(event: RecordedEvent): ChainBreak | undefined {
    if (claims.some(({ size }) => size === null)) return { seq: null, why: 'a checkpoint cannot be read' };
    const why = whyBroken(event, last, redactions);
    if (why !== undefined) return { seq: event.seq, why };
    last = event;
    frontier = grown(frontier, event.seq - 1, event.hash);
    while (waiting[0]?.size === event.seq) {
      const { root } = waiting[0];
      if (root === undefined) return unsigned(event.seq);
      if (root !== rootOf(frontier)) {
        return { seq: event.seq, why: `what was signed is not what stands here: an event among #${checkpointed + 1} to #${event.seq} was rewritten` };
      }
      waiting.shift();
      if (waiting[0]?.size !== event.seq) checkpointed = event.seq;
    }
    return undefined;
  }

  return {
    step,
    end: () => {
      const missed = waiting[0];
      if (missed === undefined || missed.size === null) return undefined;
      if (missed.root === undefined) return unsigned(missed.size);
      return { seq: last.seq + 1, why: `events #${last.seq + 1} to #${missed.size} are missing: they were signed for` };
    },
    seen: () => ({ events: last.seq, head: last.hash, checkpointed }),
  };
}

function unsigned(size: number): ChainBreak {
  return { seq: size, why: `the checkpoint over ${size} events carries no good signature` };
}

function whyBroken(event: RecordedEvent, last: { readonly seq: number; readonly hash: string }, redactions: Redactions): string | undefined {
  const { seq, incident, commitment, previous, hash, salt, payload } = event;
  if (seq !== last.seq + 1) return `events #${last.seq + 1} to #${seq - 1} are missing before it`;
  if (previous !== last.hash) return 'it does not follow the event before it';
  if (linkOf(event) !== hash) return 'its hash does not fit its fields: it was changed after it was recorded';
  const redaction = redactions.get(seq);
  if (salt === null && payload === null && redaction?.incident === incident && redaction.seq > seq) return undefined;
  if (salt === null || payload === null) return 'what it says is missing';
  // Reading hex forgives what is not hex, and a salt of another length could swap bytes with the payload: so its form is part of what has to hold.
  if (!/^[0-9a-f]{32}$/.test(salt)) return 'its salt was changed after it was recorded';
  if (commitTo(salt, payload) !== commitment) return 'what it says was changed after it was recorded';
  return undefined;
}

/** What of these events redacts which. What cannot be read redacts nothing. */
export function redactionsIn(events: Iterable<Pick<RecordedEvent, 'seq' | 'incident' | 'payload'>>): Redactions {
  const found = new Map<number, { seq: number; incident: string }>();
  for (const { seq, incident, payload } of events) {
    const target = targetOf(payload);
    if (target !== undefined && !found.has(target)) found.set(target, { seq, incident });
  }
  return found;
}

function targetOf(payload: string | null): number | undefined {
  try {
    const { seq } = JSON.parse(payload ?? '{}');
    return Number.isSafeInteger(seq) ? seq : undefined;
  } catch {
    return undefined;
  }
}
