import { configureGlobal } from 'fast-check';
import { times } from './depth.ts';

/**
 * How often a property that says nothing else is tried; and where chance decides what is tried, `SEED` makes it decide the same again. `npm run test:deep` sets
 * it and prints it.
 */
configureGlobal({
  numRuns: times({ quick: 30, ci: 100, deep: 200 }),
  ...(process.env.SEED !== undefined && { seed: Number(process.env.SEED) }),
});
