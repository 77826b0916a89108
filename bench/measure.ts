/** What a benchmark found out. Never an absolute number alone: machines differ, so the same run also measures a peer, and the ratio is what counts. */
export interface Measured {
  /** Ours. */
  readonly value: number;
  /** `commits/s`, `ms`, `bytes`. */
  readonly unit: string;
  /** The peer's, in the same unit. */
  readonly peer: number;
  /** `value / peer`. */
  readonly ratio: number;
}

/** One benchmark: the default export of `bench/<name>.bench.ts`. */
export interface Benchmark {
  /** What is measured against what, in one sentence. */
  readonly title: string;
  /** The ratio to reach, for the table. */
  readonly goal: string;
  measure(): Promise<Measured>;
}

/** A way of doing the work that is measured; returns units per second. */
export type Side = () => Promise<number>;

/** Runs both sides in turns, so that a busy moment of the machine hits both, and compares their medians. */
export async function compare(unit: string, rounds: number, ours: Side, peers: Side): Promise<Measured> {
  const [values, peerValues]: [number[], number[]] = [[], []];
  await ours();
  await peers();
  for (let round = 0; round < rounds; round += 1) {
    values.push(await ours());
    peerValues.push(await peers());
  }
  const [value, peer] = [median(values), median(peerValues)];
  return { value: Math.round(value), unit, peer: Math.round(peer), ratio: Math.round((value / peer) * 1000) / 1000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
