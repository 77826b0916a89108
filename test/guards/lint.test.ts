import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** What must not be written, each planted as a file of its own: where it stands, what it says, and the rule that has to refuse it. */
const planted = [
  ['src/core/clock.ts', 'export const planted = () => Date.now();', 'plugin'],
  ['src/core/today.ts', 'export const planted = () => new Date();', 'plugin'],
  ['src/flows/dice.ts', 'export const planted = () => Math.random();', 'plugin'],
  ['src/flows/id.ts', "import { randomUUID } from 'node:crypto';\nexport const planted = () => randomUUID();", 'plugin'],
  ['src/core/type-by-import.ts', "export type Planted = import('zod').ZodType;", 'plugin'],
  ['src/kit/function.ts', "export const planted = new Function('return 1');", 'plugin'],
  ['src/kit/eval.ts', "export const planted = eval('1');", 'lint/security/noGlobalEval'],
  ['src/kit/delayed-text.ts', "setTimeout('planted()', 1);", 'lint/nursery/noImpliedEval'],
  ['src/kit/program.ts', "import { execFile } from 'node:child_process';\nexport const planted = execFile;", 'lint/style/noRestrictedImports'],
  ['src/web/program.ts', "import vm from 'node:vm';\nexport const planted = vm;", 'lint/style/noRestrictedImports'],
  ['src/web/setting.ts', 'export const planted = process.env.PORT;', 'lint/style/noProcessEnv'],
  ['src/web/print.ts', "console.log('planted');", 'lint/suspicious/noConsole'],
  ['src/web/any.ts', 'export const planted = (value: any) => String(value);', 'lint/suspicious/noExplicitAny'],
  ['src/web/ignored.ts', '// @ts-ignore planted\nexport const planted = 1;', 'lint/suspicious/noTsIgnore'],
  ['src/web/default.ts', 'export default 1;', 'lint/style/noDefaultExport'],
  ['src/web/Wrong_name.ts', 'export const planted = 1;', 'lint/style/useFilenamingConvention'],
  ['src/web/without-extension.ts', "import { planted } from './other';\nexport const again = planted;", 'lint/correctness/useImportExtensions'],
  ['src/web/floating.ts', 'async function planted(): Promise<number> {\n  return 1;\n}\nplanted();', 'lint/nursery/noFloatingPromises'],
  ['src/web/certain.ts', 'export const planted = (list: string[]) => list[0]!.length;', 'lint/style/noNonNullAssertion'],
  ['src/web/enum.ts', 'export enum Planted {\n  One,\n}', 'lint/style/noEnum'],
  ['src/web/undeclared.ts', "import express from 'express';\nexport const planted = express;", 'lint/correctness/noUndeclaredDependencies'],
  [
    'src/web/maze.ts',
    `export function planted(a: number) {\n${'if (a > 1) { for (const b of [a]) { if (b) { a += b ? 1 : 2; } } }\n'.repeat(5)} return a;\n}`,
    'lint/complexity/noExcessiveCognitiveComplexity',
  ],
  ['test/alone.test.ts', "import { it } from 'vitest';\nit.only('is planted', () => {});", 'lint/suspicious/noFocusedTests'],
] as const;

/** The same words where they are allowed. */
const allowed = [
  ['src/config/setting.ts', 'export const planted = process.env.PORT;'],
  ['src/web/clock.ts', 'export const planted = () => Date.now();'],
  ['handlers/schedules/one.ts', 'export default 1;'],
  ['bench/program.ts', "import { execFile } from 'node:child_process';\nexport const planted = execFile;"],
  ['src/core/moment.ts', 'export const planted = (at: string) => new Date(at);'],
] as const;

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string | { readonly file: string } };
}

let copy: string;
let found: readonly Diagnostic[];
beforeAll(async () => {
  copy = mkdtempSync(path.join(tmpdir(), 'firebreak-lint-'));
  for (const file of ['biome.json', 'package.json', 'tsconfig.json', 'scripts/lint'])
    cpSync(path.join(root, file), path.join(copy, file), { recursive: true });
  for (const [file, source] of [...planted, ...allowed, ['src/web/other.ts', 'export const planted = 1;'] as const]) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), `${source}\n`);
  }
  found = await lint(copy);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Everything that Biome says about a folder. It exits 1 as soon as it says anything. */
async function lint(folder: string): Promise<readonly Diagnostic[]> {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const words = [biome, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'];
  const said = await new Promise<string>((resolve) =>
    execFile(process.execPath, words, { cwd: folder, maxBuffer: 1e8 }, (_, stdout) => resolve(stdout)),
  );
  return (JSON.parse(said) as { readonly diagnostics: readonly Diagnostic[] }).diagnostics;
}

function saidAbout(file: string): readonly string[] {
  return found
    .filter(({ location }) => (typeof location.path === 'string' ? location.path : location.path.file).endsWith(file))
    .map(({ category }) => category);
}

describe('the linter', () => {
  it.each(planted)('refuses %s', (file, _source, rule) => {
    expect(saidAbout(file)).toContain(rule);
  });

  it.each(allowed)('lets %s be', (file) => {
    expect(saidAbout(file)).toEqual([]);
  });
});
