import type { Database } from 'better-sqlite3';
import type { Checkpoint } from '../../core/checkpoint.ts';
import { StaleError } from '../../core/errors.ts';

/** A checkpoint as its row holds it. */
export interface CheckpointRow {
  readonly size: number;
  readonly note: string;
  readonly frontier: string;
}

/** Signed checkpoints of the chain. There is no update and no delete. */
export interface StoredCheckpoints {
  /** @throws StaleError when somebody made one over so many events in the meantime. */
  add(checkpoint: Checkpoint): void;
  atLeast(size: number): readonly Checkpoint[];
  newest(): Checkpoint | undefined;
}

export function checkpoints(db: Database): StoredCheckpoints {
  const insert = db.prepare<[number, string, string]>('INSERT INTO checkpoint (size, note, frontier) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const atLeast = db.prepare<[number], CheckpointRow>('SELECT * FROM checkpoint WHERE size >= ? ORDER BY size');
  const newest = db.prepare<[], CheckpointRow>('SELECT * FROM checkpoint ORDER BY size DESC LIMIT 1');
  return {
    add: ({ size, note, frontier }) => {
      if (insert.run(size, note, JSON.stringify(frontier)).changes === 1) return;
      throw new StaleError(`There is a checkpoint over ${size} events already.`);
    },
    atLeast: (size) => atLeast.all(size).map(read),
    newest: () => {
      const row = newest.get();
      return row && read(row);
    },
  };
}

function read({ size, note, frontier }: CheckpointRow): Checkpoint {
  return { size, note, frontier: JSON.parse(frontier) };
}
