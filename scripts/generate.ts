import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCatalogue } from '../src/kit/load.ts';
import { environmentExample } from './generate/environment.ts';
import { withSlashCommands } from './generate/manifest.ts';
import { reportSchema, yamlSchemas } from './generate/schemas.ts';
import { tables, withTables } from './generate/tables.ts';

/**
 * Everything in the project that follows from the definitions, by file, as it should stand: the commands in manifest.yml, .env.example, the JSON Schemas of the
 * team's files and of a report, and the tables between markers in Markdown files. `root`: the project.
 */
export async function generated(root: string): Promise<ReadonlyMap<string, string>> {
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
  const catalogue = await loadCatalogue(root);
  const filled = tables(catalogue);
  const pages = globSync(['*.md', '{src,commands,handlers,data,docs,test,bench}/**/*.md'], { cwd: root, exclude: ['**/node_modules/**'] });
  return new Map([
    ['manifest.yml', withSlashCommands(read('manifest.yml'), catalogue.commands)],
    ['.env.example', environmentExample(catalogue)],
    ...yamlSchemas(catalogue),
    reportSchema(),
    ...pages.map((file) => [file, withTables(file, read(file), filled)] as const),
  ]);
}

/** The files that do not stand as they should. */
export async function outdated(root: string): Promise<ReadonlyMap<string, string>> {
  const wanted = await generated(root);
  return new Map([...wanted].filter(([file, text]) => !existsSync(path.join(root, file)) || readFileSync(path.join(root, file), 'utf8') !== text));
}

/** `npm run generate` writes what is outdated; with `--check` it names it and exits 1. */
if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '..');
  const files = await outdated(root);
  if (process.argv.includes('--check')) {
    for (const file of files.keys()) console.error(`${file} does not say what the definitions say. Run: npm run generate`);
    process.exitCode = files.size === 0 ? 0 : 1;
  } else {
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
      console.log(`wrote ${file}`);
    }
  }
}
