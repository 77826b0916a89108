import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Benchmark, Measured } from './measure.ts';

/** Runs every `*.bench.ts` of this folder, one after the other. `--json`: one JSON object on stdout, benchmark name → what was measured, and nothing else. */
const asJson = process.argv.includes('--json');
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .sort();

const results: Record<string, Measured> = {};
for (const file of files) {
  const name = file.slice(0, -'.bench.ts'.length);
  const { default: benchmark }: { default: Benchmark } = await import(pathToFileURL(path.join(import.meta.dirname, file)).href);
  if (!asJson) console.log(`${name}: ${benchmark.title} (goal: ${benchmark.goal})`);
  results[name] = await benchmark.measure();
}

if (asJson) console.log(JSON.stringify(results));
else console.table(results);
