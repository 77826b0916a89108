import { type Checkpoint, readCheckpoint, type TreeHead } from './checkpoint.ts';
import { rootOf } from './merkle.ts';

/** Somewhere outside this installation where signed checkpoints are kept: whoever changes the database cannot change them as well. */
export interface AnchorMedium {
  /** `slack`, `git`, or the id of a ticket system. */
  readonly id: string;
  /** For people: `Slack`. */
  readonly title: string;
  /** Texts that stand there, the newest ones at least; each may hold a checkpoint. Left out where nothing can be read back. */
  readonly texts?: () => Promise<readonly string[]>;
  /**
   * Keeps it there, once. Returns where it stands, in the medium's own words; null while there is no place for it.
   * @throws ConnectorError `unknown` when no answer came.
   */
  readonly keep: (checkpoint: Checkpoint, again: Again) => Promise<Readonly<Record<string, string>> | null>;
}

/** Whether this was tried before, and perhaps got through. */
export interface Again {
  readonly attempt: number;
  readonly ambiguous: boolean;
}

/** The signed note in whatever somebody kept it in: a Slack message, a comment, a file. */
export function noteIn(text: string): string | undefined {
  const [note] = /^[^\n]+\n\d{1,15}\n[A-Za-z0-9+/]{43}=\n\n(?:— \S+ \S+(?:\n|$))+/m.exec(text) ?? [];
  return note === undefined ? undefined : `${note.trimEnd()}\n`;
}

/**
 * The anchors for which the record has no checkpoint: what was signed for then is not what stands here now. Texts without a good signature of this key say
 * nothing. `kept`: checkpoints of the record, those over at least as many events as the smallest anchor.
 */
export function contradicting(texts: readonly string[], verifierKey: string, kept: readonly Checkpoint[]): readonly TreeHead[] {
  const known = new Set(kept.map(({ size, frontier }) => nameOf({ size, root: rootOf(frontier) })));
  const strange = headsIn(texts, verifierKey).filter((head) => !known.has(nameOf(head)));
  return [...new Map(strange.map((head) => [nameOf(head), head])).values()].toSorted((a, b) => a.size - b.size);
}

/** What the checkpoints among these texts state that this key has signed. */
export function headsIn(texts: readonly string[], verifierKey: string): readonly TreeHead[] {
  return texts.flatMap((text) => readCheckpoint(noteIn(text) ?? '', verifierKey) ?? []);
}

/** Tells one tree head from every other. */
export function nameOf({ size, root }: TreeHead): string {
  return `${size}:${root}`;
}
