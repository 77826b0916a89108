/** What a benchmark found out. Never an absolute number alone: machines differ, so the same run also measures a peer, and the ratio is what counts. */
export interface Measured {
  readonly what: string;
  /** Ours. */
  readonly value: number;
  /** `commits/s`, `ms`, `µs`, `MB`. */
  readonly unit: string;
  /** What the peer is. */
  readonly beside: string;
  /** The peer's, in the same unit. */
  readonly peer: number;
  /** `value / peer`. */
  readonly ratio: number;
  readonly goal: string;
  readonly reached: boolean;
}

/** What could not be measured here, and why. */
export interface NotMeasured {
  readonly what: string;
  readonly because: string;
}

/** One benchmark: the default export of `bench/<name>.bench.ts`. */
export interface Benchmark {
  /** What is measured against what, in one sentence. */
  readonly title: string;
  measure(rounds: number): Promise<readonly (Measured | NotMeasured)[]>;
}

/** A limit of `value / peer`. */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** The line of the table for two figures of one run. */
export function beside(what: string, unit: string, value: number, peerName: string, peer: number, goal: Goal): Measured {
  const ratio = value / peer;
  const reached = 'atMost' in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
  const said = 'atMost' in goal ? `≤ ${goal.atMost} ×` : `≥ ${goal.atLeast} ×`;
  return { what, value: rounded(value), unit, beside: peerName, peer: rounded(peer), ratio: rounded(ratio), goal: said, reached };
}

/** A way of doing the work that is measured; what it returns is compared. */
export type Side = () => Promise<number>;

/** Runs the sides in turns, so that a busy moment of the machine hits all of them, and returns the median of each. A first round warms up and does not count. */
export async function inTurns<Sides extends { readonly [name: string]: Side | undefined }>(
  rounds: number,
  sides: Sides,
): Promise<{ readonly [Name in keyof Sides]: number }> {
  const values = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, side] of Object.entries(sides)) {
      if (side === undefined) continue;
      const value = await side();
      if (round > 0) values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return Object.fromEntries([...values].map(([name, of]) => [name, median(of)])) as { readonly [Name in keyof Sides]: number };
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
