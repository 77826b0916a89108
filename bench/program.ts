import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild } from '../src/workspace/demo/bot-process.ts';

/** What Linux counts processor time in: sysconf(_SC_CLK_TCK), 100 on every architecture that Node runs on. */
const msPerTick = 10;

/** A server in a process of its own, bound to one core, so that what it costs can be told from what the sender costs. */
export interface Program {
  /** Milliseconds from its start until it said that it is ready. */
  readonly readyMs: number;
  /** Processor time that it has used so far, in ms: user and system, all threads. */
  cpuMs(): number;
  /** Memory that it holds now and at most held, in MB. */
  rssMb(): { readonly now: number; readonly peak: number };
  stop(): Promise<void>;
}

/** Starts `command` and waits until a line of its output matches `ready`. @throws Error with what it printed when it ends or is not ready within 30 s. */
export async function startProgram(command: readonly string[], ready: RegExp, env: Readonly<Record<string, string>> = {}): Promise<Program> {
  const began = performance.now();
  const { PATH = '', HOME = '' } = process.env;
  // `taskset` gives way to the program by exec, so its process id is the program's.
  const child = spawn('taskset', ['-c', '0', ...command], { env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const readyMs = await whenReady(child, ready, began);
  const { pid = 0 } = child;
  return {
    readyMs,
    cpuMs: () => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * msPerTick;
    },
    rssMb: () => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const mb = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024;
      return { now: mb('VmRSS'), peak: mb('VmHWM') };
    },
    stop: () => endChild(child),
  };
}

async function whenReady(child: ChildProcess, ready: RegExp, began: number): Promise<number> {
  let said = '';
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
  try {
    return await new Promise<number>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          said = (said + chunk.toString()).slice(-4000);
          if (ready.test(said)) resolve(performance.now() - began);
        });
      }
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`A program of the benchmark ended before it was ready:\n${said}`)));
    });
  } finally {
    clearTimeout(late);
  }
}

/** Waits until a program has nothing to do any more: less than 2 % of a core for a second. @returns its processor time then, in ms */
export async function settled(program: Program, patienceMs = 120_000): Promise<number> {
  const until = performance.now() + patienceMs;
  for (let before = program.cpuMs(); ; ) {
    await sleep(1000);
    const now = program.cpuMs();
    if (now - before <= 20 || performance.now() > until) return now;
    before = now;
  }
}
