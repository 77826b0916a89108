import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The package of a Node for this machine, as its registry would have it: `bin/node` starts the Node that runs the tests, and says its version. */
export interface NodePackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly tarball: Buffer;
}

export function nodePackage(version: string): NodePackage {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-package-'));
  try {
    mkdirSync(join(folder, 'package', 'bin'), { recursive: true });
    writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify({ name, version, bin: { node: 'bin/node' } }));
    const script = `#!/bin/sh\nBORROWED=${version} exec "${process.execPath}" "$@"\n`;
    writeFileSync(join(folder, 'package', 'bin', 'node'), script, { mode: 0o755 });
    execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
    const tarball = readFileSync(join(folder, 'package.tgz'));
    return { name, version, tarball, integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An npm registry on loopback with these packages and nothing else. `fetched` counts the tarballs that it gave away. */
export async function startRegistry(packages: readonly NodePackage[]) {
  let fetched = 0;
  const server = createServer((request, response) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const asked = packages.find(({ name, version }) => request.url === `/${name}/-/${name}-${version}.tgz`);
    if (asked !== undefined) {
      fetched += 1;
      return response.end(asked.tarball);
    }
    const versions = packages.filter(({ name }) => request.url === `/${name}`);
    if (versions.length === 0) return response.writeHead(404).end('{}');
    const described = versions.map(({ name, version, integrity }) => [
      version,
      { name, version, dist: { integrity, tarball: `${url}/${name}/-/${name}-${version}.tgz` } },
    ]);
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify({ name: versions[0]?.name, 'dist-tags': {}, versions: Object.fromEntries(described) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    fetched: () => fetched,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
