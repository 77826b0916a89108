import { type Frontier, rootOf } from './merkle.ts';
import { openNote } from './signed-note.ts';

/** What was signed about the timeline at some moment: that its first `size` events are these and no others. */
export interface Checkpoint {
  readonly size: number;
  /** The signed note that anybody can check: https://c2sp.org/tlog-checkpoint over the Merkle tree of the events' hashes. */
  readonly note: string;
  /** With it the next one is made without reading the whole timeline anew. */
  readonly frontier: Frontier;
}

/** The head of a tree as a checkpoint says it. `root` is hex. */
export interface TreeHead {
  readonly size: number;
  readonly root: string;
}

/** What is signed: origin, number of events, root in base64, each on a line of its own. */
export function checkpointText(origin: string, size: number, frontier: Frontier): string {
  return `${origin}\n${size}\n${Buffer.from(rootOf(frontier), 'hex').toString('base64')}\n`;
}

/** The tree head that a note states; undefined unless it is a checkpoint of this very key and of the log that the key is named after. */
export function readCheckpoint(note: string, verifierKey: string): TreeHead | undefined {
  const [origin, size = '', root = '', end, ...more] = openNote(note, verifierKey)?.split('\n') ?? [];
  if (end !== '' || more.length > 0 || origin !== verifierKey.split('+')[0] || !/^(0|[1-9]\d{0,14})$/.test(size)) return undefined;
  const bytes = Buffer.from(root, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === root ? { size: Number(size), root: bytes.toString('hex') } : undefined;
}

/** Signs for this installation. The key is read, or made, when it is first needed. */
export interface Notary {
  /** By which anybody can check what was signed: `firebreak/i-…+key id+public key`. */
  verifierKey(): string;
  /** @throws ConfigurationError when the key cannot be read or made. */
  sign(size: number, frontier: Frontier): Checkpoint;
}
