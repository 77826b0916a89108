import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');

/** Everything that has to hold before a change is done: what it is called, and what is run for it. A tool prints only when something is wrong. */
const steps: readonly { readonly name: string; readonly run: readonly string[] }[] = [
  { name: 'types', run: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'types of the practice page', run: ['node_modules/typescript/bin/tsc', '-p', 'src/workspace/page/browser'] },
  { name: 'lint', run: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
  { name: 'layers', run: ['scripts/layers.ts'] },
  { name: 'unused', run: ['node_modules/knip/bin/knip.js'] },
  { name: 'generated', run: ['scripts/generate.ts', '--check'] },
  { name: 'tests', run: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot'] },
];

/** Runs a step with this same Node. Resolves to its exit code and everything that it printed. */
function run(words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

/** `npm run check`: all steps, or those named; goes through to the end, and exits 1 when any of them fails. */
const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.find((name) => !steps.some((step) => step.name === name));
if (unknown !== undefined) throw new Error(`There is no step ${unknown}. The steps: ${steps.map(({ name }) => name).join(', ')}.`);
const failed: string[] = [];
for (const step of steps.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const began = performance.now();
  const { code, said } = await run(step.run);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
  if (code !== 0) console.log(said.trimEnd().replaceAll(/^/gm, '       '));
  if (code !== 0) failed.push(step.name);
}
console.log(failed.length === 0 ? 'Everything holds.' : `Does not hold: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
