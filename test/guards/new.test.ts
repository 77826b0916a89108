import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, writeDefinition } from '../../scripts/new.ts';
import { readTeamFiles } from '../../src/config/team-files.ts';
import { loadCatalogue } from '../../src/kit/load.ts';

const root = path.resolve(import.meta.dirname, '../..');
const id = 'planted-one';

describe('npm run new', () => {
  let copy: string;
  let written: readonly string[];
  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'firebreak-new-'));
    for (const folder of ['src', 'commands', 'handlers', 'data', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
      cpSync(path.join(root, folder), path.join(copy, folder), { recursive: true, filter: (from) => !from.includes(path.join('data', 'var')) });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    written = Object.keys(kinds).flatMap((kind) => writeDefinition(copy, kind, id));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('writes definitions that compile', { timeout: 60_000 }, () => {
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    // Only what was written, what that imports, and the clients that it may use: the rest is a step of its own in `npm run check`.
    const files = written.filter((file) => file.endsWith('.ts'));
    writeFileSync(
      path.join(copy, 'tsconfig.written.json'),
      JSON.stringify({ extends: './tsconfig.json', files, include: ['src/connectors/clients'] }),
    );
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.written.json'], {
      cwd: copy,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  it('writes definitions that are found in their folders', async () => {
    const catalogue = await loadCatalogue(copy);
    const { events, ...others } = catalogue;
    expect(events.has('planted_one')).toBe(true);
    for (const [shelf, found] of Object.entries(others)) expect([shelf, found.has(id)]).toEqual([shelf, true]);
  });

  it('writes playbooks and correlations that the team’s files may name', async () => {
    const { playbooks, correlations } = await readTeamFiles(path.join(copy, 'data'));
    expect(playbooks.map((one) => one.id)).toContain(id);
    expect(correlations.map((one) => one.id)).toContain(id);
  });

  it('does not write over anything', () => {
    expect(() => writeDefinition(copy, 'command', id)).toThrow('commands/planted-one.ts is there already.');
  });

  it.each([
    ['responder', 'good-id', 'There is no kind responder. Write one of: source, enricher,'],
    ['source', 'Bad_Id', 'Bad_Id cannot be an id. Write it like okta-suspend-user.'],
  ])('refuses %s %s', (kind, wrong, why) => {
    expect(() => writeDefinition(copy, kind, wrong)).toThrow(why);
  });

  it('knows every kind that the program loads', () => {
    const shelves = readFileSync(path.join(root, 'src/kit/load.ts'), 'utf8').matchAll(/folder: '([^']+)'/g);
    const folders: readonly string[] = Object.values(kinds).map(({ folder }) => folder);
    for (const [, folder = ''] of shelves) expect(folders).toContain(folder);
  });
});
