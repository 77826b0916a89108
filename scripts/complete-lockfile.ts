import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A package as package-lock.json has it; only the fields that are read or written here. */
interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}
interface Lockfile {
  readonly packages: Record<string, Locked>;
}

/**
 * Native packages come in one variant for each platform, and a registry that does not carry them all (a company's mirror) makes `npm install` write a lockfile
 * without the rest, which `npm ci` then refuses. Adds the missing ones with the version that their owner pins. They carry no integrity hash until somebody
 * installs from a complete registry; nothing is fetched for them on any other platform.
 * Returns the packages that were added. @throws Error for a missing package that is not pinned exactly.
 */
export function completed(lockfile: Lockfile): { readonly lockfile: Lockfile; readonly added: readonly string[] } {
  const missing = Object.entries(lockfile.packages).flatMap(([owner, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(lockfile, owner, name))
      .map(([name, version]) => ({ name, version, dev })),
  );
  const added = missing.map(({ name, version, dev }): [string, Locked] => {
    if (!/^\d+\.\d+\.\d+/.test(version))
      throw new Error(`${name} is not pinned to a version but to ${version}. Run npm install with a complete registry.`);
    return [`node_modules/${name}`, { version, ...platformOf(name), ...(dev === true && { dev }), optional: true }];
  });
  const packages = Object.fromEntries(Object.entries({ ...lockfile.packages, ...Object.fromEntries(added) }).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { lockfile: { ...lockfile, packages }, added: missing.map(({ name }) => name) };
}

/** A package is found beside its owner, inside it, or in any folder above. */
function isLocked({ packages }: Lockfile, owner: string, name: string): boolean {
  const folders = owner.split('/node_modules/').map((_, depth, parts) => parts.slice(0, depth + 1).join('/node_modules/'));
  return ['', ...folders].some((folder) => packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`] !== undefined);
}

/** By the naming that all native packages share: `…-linux-x64-musl`, `…-darwin-arm64`, `…-win32-ia32-msvc`. */
function platformOf(name: string): { readonly cpu?: readonly string[]; readonly os?: readonly string[]; readonly libc?: readonly string[] } {
  const [, os, cpu, abi = ''] =
    /(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(x64|arm64|arm|ia32|ppc64|riscv64|s390x)(?:-(\w+))?$/.exec(name) ?? [];
  if (os === undefined || cpu === undefined) return {};
  const libc = abi.startsWith('musl') ? 'musl' : abi.startsWith('gnu') ? 'glibc' : undefined;
  return { cpu: [cpu], os: [os], ...(os === 'linux' && libc !== undefined && { libc: [libc] }) };
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const file = path.resolve(import.meta.dirname, '../package-lock.json');
  const { lockfile, added } = completed(JSON.parse(readFileSync(file, 'utf8')) as Lockfile);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
  console.log(added.length === 0 ? 'The lockfile is complete.' : `Added to the lockfile: ${added.join(', ')}`);
}
