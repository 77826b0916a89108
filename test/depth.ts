/** How long the tests that repeat themselves go on: `quick` on every run, `ci` before a merge, `deep` at night. Set by `DEPTH`. */
export type Depth = 'quick' | 'ci' | 'deep';

export const depth: Depth = process.env.DEPTH === 'ci' || process.env.DEPTH === 'deep' ? process.env.DEPTH : 'quick';

/** How often, at the present depth. */
export function times(counts: Readonly<Record<Depth, number>>): number {
  return counts[depth];
}
