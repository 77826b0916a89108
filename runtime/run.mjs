// Runs a file of the project with a Node that is new enough (TypeScript without a build, Node-API 10 for better-sqlite3).
// A current Node runs it itself. An older one borrows a pinned Node 24 from the npm registry, once, checked against the lockfile beside this file.
// Plain JavaScript without dependencies, because it has to run on Node 20: node runtime/run.mjs [NODE OPTION ...] FILE [ARGUMENT ...]
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = fileURLToPath(import.meta.url);
const here = path.dirname(self);
/** Set for the Node that another run of this file has started: it is new enough, and ends when its parent does. */
const launched = 'FIREBREAK_LAUNCHED';
/** Milliseconds between two looks at whether whoever started us still lives. */
const lookEvery = 500;
const words = process.argv.slice(2);
const isLaunched = process.env[launched] !== undefined;
// What this program starts in turn is none of that.
delete process.env[launched];

/** Why nothing can be run, in words for whoever started it. */
class CannotRun extends Error {}

try {
  await run();
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run() {
  const [first] = words;
  if (first === undefined) throw new CannotRun('usage: node runtime/run.mjs [NODE OPTION ...] FILE [ARGUMENT ...]');
  // Options are for a Node that is only about to start, such as --watch.
  const hasOptions = first.startsWith('-');
  if (!isLaunched && !isCurrent(process.versions)) return runWith(await borrowedNode(), hasOptions ? words : [self, ...words]);
  if (hasOptions) return runWith(process.execPath, words);
  onceAlone(() => process.kill(process.pid, 'SIGTERM'));
  process.argv.splice(1, 2, path.resolve(first));
  // What Node has compiled is kept beside the packages, which makes every start but the first shorter. Where that cannot be written, nothing is kept.
  const packages = path.join(here, '..', 'node_modules');
  if (existsSync(packages)) module.enableCompileCache(path.join(packages, '.cache', 'node'));
  await import(pathToFileURL(path.resolve(first)).href);
}

/** Node 22.18 strips types by itself; Node-API 10 is what better-sqlite3 13 needs: without it Node crashes instead of failing. */
function isCurrent({ node, napi }) {
  const [major, minor] = node.split('.').map(Number);
  return Number(napi) >= 10 && (major > 22 || (major === 22 && minor >= 18));
}

/**
 * Path of the borrowed Node; installs it at first use. Its folder carries its version, so a lockfile that names another one is followed at once. Several
 * first starts at once are safe: each installs into a folder of its own, and the first rename wins.
 */
async function borrowedNode() {
  const name = `node-${process.platform}-${process.arch}`;
  const { packages } = JSON.parse(readFileSync(path.join(here, 'package-lock.json'), 'utf8'));
  const locked = packages[`node_modules/${name}`];
  if (locked === undefined) throw new CannotRun(`There is no Node to borrow for ${process.platform} on ${process.arch}. ${tooOld()}`);
  const { version } = locked;
  const home = path.join(here, 'installed', `${name}-${version}`);
  const node = path.join(home, 'bin', 'node');
  if (existsSync(node)) return node;

  process.stderr.write(`Node ${process.version} is too old for Firebreak. Fetching Node ${version} into runtime/installed, once (about 60 MB) …\n`);
  sweep();
  const temporary = mkdtempSync(path.join(here, '.installing-'));
  try {
    await install(name, locked, temporary);
    const fetched = path.join(temporary, 'node_modules', name);
    place(fetched, home);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  process.stderr.write(`Node ${version} is ready.\n`);
  return node;
}

/**
 * Installs one package, exactly as the lockfile beside this file has it. There it is optional, because each machine needs another one; here it is required,
 * so that npm says what went wrong. This says what to do about it.
 */
async function install(name, { version, integrity }, folder) {
  const wanted = { name: 'firebreak-runtime', dependencies: { [name]: version } };
  const packages = { '': wanted, [`node_modules/${name}`]: { version, integrity } };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(wanted));
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ name: wanted.name, lockfileVersion: 3, requires: true, packages }));
  const [command, ...before] = npmCommand();
  // Without a network it is better to say so after seconds than after npm's usual minutes.
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=3000'];
  const asked = [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...patience];
  const since = Date.now();
  const progress = setInterval(() => tick(since), process.stderr.isTTY ? 1_000 : 10_000);
  try {
    const code = await exitOf(spawn(command, asked, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: quietEnvironment() }));
    if (code !== 0) throw new CannotRun(`Node 24 could not be fetched from the npm registry (npm's own words are above). ${tooOld()}`);
  } catch (error) {
    if (error.code === 'ENOENT') throw new CannotRun(`npm is not installed beside this Node, so Node 24 cannot be fetched. ${tooOld()}`);
    throw error;
  } finally {
    clearInterval(progress);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}

