import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'test-results', 'deep');

/** A deep run as it is kept on the disk after every part, so that one that was stopped goes on where it was. A part is a test file. */
const runShape = z.object({
  commit: z.string(),
  seed: z.int().positive(),
  parts: z.record(z.string(), z.object({ passed: z.int(), failed: z.int(), skipped: z.int(), seconds: z.number() })),
});
type Run = z.infer<typeof runShape>;

/** What vitest's JSON reporter says, as far as it is read here. */
const reportShape = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int(), success: z.boolean() });

/** `npm run test:deep [-- --seed N] [--new]`: every test at its deepest, file by file; goes on with an unfinished run of the same commit unless told `--new`. */
const { values } = parseArgs({ options: { seed: { type: 'string' }, new: { type: 'boolean', default: false } } });
const files = globSync('test/**/*.test.ts', { cwd: root }).toSorted();
const run = begin(values.seed === undefined ? undefined : Number(values.seed), values.new);
console.log(`Deep tests of ${run.commit} with seed ${run.seed}: ${files.length} parts, ${Object.keys(run.parts).length} of them done before.`);
for (const [index, file] of files.entries()) {
  if (run.parts[file] !== undefined) continue;
  const part = play(file, run.seed);
  run.parts[file] = part;
  keep(run);
  console.log(
    `${index + 1}/${files.length} ${part.failed === 0 ? 'ok    ' : 'FAILED'} ${file}: ${part.passed} passed, ${part.failed} failed, ${part.skipped} skipped (${part.seconds.toFixed(0)} s)`,
  );
}
const total = (figure: 'passed' | 'failed' | 'skipped' | 'seconds') => Object.values(run.parts).reduce((sum, part) => sum + part[figure], 0);
console.log(
  `Commit ${run.commit}, seed ${run.seed}: ${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped, in ${(total('seconds') / 60).toFixed(1)} minutes.`,
);
if (total('failed') > 0) console.log(`To repeat: git checkout ${run.commit.split(' ')[0]} && npm run test:deep -- --new --seed ${run.seed}`);
process.exitCode = total('failed') === 0 ? 0 : 1;

function begin(seed: number | undefined, fresh: boolean): Run {
  const commit = presentCommit();
  mkdirSync(folder, { recursive: true });
  const kept = readdirSync(folder).flatMap((name) => {
    const read = name.endsWith('.run.json') ? runShape.safeParse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))) : undefined;
    return read?.success ? [read.data] : [];
  });
  const unfinished = kept.find(
    (one) => one.commit === commit && (seed ?? one.seed) === one.seed && files.some((file) => one.parts[file] === undefined),
  );
  if (unfinished !== undefined && !fresh) return unfinished;
  return { commit, seed: seed ?? Math.floor(Math.random() * 2 ** 31) + 1, parts: {} };
}

function keep(run: Run): void {
  writeFileSync(path.join(folder, `${run.commit.replaceAll(' ', '-')}-${run.seed}.run.json`), `${JSON.stringify(run, null, 2)}\n`);
}

function presentCommit(): string {
  const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with changes'}`;
}

function play(file: string, seed: number): Run['parts'][string] {
  const report = path.join(folder, 'report.json');
  writeFileSync(report, '');
  const began = performance.now();
  const words = [
    'node_modules/vitest/vitest.mjs',
    'run',
    file,
    '--reporter=json',
    `--outputFile=${report}`,
    '--testTimeout=3600000',
    '--hookTimeout=600000',
  ];
  const { status } = spawnSync(process.execPath, words, {
    cwd: root,
    env: { ...process.env, DEPTH: 'deep', SEED: String(seed) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const seconds = (performance.now() - began) / 1000;
  const written = existsSync(report) ? readFileSync(report, 'utf8') : '';
  if (written === '') return { passed: 0, failed: 1, skipped: 0, seconds };
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped } = reportShape.parse(JSON.parse(written));
  return { passed, failed: status === 0 ? numFailedTests : Math.max(1, numFailedTests), skipped, seconds };
}
