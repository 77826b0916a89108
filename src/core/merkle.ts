import { createHash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962, section 2.1, over hashes that are leaf hashes already (an event's `hash` is one). All hashes are hex. The tree of n leaves is split
 * at the largest power of two below n.
 */

/** Roots of the perfect trees that a tree consists of, the largest first: all that is needed to let it grow. */
export type Frontier = readonly string[];

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
function nodeOf(left: string, right: string): string {
  return createHash('sha256').update(Uint8Array.of(1)).update(Buffer.from(left, 'hex')).update(Buffer.from(right, 'hex')).digest('hex');
}

/** The frontier of a tree of `size` leaves once this leaf has been added to it. */
export function grown(frontier: Frontier, size: number, leaf: string): Frontier {
  const next = [...frontier, leaf];
  // Every one at the end of the size in binary is a pair of perfect trees of one height, which become one.
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    const [left = '', right = ''] = next.splice(-2);
    next.push(nodeOf(left, right));
  }
  return next;
}

/** Root of the tree with this frontier; that of no leaves at all is the hash of nothing. */
export function rootOf(frontier: Frontier): string {
  return frontier.length === 0 ? createHash('sha256').digest('hex') : frontier.reduceRight((right, left) => nodeOf(left, right));
}

/** Proofs over the tree of these leaves, each in the order in which it is hashed, from the leaves upwards. */
export interface ProvenTree {
  /** PATH(m, D[n]): what has to be hashed with leaf `index`, from 0, to come to the root. */
  inclusion(index: number): readonly string[];
  /** PROOF(m, D[n]): what shows that the tree of the first `size` leaves is the beginning of this one. 0 < size ≤ all. */
  consistency(size: number): readonly string[];
}

/** Computes every perfect tree once, so that each proof takes only as many steps as the tree is high. */
export function treeOver(leaves: readonly string[]): ProvenTree {
  const levels: (readonly string[])[] = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    level = Array.from({ length: Math.floor(level.length / 2) }, (_, at) => nodeOf(level[2 * at] ?? '', level[2 * at + 1] ?? ''));
  }

  function rootOver(from: number, to: number): string {
    const height = Math.log2(to - from);
    if (Number.isInteger(height)) return levels[height]?.[from / (to - from)] ?? '';
    const split = from + splitOf(to - from);
    return nodeOf(rootOver(from, split), rootOver(split, to));
  }

  return {
    inclusion: (index) => {
      const path: string[] = [];
      let [from, to] = [0, leaves.length];
      while (to - from > 1) {
        const split = from + splitOf(to - from);
        path.push(index < split ? rootOver(split, to) : rootOver(from, split));
        if (index < split) to = split;
        else from = split;
      }
      return path.reverse();
    },
    consistency: (size) => {
      const path: string[] = [];
      let [from, to] = [0, leaves.length];
      while (size < to) {
        const split = from + splitOf(to - from);
        path.push(size <= split ? rootOver(split, to) : rootOver(from, split));
        if (size <= split) to = split;
        else from = split;
      }
      return (from === 0 ? path : [...path, rootOver(from, to)]).reverse();
    },
  };
}

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}