function tick(since) {
  const seconds = `still fetching, ${Math.round((Date.now() - since) / 1_000)} s`;
  process.stderr.write(process.stderr.isTTY ? `\r${seconds}` : `${seconds}\n`);
}

/** Puts a Node where it belongs, and removes the ones that an earlier lockfile named. */
function place(fetched, home) {
  const installed = path.dirname(home);
  mkdirSync(installed, { recursive: true });
  try {
    renameSync(fetched, home);
  } catch (error) {
    // Another start was faster; its Node is as good as ours.
    if (existsSync(path.join(home, 'bin', 'node'))) return;
    throw new CannotRun(`Node 24 cannot be put into ${home} (${error.code}). Delete that folder and start again.`);
  }
  for (const other of readdirSync(installed)) {
    if (other !== path.basename(home)) rmSync(path.join(installed, other), { recursive: true, force: true });
  }
}

/** Removes what starts that were killed an hour ago or earlier have left. */
function sweep() {
  for (const name of readdirSync(here).filter((one) => one.startsWith('.installing-'))) {
    const leftover = path.join(here, name);
    const touched = statSync(leftover, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - touched > 3_600_000) rmSync(leftover, { recursive: true, force: true });
  }
}

/** npm, also when this file was started by plain `node`: npm's own path when npm started us, otherwise the npm beside this Node, otherwise the PATH's. */
function npmCommand() {
  const beside = path.join(path.dirname(realpathSync(process.execPath)), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [process.env.npm_execpath, beside].find((candidate) => candidate?.endsWith('npm-cli.js') && existsSync(candidate));
  return script === undefined ? ['npm'] : [process.execPath, script];
}

/** Settings that npm hands down to its scripts would install the wrong thing here: a prefix, another project's omissions. */
function quietEnvironment() {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(omit|include|only|production|prefix|local_prefix|global|dry_run|workspace\w*)|package_)/i.test(name),
  );
  return Object.fromEntries(inherited);
}

async function runWith(node, args) {
  const env = { ...process.env, ...(args !== words && { [launched]: '1' }), PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Ctrl-C in a terminal reaches the child by itself; sent twice it would cut short an orderly end.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  onceAlone(() => child.kill('SIGTERM'));
  try {
    process.exitCode = await exitOf(child);
  } catch (error) {
    throw new CannotRun(`The Node at ${node} does not start here: ${error.message}. ${tooOld()}`);
  }
}

/**
 * Does something once npm, or the run of this file that started us, is gone. npm passes signals on to a shell between us at best, and nothing at all when
 * it is killed. Whoever was started by anything else may outlive it: that is how services are started by hand.
 */
function onceAlone(end) {
  if (!isLaunched && process.env.npm_lifecycle_event === undefined) return;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    end();
  }, lookEvery);
  timer.unref();
}

/** Our parent, and behind a shell its parent too where Linux says who that is. */
function ancestors() {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8')) ?? [];
    return ['sh', 'dash', 'bash', 'ash', 'zsh'].includes(name) ? `${process.ppid} ${parent}` : `${process.ppid}`;
  } catch {
    return `${process.ppid}`;
  }
}

/** Exit code of a process; one that died of a signal takes this process with it, by the same signal. */
function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === null) return resolve(code ?? 1);
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  });
}

function tooOld() {
  return `Firebreak needs Node 22.18 or newer; this is ${process.version}. Install Node 24 from https://nodejs.org and start again.`;
}
