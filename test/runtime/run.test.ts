import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type NodePackage, nodePackage, startRegistry } from './registry.ts';

const launcher = resolve(import.meta.dirname, '../../runtime');
let older: NodePackage;
let newer: NodePackage;
let registry: Awaited<ReturnType<typeof startRegistry>>;
beforeAll(async () => {
  older = nodePackage('24.1.0');
  newer = nodePackage('24.2.0');
  registry = await startRegistry([older, newer]);
});
afterAll(() => registry.close());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-runtime-'));
  cpSync(launcher, join(folder, 'runtime'), { recursive: true, filter: (from) => !from.includes('installed') });
  writeFileSync(join(folder, 'say.mjs'), 'console.log(process.env.BORROWED ?? "its own", ...process.argv.slice(2)); process.exitCode = 3;');
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Makes the copied launcher take any Node for one that is too old, as no older one can be expected on the machine that runs the tests. */
function anyNodeIsTooOld(): void {
  const file = join(folder, 'runtime', 'run.mjs');
  const source = readFileSync(file, 'utf8');
  expect(source).toContain('major > 22');
  writeFileSync(file, source.replace('major > 22', 'major > 999').replace('major === 22', 'major === 999'));
}

function lock({ name, version, integrity }: NodePackage): void {
  const optionalDependencies = { [name]: version };
  const packages = { '': { name: 'runtime', optionalDependencies }, [`node_modules/${name}`]: { version, integrity, optional: true } };
  writeFileSync(join(folder, 'runtime', 'package.json'), JSON.stringify({ name: 'runtime', private: true, optionalDependencies }));
  writeFileSync(join(folder, 'runtime', 'package-lock.json'), JSON.stringify({ name: 'runtime', lockfileVersion: 3, requires: true, packages }));
}

function start(words: readonly string[], registryUrl = registry.url, environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['runtime/run.mjs', ...words], {
    cwd: folder,
    env: { ...process.env, npm_config_registry: registryUrl, npm_config_cache: join(folder, 'cache'), ...environment },
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; said: string }>((done) =>
    child.on('close', (code, signal) => done({ code, signal, said })),
  );
  return { child, ended, said: () => said };
}

const run = (...given: Parameters<typeof start>) => start(...given).ended;
const installed = () => (existsSync(join(folder, 'runtime', 'installed')) ? readdirSync(join(folder, 'runtime', 'installed')) : []);
const leftovers = () => readdirSync(join(folder, 'runtime')).filter((name) => name.startsWith('.installing-'));

describe('a Node that is new enough', () => {
  it('runs the file itself, with its arguments and its exit code, and fetches nothing', async () => {
    lock(older);
    expect(await run(['say.mjs', 'one', '--two'])).toMatchObject({ code: 3, said: 'its own one --two\n' });
    expect(installed()).toEqual([]);
  });

  it('takes options for Node before the file', async () => {
    expect(await run(['--no-warnings', 'say.mjs', 'one'])).toMatchObject({ code: 3, said: 'its own one\n' });
  });
});

