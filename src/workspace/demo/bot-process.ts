import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const project = join(import.meta.dirname, '../../..');

/** The bot as a process of its own, as operators run it. */
export interface BotProcess {
  readonly url: string;
  /** Opens its pages. */
  readonly webToken: string;
  /** Exit code or signal once it has ended; undefined while it runs. */
  ended(): string | undefined;
  /** What it printed last. */
  output(): string;
  stop(): Promise<void>;
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>;
}

/** Starts `src/main.ts` on a free port, with nothing in its environment but `settings` and what Node needs. So many characters of its output are kept. */
export async function startBot(settings: Readonly<Record<string, string>>, keptOutput = 4000): Promise<BotProcess> {
  const port = await freePort();
  const webToken = 'practice-web-token-for-the-demo';
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(project, 'src/main.ts')], {
    cwd: project,
    env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, LOG_LEVEL: 'warn', ...settings, PORT: String(port), WEB_TOKEN: webToken },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let ended: string | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptOutput);
    });
  }
  child.once('exit', (code, signal) => {
    ended = signal ?? `exit code ${code}`;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    webToken,
    ended: () => ended,
    output: () => output,
    stop: () => endChild(child),
    kill: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}

/** Asks it to end, and ends it when it does not. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(late);
}

/** A port of this machine on which nothing listens at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
