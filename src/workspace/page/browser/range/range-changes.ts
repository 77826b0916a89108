import type { RangeRow, RangeState } from '../../../range-api.ts';

/** One row that is not as it was. */
export interface RowChange {
  readonly system: string;
  readonly row: string;
  /** Its state before; null when the row is new. */
  readonly before: string | null;
  readonly sentence: string;
}

/** What is different between two states of the range. A row that is gone is not shown, so it is not told. */
export function rowChanges(before: RangeState, after: RangeState): readonly RowChange[] {
  return after.systems.flatMap(({ id, title, rows }) => {
    const earlier = new Map(before.systems.find((system) => system.id === id)?.rows.map((row) => [row.id, row]));
    return rows.flatMap((row) => {
      const was = earlier.get(row.id);
      if (was && isSame(was, row)) return [];
      return [{ system: id, row: row.id, before: was?.state ?? null, sentence: sentenceOf(title, was, row) }];
    });
  });
}

function sentenceOf(system: string, was: RangeRow | undefined, row: RangeRow): string {
  if (!was) return `${system}: ${row.label} is new, ${row.state}`;
  return was.state === row.state ? `${system}: ${row.label} has changed` : `${system}: ${row.label} is ${row.state}, was ${was.state}`;
}

function isSame(a: RangeRow, b: RangeRow): boolean {
  return a.state === b.state && a.tone === b.tone && a.label === b.label && JSON.stringify(a.facts) === JSON.stringify(b.facts);
}
