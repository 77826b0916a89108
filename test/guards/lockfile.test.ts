import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { completed } from '../../scripts/complete-lockfile.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

describe('the lockfile', () => {
  const lockfile = read('package-lock.json') as Parameters<typeof completed>[0];

  it('holds every native variant of every package, so that npm ci takes it on any platform', () => {
    expect(completed(lockfile).added).toEqual([]);
  });

  it('is completed where a registry did not carry a variant', () => {
    const { 'node_modules/@biomejs/cli-darwin-arm64': variant, ...packages } = lockfile.packages;
    expect(variant).toBeDefined();
    const repaired = completed({ ...lockfile, packages });
    expect(repaired.added).toEqual(['@biomejs/cli-darwin-arm64']);
    expect(repaired.lockfile.packages['node_modules/@biomejs/cli-darwin-arm64']).toMatchObject({
      os: ['darwin'],
      cpu: ['arm64'],
      optional: true,
      dev: true,
    });
  });

  it('names no registry, and every package for Linux has its hash', () => {
    const entries = Object.entries(lockfile.packages).filter(([name, { os }]) => name !== '' && (!Array.isArray(os) || os.includes('linux')));
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([]);
    const without = entries.filter(([, { integrity, libc, cpu }]) => integrity === undefined && !isRare(libc, cpu)).map(([name]) => name);
    expect(without).toEqual([]);
  });

  it('and package.json pin every package exactly', () => {
    const { dependencies, devDependencies } = read('package.json') as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
  });
});

/** Linux with musl, or on a processor that we are not made for. */
function isRare(libc: unknown, cpu: unknown): boolean {
  const usual = Array.isArray(cpu) ? cpu.some((one) => one === 'x64' || one === 'arm64') : true;
  return !usual || (Array.isArray(libc) && libc.includes('musl'));
}
