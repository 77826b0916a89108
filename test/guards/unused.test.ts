import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

describe('what nothing uses', () => {
  let copy: string;
  let said: string;
  beforeAll(async () => {
    copy = mkdtempSync(path.join(tmpdir(), 'firebreak-unused-'));
    for (const one of [
      'src',
      'commands',
      'handlers',
      'bench',
      'scripts',
      'runtime/run.mjs',
      'test',
      'knip.json',
      'tsconfig.json',
      'vitest.config.ts',
      'package.json',
    ]) {
      mkdirSync(path.dirname(path.join(copy, one)), { recursive: true });
      cpSync(path.join(root, one), path.join(copy, one), { recursive: true, filter: (from) => !from.endsWith('node_modules') });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    writeFileSync(path.join(copy, 'src/core/planted-file.ts'), 'export const alone = 1;\n');
    writeFileSync(
      path.join(copy, 'src/core/planted-export.ts'),
      'export const used = 1;\nexport const plantedExport = 2;\nexport type PlantedType = 3;\n',
    );
    writeFileSync(path.join(copy, 'handlers/pages/planted.ts'), "import { used } from '../../src/core/planted-export.ts';\nexport default used;\n");
    writeFileSync(
      path.join(copy, 'package.json'),
      JSON.stringify({ name: 'planted', type: 'module', dependencies: { zod: '4.6.7', 'planted-package': '1.0.0' } }),
    );
    said = await new Promise((resolve) =>
      execFile(process.execPath, [path.join(root, 'node_modules/knip/bin/knip.js')], { cwd: copy }, (_, stdout) => resolve(stdout)),
    );
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each([['src/core/planted-file.ts'], ['plantedExport'], ['PlantedType'], ['planted-package']])('is named: %s', (planted) => {
    expect(said).toContain(planted);
  });

  it('is not a definition in a folder', () => {
    expect(said).not.toContain('handlers/pages/planted.ts');
  });
});
