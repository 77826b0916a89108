/** `npm run mutation`: plants some thousand mistakes, one at a time, in what nobody may fool, and counts those that a test notices. Fails below 90 %. */
export default {
  mutate: [
    'src/core/gate.ts',
    'src/core/approval.ts',
    'src/core/proposal.ts',
    'src/core/untrusted.ts',
    'src/kit/button-keys.ts',
    'src/kit/claim.ts',
    'src/slack/seal.ts',
    'src/slack/views/mrkdwn.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutation.vitest.ts', related: false },
  coverageAnalysis: 'perTest',
  // What is computed once, when a module is loaded, cannot be switched while a test runs.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 20_000,
  tempDirName: 'test-results/mutation',
  ignorePatterns: ['data/var', 'dist', 'test-results', 'runtime/installed'],
  // There is no such file, on purpose: it would be read with TypeScript's old interface, which TypeScript 7 does not have. Nothing here needs it.
  tsconfigFile: 'scripts/none.json',
  reporters: ['clear-text'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
