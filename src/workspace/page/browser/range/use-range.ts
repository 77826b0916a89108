import { useEffect, useRef, useState } from 'preact/hooks';
import type { RangeState } from '../../../range-api.ts';
import { type RowChange, rowChanges } from './range-changes.ts';
import { listenToRange } from './range-client.ts';

/** For how long a change stays marked; milliseconds. */
const markFor = 8000;

export interface Range {
  /** Null until the range has been heard. */
  readonly state: RangeState | null;
  /** What has just changed, by system and row. */
  readonly fresh: ReadonlyMap<string, RowChange>;
  readonly live: boolean;
}

export function rowKey(system: string, row: string): string {
  return `${system}/${row}`;
}

/** The range, kept up to date, with what has just changed in it. */
export function useRange(): Range {
  const [state, setState] = useState<RangeState | null>(null);
  const [fresh, setFresh] = useState<ReadonlyMap<string, RowChange>>(new Map());
  const [live, setLive] = useState(false);
  const before = useRef<RangeState | null>(null);

  useEffect(
    () =>
      listenToRange(
        (next) => {
          const changes = before.current ? rowChanges(before.current, next) : [];
          before.current = next;
          setState(next);
          setLive(true);
          if (changes.length === 0) return;
          const marked = changes.map((change) => [rowKey(change.system, change.row), change] as const);
          setFresh((marks) => new Map([...marks, ...marked]));
          setTimeout(
            () => setFresh((marks) => new Map([...marks].filter(([key, mark]) => !marked.some(([own, change]) => own === key && change === mark)))),
            markFor,
          );
        },
        () => setLive(false),
      ),
    [],
  );
  return { state, fresh, live };
}
