import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Benchmark, Measured, NotMeasured } from './measure.ts';

/** Runs every `*.bench.ts` of this folder, or those named, one after the other. `--json`: one JSON object on stdout, benchmark name → its lines, and nothing else. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
});
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .sort();
const unknown = positionals.find((name) => !names.includes(name));
if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}. There are: ${names.join(', ')}.`);

const results: Record<string, readonly (Measured | NotMeasured)[]> = {};
for (const name of positionals.length > 0 ? positionals : names) {
  const { default: benchmark }: { default: Benchmark } = await import(pathToFileURL(path.join(import.meta.dirname, `${name}.bench.ts`)).href);
  if (!values.json) console.log(`\n${name}: ${benchmark.title}`);
  const lines = await benchmark.measure(Number(values.rounds));
  results[name] = lines;
  if (!values.json) for (const line of lines) console.log(sentence(line));
}
if (values.json) console.log(JSON.stringify(results));

function sentence(line: Measured | NotMeasured): string {
  if ('because' in line) return `  –    ${line.what}: not measured, because ${line.because}`;
  const { what, value, unit, beside, peer, ratio, goal, reached } = line;
  return `  ${reached ? 'ok  ' : 'MISS'} ${what}: ${value} ${unit}; ${beside}: ${peer} ${unit}; ${ratio} × (${goal})`;
}
