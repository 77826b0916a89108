import { defineConfig } from 'vitest/config';

/** The tests that say what the mutated modules are for, and are quick: each of some thousand mistakes is tried on them. */
export default defineConfig({
  test: {
    include: ['test/core/{gate,approval,proposal,untrusted}.test.ts', 'test/slack/{seal,mrkdwn,views}.test.ts', 'test/kit/claim.test.ts'],
    setupFiles: ['test/seed.ts'],
    testTimeout: 20_000,
  },
});
