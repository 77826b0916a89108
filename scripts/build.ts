import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Compiles what runs in production into a folder: `npm run build` makes dist/, and `node dist/src/main.js` runs it. The practice workspace stays out: main.ts
 * names it, so the compiler brings it along, and it is taken away again.
 * Types are not looked at here: that is a step of its own in `npm run check`. @throws Error when a file cannot be read.
 */
export function build(to = 'dist'): void {
  const folder = path.resolve(root, to);
  rmSync(folder, { recursive: true, force: true });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', folder], {
    cwd: root,
    stdio: 'inherit',
  });
  rmSync(path.join(folder, 'src/workspace'), { recursive: true, force: true });
}

if (process.argv[1] === import.meta.filename) build();
