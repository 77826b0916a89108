import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

// Workers, and the processes that tests start, keep what Node has compiled where runtime/run.mjs keeps it.
process.env.NODE_COMPILE_CACHE ??= path.join(import.meta.dirname, 'node_modules', '.cache', 'node');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    pool: 'forks',
    // Files of one worker share what they import: loading it anew for each took longer than most of them.
    isolate: false,
    // Stories mostly wait, for processes and for time, so there are more of them than processors.
    maxWorkers: 2 * availableParallelism() + 1,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