describe('a Node that is too old', () => {
  beforeEach(() => {
    anyNodeIsTooOld();
    lock(older);
  });

  it('borrows the one that the lockfile names, once', async () => {
    const first = await run(['say.mjs', 'one']);
    expect(first.code).toBe(3);
    expect(first.said).toMatch(/Fetching Node 24\.1\.0[\s\S]*24\.1\.0 one\n$/);
    const before = registry.fetched();
    expect(await run(['say.mjs', 'two'])).toMatchObject({ code: 3, said: '24.1.0 two\n' });
    expect(registry.fetched()).toBe(before);
  });

  it('lets three first starts come at once', async () => {
    const ended = await Promise.all(['a', 'b', 'c'].map((word) => run(['say.mjs', word])));
    expect(ended.map(({ code, said }) => [code, said.split('\n').at(-2)])).toEqual([
      [3, '24.1.0 a'],
      [3, '24.1.0 b'],
      [3, '24.1.0 c'],
    ]);
    expect(installed()).toEqual([`${older.name}-24.1.0`]);
    expect(leftovers()).toEqual([]);
  });

  it('follows a lockfile that names another version, and keeps no other', async () => {
    await run(['say.mjs']);
    lock(newer);
    expect((await run(['say.mjs'])).said).toMatch(/24\.2\.0 *\n$/);
    expect(installed()).toEqual([`${newer.name}-24.2.0`]);
  });

  it('refuses a package that is not the one of the lockfile', async () => {
    lock({ ...older, integrity: newer.integrity });
    const { code, said } = await run(['say.mjs']);
    expect(code).toBe(1);
    expect(said).toMatch(/EINTEGRITY[\s\S]*Install Node 24 from/);
    expect(installed()).toEqual([]);
    expect(leftovers()).toEqual([]);
  });

  it('says which Node to install when there is no network', async () => {
    const { code, said } = await run(['say.mjs'], 'http://127.0.0.1:1/');
    expect(code).toBe(1);
    expect(said).toContain('ECONNREFUSED');
    expect(said).toContain('Install Node 24 from https://nodejs.org');
    expect(said).toContain('Node 24 could not be fetched from the npm registry');
    expect(leftovers()).toEqual([]);
  });

  it('is passed signals, and ends as the file ends', async () => {
    await run(['say.mjs']);
    writeFileSync(join(folder, 'wait.mjs'), 'process.once("SIGTERM", () => process.exit(9)); setInterval(() => {}, 1000); console.log("waits");');
    writeFileSync(join(folder, 'die.mjs'), 'setInterval(() => {}, 1000); console.log("waits");');
    for (const [file, end] of [
      ['wait.mjs', { code: 9, signal: null }],
      ['die.mjs', { code: null, signal: 'SIGTERM' }],
    ] as const) {
      const { child, ended } = start([file]);
      await new Promise((waits) => child.stdout.once('data', waits));
      child.kill('SIGTERM');
      expect(await ended).toMatchObject(end);
    }
  });
});

describe('whoever started it is killed:', () => {
  /** Starts the file by way of another process, as npm does, and kills that one as soon as the file runs. Says how the file ended, within five seconds. */
  async function orphaned(environment: Readonly<Record<string, string>>): Promise<string> {
    const end = join(folder, 'end');
    const says = (what: string) => `require("node:fs").writeFileSync(${JSON.stringify(end)}, ${what})`;
    writeFileSync(
      join(folder, 'serve.cjs'),
      `process.once("SIGTERM", () => { ${says('"ended in order"')}; process.exit(); });
      setTimeout(() => { ${says('"lived on"')}; process.exit(); }, 3000); console.log("serves");`,
    );
    const starter = 'require("node:child_process").spawn(process.execPath, ["runtime/run.mjs", "serve.cjs"], { stdio: "inherit" })';
    const { npm_lifecycle_event: _, ...plain } = process.env;
    const parent = spawn(process.execPath, ['-e', starter], {
      cwd: folder,
      env: { ...plain, npm_config_registry: registry.url, npm_config_cache: join(folder, 'cache'), ...environment },
    });
    await new Promise<void>((serves) => parent.stdout.on('data', (said) => String(said).includes('serves') && serves()));
    parent.kill('SIGKILL');
    await expect.poll(() => existsSync(end) && readFileSync(end, 'utf8'), { timeout: 5000 }).toBeTruthy();
    return readFileSync(end, 'utf8');
  }

  it('under npm, what it started ends in order', async () => {
    lock(older);
    expect(await orphaned({ npm_lifecycle_event: 'start' })).toBe('ended in order');
  });

  it('under npm, a borrowed Node ends in order too', async () => {
    anyNodeIsTooOld();
    lock(older);
    expect(await orphaned({ npm_lifecycle_event: 'start' })).toBe('ended in order');
  });

  it('by hand, what it started lives on, as a service does', async () => {
    lock(older);
    expect(await orphaned({})).toBe('lived on');
  });
});
